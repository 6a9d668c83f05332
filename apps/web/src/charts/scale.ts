/** Places of numbers on a line. */
export interface Scale {
  readonly domain: readonly [number, number];
  /** Pixels of a number; numbers outside the domain are held at its ends. */
  readonly at: (value: number) => number;
  /** Round numbers within the domain. */
  readonly ticks: readonly number[];
  /** Decimals that tell the ticks apart. */
  readonly digits: number;
}

/** Smallest and largest number of a list; what is no number is left out. */
export function extent(
  values: readonly (number | null | undefined)[],
  otherwise: readonly [number, number] = [0, 1],
): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value === null || value === undefined || !Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [otherwise[0], otherwise[1]];
  if (low === high) return [low - 0.5, high + 0.5];
  return [low, high];
}

/** An extent with some air on both sides. */
export function padded([low, high]: readonly [number, number], share = 0.04): [number, number] {
  const air = (high - low) * share;
  return [low - air, high + air];
}

/** Distance of ticks: 1, 2 or 5 times a power of ten, so that about so many fit. */
function tickStep(low: number, high: number, about: number): number {
  const rough = (high - low) / Math.max(1, about);
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  return power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
}

/**
 * A linear scale.
 *
 * @param domain smallest and largest number
 * @param range where they stand, in pixels
 * @param about how many ticks
 */
export function linearScale(
  domain: readonly [number, number],
  range: readonly [number, number],
  about = 5,
): Scale {
  const [low, high] = domain;
  const step = tickStep(low, high, about);
  const ticks: number[] = [];
  const first = Math.ceil(low / step - 1e-9);
  for (let k = first; k * step <= high + step * 1e-9; k += 1) ticks.push(k * step);
  return {
    domain: [low, high],
    at: (value) => {
      const held = Math.min(high, Math.max(low, value));
      return range[0] + ((held - low) / (high - low)) * (range[1] - range[0]);
    },
    ticks,
    digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)),
  };
}
