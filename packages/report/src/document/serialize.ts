import type { AuditDocument, ReadersDocument } from '@equipoise/domain';

function ordered(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(ordered);
  const record = value as Readonly<Record<string, unknown>>; // an object that is no array
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(record).sort()) {
    const entry = record[key];
    if (entry === undefined) continue;
    // An attribute may bear this name; an assignment would set the prototype.
    if (key === '__proto__') Object.defineProperty(out, key, ownProperty(ordered(entry)));
    else out[key] = ordered(entry);
  }
  return out;
}

function ownProperty(value: unknown): PropertyDescriptor {
  return { value, enumerable: true, configurable: true, writable: true };
}

/**
 * The text of report.json: keys in alphabetical order below the first level, the schema version
 * first, a newline at the end. The same document gives the same bytes.
 */
export function serializeDocument(document: AuditDocument | ReadersDocument): string {
  const { schemaVersion, ...rest } = document;
  const body = Object.entries({ schemaVersion, ...rest }).map(
    ([key, value]) => `${JSON.stringify(key)}: ${lines(ordered(value))}`,
  );
  return `{\n  ${body.join(',\n  ')}\n}\n`;
}

/** One entry per line in lists, so that two versions can be compared line by line. */
function lines(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return JSON.stringify(value);
  return `[\n    ${value.map((entry) => JSON.stringify(entry)).join(',\n    ')}\n  ]`;
}
