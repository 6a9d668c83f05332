/** Exit codes of every command, with what they mean. */
export const exitCodeTexts: readonly (readonly [number, string])[] = [
  [0, 'done; with gates: all met with enough evidence'],
  [1, 'a gate is broken: an interval lies beyond its margin; a check found something'],
  [2, 'cannot tell: an interval crosses the margin, or there are too few patients'],
  [64, 'usage: an option or a name is wrong'],
  [65, 'data: a file cannot be read as declared (with row numbers)'],
  [70, 'a defect of the program'],
  [74, 'an output cannot be written'],
  [130, 'cancelled'],
];

/** Codes of the intake that are a matter of usage rather than of data. */
const usageCodes = new Set([
  'dataset/spreadsheet',
  'dataset/bad-bins',
  'dataset/bad-option',
  'dataset/bad-phantom',
]);

const exitByPackage: Readonly<Record<string, number>> = { dataset: 65, stats: 70, domain: 65 };

/**
 * The exit code that an error asks for.
 *
 * @param error anything that was thrown
 */
export function exitCodeOf(error: unknown): number {
  if (typeof error !== 'object' || error === null) return 70;
  if ('exitCode' in error && typeof error.exitCode === 'number') return error.exitCode;
  if (!('code' in error) || typeof error.code !== 'string') return 70;
  const { code } = error;
  if (code.endsWith('/cancelled')) return 130;
  if (usageCodes.has(code)) return 64;
  return 'mend' in error ? (exitByPackage[code.split('/')[0]!] ?? 70) : 70;
}
