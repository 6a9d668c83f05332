import { refuse } from './refuse.ts';

/** Whether a NUL stands in a text, or in a text or key of what holds texts. */
function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(hasNul);
  return Object.entries(value).some(([key, inner]) => key.includes('\0') || hasNul(inner));
}

/**
 * Refuses what holds a NUL: no text that people write has one, the database takes none, and programs that a text comes
 * to later may take it for its end.
 *
 * @throws room/bad-request
 */
export function refuseNul(value: unknown): void {
  if (!hasNul(value)) return;
  refuse('room/bad-request', 'A text holds the character NUL.', 'Take it out and send it again.');
}

/** Whether a JSON text may hold a NUL: looked for before the whole document is gone through. */
export function mayHoldNul(json: string): boolean {
  return json.includes('\\u0000') || json.includes('\0');
}
