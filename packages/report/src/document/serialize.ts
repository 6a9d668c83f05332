import type { AuditDocument, ReadersDocument } from '@equipoise/domain';

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, entry]) => [key, ordered(entry)]));
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
