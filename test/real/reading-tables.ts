import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Reads a comma-separated file without quoted cells, packed or not: one record per row. */
export function readTable(path: string): Record<string, string>[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const [head = '', ...lines] = text.trim().split(/\r?\n/);
  const names = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, k) => [name, cells[k] ?? '']));
  });
}

/** Numbers the distinct names of a column from 0, in order of appearance. */
export function numbered(names: readonly string[]): { codes: number[]; names: string[] } {
  const seen = new Map<string, number>();
  const codes = names.map((name) => {
    const known = seen.get(name) ?? seen.size;
    seen.set(name, known);
    return known;
  });
  return { codes, names: [...seen.keys()] };
}
