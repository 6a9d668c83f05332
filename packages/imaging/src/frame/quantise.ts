import type { FrameSamples } from './image-record.ts';

/** How numbers of any width become 16-bit samples. */
export interface Quantiser {
  readonly signed: boolean;
  /** Number = slope × sample + intercept. */
  readonly slope: number;
  readonly intercept: number;
  /** Whether numbers are rounded; whole numbers within 65,536 of each other are not. */
  readonly isRounded: boolean;
}

/** Least and greatest number seen, and whether all are whole. */
export interface NumberRange {
  min: number;
  max: number;
  isWhole: boolean;
}

/** A range that has seen nothing. */
export function emptyRange(): NumberRange {
  return { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, isWhole: true };
}

/** Takes numbers into a range; what is no finite number is passed over. */
export function widen(range: NumberRange, values: ArrayLike<number>): void {
  let { min, max, isWhole } = range;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < min) min = value === Number.NEGATIVE_INFINITY ? min : value;
    if (value > max) max = value === Number.POSITIVE_INFINITY ? max : value;
    if (isWhole && !Number.isInteger(value)) isWhole = false;
  }
  Object.assign(range, { min, max, isWhole });
}

/** The finest 16-bit form of a range of numbers; exact for whole numbers that fit. */
export function quantiserOf(range: NumberRange): Quantiser {
  const [min, max] = range.min <= range.max ? [range.min, range.max] : [0, 0];
  if (range.isWhole && max - min <= 65_535) {
    if (min >= 0 && max <= 65_535)
      return { signed: false, slope: 1, intercept: 0, isRounded: false };
    if (min >= -32_768 && max <= 32_767) {
      return { signed: true, slope: 1, intercept: 0, isRounded: false };
    }
    return { signed: false, slope: 1, intercept: min, isRounded: false };
  }
  return { signed: false, slope: (max - min) / 65_535 || 1, intercept: min, isRounded: true };
}

/** Numbers as 16-bit samples; what is no number becomes the lowest. */
export function quantise(values: ArrayLike<number>, quantiser: Quantiser): FrameSamples {
  const { slope, intercept, signed } = quantiser;
  const [least, most] = signed ? [-32_768, 32_767] : [0, 65_535];
  const out = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const sample = Math.round((values[i]! - intercept) / slope);
    out[i] = Number.isNaN(sample) ? least : Math.min(most, Math.max(least, sample));
  }
  return out;
}
