/** Points nearer to the line than this, in pixels, are left out: no eye sees them. */
const tolerance = 0.3;

type Point = readonly [x: number, y: number];

/**
 * Says a polyline in fewer bytes: points that lie on the line are left out, the rest are written
 * relative to the point before. Paths with curves or arcs come back as they are.
 *
 * @param path an SVG path
 */
export function shortPath(path: string): string {
  if (!/^M[-\d.,MLZ]*$/.test(path)) return path;
  return path
    .split(/(?=M)/)
    .map((part) => {
      const isClosed = part.endsWith('Z');
      const points = part
        .replace(/[MZ]/g, '')
        .split('L')
        .map((pair): Point => {
          const [x = 0, y = 0] = pair.split(',').map(Number);
          return [Math.round(x * 10), Math.round(y * 10)];
        });
      return points.length < 3 ? part : written(simplified(points), isClosed);
    })
    .join('');
}

function written(points: readonly Point[], isClosed: boolean): string {
  const number = (tenths: number): string => String(tenths / 10).replace(/^(-?)0\./, '$1.');
  const pair = (x: number, y: number): string => {
    const second = number(y);
    return `${number(x)}${second.startsWith('-') ? '' : ','}${second}`;
  };
  let out = '';
  points.forEach(([x, y], at) => {
    const before = points[at - 1];
    if (!before) {
      out += `M${pair(x, y)}l`;
      return;
    }
    const step = pair(x - before[0], y - before[1]);
    out += at === 1 || step.startsWith('-') ? step : ` ${step}`;
  });
  return isClosed ? `${out}Z` : out;
}

/** Ramer, Douglas and Peucker, without recursion: `doi:10.3138/FM57-6770-U75U-7727`. */
function simplified(points: readonly Point[]): readonly Point[] {
  const kept = new Uint8Array(points.length);
  kept[0] = 1;
  kept[points.length - 1] = 1;
  const open: [number, number][] = [[0, points.length - 1]];
  for (let span = open.pop(); span; span = open.pop()) {
    const [from, to] = span;
    let furthest = 0;
    let place = -1;
    for (let i = from + 1; i < to; i++) {
      const away = distance(points[i]!, points[from]!, points[to]!);
      if (away > furthest) {
        furthest = away;
        place = i;
      }
    }
    if (place < 0 || furthest <= tolerance * 10) continue;
    kept[place] = 1;
    open.push([from, place], [place, to]);
  }
  return points.filter((_, at) => kept[at] === 1);
}

function distance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const share =
    length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length));
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}
