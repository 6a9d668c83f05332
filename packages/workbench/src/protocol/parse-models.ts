import { basename } from 'node:path';
import type { ModelDeclaration } from './resolved-protocol.ts';

/** The base name of a file without the endings that name its format. */
export function stem(path: string): string {
  const name = basename(path).replace(/\.gz$/i, '');
  const bare = name.replace(/\.(csv|tsv|txt|parquet|jsonl|ndjson|json|npy)$/i, '');
  return bare === '' ? name : bare;
}

/** Where the name of `name=file` ends: an equals sign behind a folder belongs to the path. */
export function nameEnd(text: string): number {
  const equals = text.indexOf('=');
  return /[\\/]/.test(text.slice(0, Math.max(equals, 0))) ? -1 : equals;
}

/** Reads `--model [name=]file`. */
export function parseModel(text: string): ModelDeclaration {
  const equals = nameEnd(text);
  if (equals > 0) return { name: text.slice(0, equals).trim(), file: text.slice(equals + 1) };
  return { name: stem(text), file: text };
}
