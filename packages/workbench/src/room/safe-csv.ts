/** A cell of a table that leaves the house. */
export type SafeCell = string | number | boolean | null;

const looksLikeFormula = /^[=+\-@\t\r\0]/;
const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/**
 * Text that a spreadsheet takes for text: what would be a formula gets an apostrophe in front; numbers such as -0.5
 * stay as they are.
 */
export function safeText(value: string): string {
  const text = value.replaceAll('\0', '');
  return looksLikeFormula.test(value) && !isNumber.test(value) ? `'${text}` : text;
}

function cell(value: SafeCell): string {
  if (value === null) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  const text = safeText(value);
  return /[",;\r\n\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A table as CSV text: comma, line feed, header first, no cell that a spreadsheet would run.
 *
 * @param columns names
 * @param rows cells in the order of the columns
 */
export function safeCsv(
  columns: readonly string[],
  rows: readonly (readonly SafeCell[])[],
): string {
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
}
