/**
 * Thins a flat object to lines one pixel wide by peeling it from two sides in turn.
 *
 * @param data cells, 0 or 1, with an empty rim of one cell
 * @param nx columns
 * @returns cells of the skeleton, a part of the object
 * @see Zhang & Suen 1984, doi:10.1145/357994.358023
 */
export function thinFlat(data: Uint8Array, nx: number): Uint8Array {
  const out = data.slice();
  let object = cellsOf(out);
  let isChanged = true;
  while (isChanged) {
    isChanged = false;
    for (const side of [0, 1] as const) {
      const gone = object.filter((i) => canPeel(out, i, nx, side));
      for (const i of gone) out[i] = 0;
      if (gone.length > 0) {
        isChanged = true;
        object = object.filter((i) => out[i] === 1);
      }
    }
  }
  return out;
}

function cellsOf(data: Uint8Array): Int32Array {
  const cells: number[] = [];
  for (let i = data.indexOf(1); i >= 0; i = data.indexOf(1, i + 1)) cells.push(i);
  return Int32Array.from(cells);
}

/** The two conditions of a sub-iteration: a simple, non-end pixel on the south-east (0) or north-west (1) side. */
function canPeel(data: Uint8Array, i: number, nx: number, side: 0 | 1): boolean {
  const north = data[i - nx]!;
  const northEast = data[i - nx + 1]!;
  const east = data[i + 1]!;
  const southEast = data[i + nx + 1]!;
  const south = data[i + nx]!;
  const southWest = data[i + nx - 1]!;
  const west = data[i - 1]!;
  const northWest = data[i - nx - 1]!;
  const count = north + northEast + east + southEast + south + southWest + west + northWest;
  if (count < 2 || count > 6) return false;
  const rises =
    (northEast > north ? 1 : 0) +
    (east > northEast ? 1 : 0) +
    (southEast > east ? 1 : 0) +
    (south > southEast ? 1 : 0) +
    (southWest > south ? 1 : 0) +
    (west > southWest ? 1 : 0) +
    (northWest > west ? 1 : 0) +
    (north > northWest ? 1 : 0);
  if (rises !== 1) return false;
  return side === 0
    ? north * east * south === 0 && east * south * west === 0
    : north * east * west === 0 && north * south * west === 0;
}
