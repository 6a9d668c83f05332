/** A cell of a CSV file. */
export type Cell = string | number | boolean | null | undefined;

const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

const harmless = /^[\w.()%/]*$/;

/**
 * The text of one cell. Text that a spreadsheet would run as a formula gets a leading apostrophe;
 * plain numbers such as -0.5 stay.
 */
export function csvCell(value: Cell): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  // Nothing in such a text can be taken for a formula or needs quotes.
  if (harmless.test(value)) return value;
  const isFormula = /^\s*[=+\-@\t\r\n]/.test(value) || /^[\uff1d\uff0b\uff0d\uff20]/.test(value);
  const safe = isFormula && !plainNumber.test(value) ? `'${value}` : value;
  return /[",;\r\n\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A CSV file: comma, line feed, header first. */
export function csv(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\n`).join('');
}

/** One record in flat columns: inner names joined by `_`, figures as value, `_low`, `_high`, `_reason`. */
export function flattenRecord(record: object, prefix = ''): Map<string, Cell> {
  const flat = new Map<string, Cell>();
  flattenInto(flat, record, prefix);
  return flat;
}

function flattenInto(flat: Map<string, Cell>, record: object, prefix: string): void {
  for (const [key, value] of Object.entries(record)) {
    const name = prefix === '' ? key : key === 'value' ? prefix : `${prefix}_${key}`;
    if (Array.isArray(value)) {
      flat.set(
        name,
        value
          .map((entry) => (typeof entry === 'object' ? JSON.stringify(entry) : entry))
          .join(' | '),
      );
    } else if (value !== null && typeof value === 'object') {
      if (key === 'slice') {
        flat.set(
          name,
          Object.entries(value)
            .map(([attribute, level]) => `${attribute}=${level}`)
            .join('; '),
        );
      } else flattenInto(flat, value, name);
    } else {
      // Of the four kinds of value only these remain after the two branches above.
      flat.set(name, value as Cell);
    }
  }
}

/** A CSV file of records; columns in order of first sight. */
export function csvOf(records: readonly object[]): string {
  const flat = records.map((record) => flattenRecord(record));
  const columns = new Set<string>();
  for (const row of flat) for (const column of row.keys()) columns.add(column);
  const names = [...columns];
  return csv(
    names,
    flat.map((row) => names.map((column) => row.get(column))),
  );
}
