import { fail } from '../errors.ts';

/**
 * Reads a plain decimal such as `.37`, `0.5` or `1e-3`.
 *
 * @param text the text as typed
 * @param option the option it belongs to, for the message
 * @returns the number, finite
 * @throws workbench/bad-option
 */
export function parseNumber(text: string, option: string): number {
  const trimmed = text.trim();
  const value = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(trimmed) ? Number(trimmed) : NaN;
  if (Number.isFinite(value)) return value;
  return fail(
    'workbench/bad-option',
    `${option} wants a number, got "${trimmed}".`,
    'Write it with a decimal point, such as .37.',
  );
}

/**
 * Reads a number that must lie in a range.
 *
 * @throws workbench/bad-option
 */
export function parseNumberIn(text: string, option: string, low: number, high: number): number {
  const value = parseNumber(text, option);
  if (value >= low && value <= high) return value;
  return fail(
    'workbench/bad-option',
    `${option} wants a number from ${low} to ${high}, got ${value}.`,
    'Correct the option.',
  );
}
