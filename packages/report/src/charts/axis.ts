import { fixed, signed } from '../numbers.ts';

/** Smallest and largest finite number, or a fallback. */
export function extent(
  values: readonly (number | null | undefined)[],
  fallback: readonly [number, number] = [0, 1],
): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === null || value === undefined || !Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [fallback[0], fallback[1]];
}

/** A domain with a little room on both sides. */
export function padded([low, high]: readonly [number, number], share = 0.06): [number, number] {
  const room = (high - low || Math.abs(high) || 1) * share;
  return [low - room, high + room];
}

/** Clamps into a domain, so that an endless limit ends at the frame. */
export function clamp(value: number, [low, high]: readonly [number, number]): number {
  return Math.min(high, Math.max(low, value));
}

/** Tick text with as many decimals as the step needs. */
export function tickFormat(span: number, isSigned = false): (value: number) => string {
  const digits = span >= 20 ? 0 : span >= 2 ? 1 : span >= 0.2 ? 2 : 3;
  return (value) => trim(isSigned ? signed(value, digits) : fixed(value, digits));
}

function trim(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
