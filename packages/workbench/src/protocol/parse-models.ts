import { basename } from 'node:path';
import type { ModelDeclaration } from './resolved-protocol.ts';

/** The base name of a file without the endings that name its format. */
export function stem(path: string): string {
  const name = basename(path).replace(/\.gz$/i, '');
  const bare = name.replace(/\.(csv|tsv|txt|parquet|jsonl|ndjson|json|npy)$/i, '');
  return bare === '' ? name : bare;
}

/** Reads `--model [name=]file`. */
export function parseModel(text: string): ModelDeclaration {
  const equals = text.indexOf('=');
  if (equals > 0) return { name: text.slice(0, equals).trim(), file: text.slice(equals + 1) };
  return { name: stem(text), file: text };
}
