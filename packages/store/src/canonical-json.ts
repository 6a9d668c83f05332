import { hash } from 'node:crypto';

/** Anything JSON can say. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/**
 * Canonical JSON: keys sorted by code unit, no spaces, so that equal documents have equal text.
 *
 * @param value a JSON document; keys whose value is undefined are left out
 * @returns its one text
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const record = value as Readonly<Record<string, unknown>>; // an object that is no array
  const parts: string[] = [];
  for (const key of Object.keys(record).sort()) {
    const item = record[key];
    if (item !== undefined) parts.push(`${JSON.stringify(key)}:${canonicalJson(item)}`);
  }
  return `{${parts.join(',')}}`;
}

/** SHA-256 of bytes or of text in UTF-8, as 64 hex digits. */
export function sha256(content: Uint8Array | string): string {
  return hash('sha256', content, 'hex');
}

/** SHA-256 of a document's canonical JSON, as 64 hex digits. */
export function hashDocument(document: unknown): string {
  return sha256(canonicalJson(document));
}
