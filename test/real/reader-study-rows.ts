import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Rows of a CSV file, gzip or plain, as objects; quoted cells may hold commas. */
export function readRows(folder: string, name: string): Record<string, string>[] {
  const bytes = readFileSync(join(folder, name));
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trim();
  const [head, ...lines] = text.split(/\r?\n/).map(cells);
  return lines.map((line) =>
    Object.fromEntries((head ?? []).map((key, k) => [key, line[k] ?? ''])),
  );
}

function cells(line: string): string[] {
  const found = line.match(/("[^"]*"|[^,]*)(,|$)/g) ?? [];
  return found.map((cell) => cell.replace(/,$/, '').replace(/^"|"$/g, ''));
}

/** A code 0, 1, ... for every distinct text, in order of code points. */
export function codes(values: readonly string[]): Map<string, number> {
  return new Map([...new Set(values)].sort().map((value, code) => [value, code]));
}

/** Value of a cell that must be there. */
export function cell(row: Record<string, string> | undefined, key: string): string {
  const value = row?.[key];
  if (value === undefined) throw new Error(`No column ${key}.`);
  return value;
}
