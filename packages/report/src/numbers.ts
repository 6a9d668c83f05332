import type { Figure } from '@equipoise/domain';

/** A value with limits, as shown; `—` where there is none. */
export const absent = '—';

const minus = '\u2212';

/** Rounded to a fixed number of decimals with a true minus sign; minus zero is zero. */
export function fixed(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || Number.isNaN(value)) return absent;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${minus}∞`;
  const text = value.toFixed(digits);
  const isZero = /^-?0(\.0*)?$/.test(text);
  return isZero ? text.replace('-', '') : text.replace('-', minus);
}

/** As {@link fixed}, with a plus sign for what lies above zero: for differences. */
export function signed(value: number | null | undefined, digits = 3): string {
  const text = fixed(value, digits);
  if (value === null || value === undefined || !(value > 0) || /^0(\.0*)?$/.test(text)) return text;
  return `+${text}`;
}

/** A count with thin spaces between thousands; `—` for none. */
export function count(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return absent;
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}

/** A share as per cent with one decimal. */
export function percent(value: number | null | undefined, digits = 1): string {
  return value === null || value === undefined ? absent : `${fixed(value * 100, digits)}\u202f%`;
}

/** A p-value: three decimals, or `< 0.001`. */
export function pValue(value: number | null | undefined): string {
  if (value === null || value === undefined) return absent;
  return value < 0.001 ? '< 0.001' : fixed(value, 3);
}

/** `0.853 (0.812 to 0.889)`; the value alone where no limits exist; `—` where nothing exists. */
export function withLimits(
  figure: Figure | null | undefined,
  format: (value: number) => string = fixed,
): string {
  if (!figure || figure.value === null) return absent;
  const { value, low, high } = figure;
  if (low === null && high === null) return format(value);
  const below = low === null ? '?' : format(low);
  const above = high === null ? '?' : format(high);
  // No-break spaces keep the limits together where a narrow column has to break the line.
  return `${format(value)} (${below}\u00a0to\u00a0${above})`;
}
