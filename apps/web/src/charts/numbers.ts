import type { BlockCell } from '@equipoise/domain';
import { chartWords as words } from '../words/charts.ts';

const minus = '\u2212';

/** Rounded to a fixed number of decimals with a true minus sign; minus zero is zero. */
export function fixed(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || Number.isNaN(value)) return words.absent;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${minus}∞`;
  const text = value.toFixed(digits);
  return /^-?0(\.0*)?$/.test(text) ? text.replace('-', '') : text.replace('-', minus);
}

/** A count with thin spaces between thousands. */
export function count(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return words.absent;
  return fixed(value, 0).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}

/** A figure with its limits, as the server gives it. */
interface Limited {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** `0.85 (0.81 to 0.89)`; the value alone where there are no limits; a dash where there is nothing. */
export function withLimits({ value, low, high }: Limited, digits = 3): string {
  if (value === null) return words.absent;
  const text = fixed(value, digits);
  if (low === null && high === null) return text;
  return words.limits(text, fixed(low, digits), fixed(high, digits));
}

/** A cell of a table of the analysis. */
export function cellText(value: BlockCell | undefined, digits: number | null): string {
  if (value === null || value === undefined) return words.absent;
  if (typeof value === 'string') return value;
  return digits === 0 ? count(value) : fixed(value, digits ?? 3);
}

/** A kebab-case reason of the statistics in words. */
export function reasonText(reason: string | null | undefined): string {
  if (reason === null || reason === undefined || reason === '') return words.absent;
  return reason.replaceAll('-', ' ');
}
