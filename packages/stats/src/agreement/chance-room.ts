const ROOM = 1e-14;

/**
 * (observed - expected) / (1 - expected).
 *
 * @param observed observed agreement
 * @param expected agreement by chance
 * @returns NaN where chance leaves no room
 */
export function overRoom(observed: number, expected: number): number {
  const room = 1 - expected;
  return room > ROOM ? (observed - expected) / room : Number.NaN;
}
