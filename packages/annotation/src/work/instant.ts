import { fail } from '../errors.ts';

/** Milliseconds of one day. */
export const dayMs = 86_400_000;

/**
 * Milliseconds since 1970 of an instant in UTC. No clock is read.
 *
 * @throws annotation/bad-argument for a text that is no instant
 */
export function instantMs(instant: string): number {
  const ms = Date.parse(instant);
  if (Number.isNaN(ms) || !instant.endsWith('Z')) {
    fail(
      'annotation/bad-argument',
      'A text is no instant in UTC.',
      'Write 2026-11-21T19:01:00.000Z.',
    );
  }
  return ms;
}

/** The instant of milliseconds since 1970. */
export function instantText(ms: number): string {
  return new Date(ms).toISOString();
}
