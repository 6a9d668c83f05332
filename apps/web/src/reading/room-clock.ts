/** The time of a page: one steady clock for what happens, and instants for the log. */
export interface RoomClock {
  /** Milliseconds on a steady clock. */
  readonly now: () => number;
  /** Instant in UTC of a time of that clock. */
  readonly instant: (ms: number) => string;
  readonly zoneOffsetMinutes: () => number;
  readonly newId: () => string;
}

/** The clock of this browser. It does not jump when the computer's clock is set. */
export function browserClock(): RoomClock {
  const origin = Date.now() - performance.now();
  return {
    now: () => performance.now(),
    instant: (ms) => new Date(Math.round(origin + ms)).toISOString(),
    zoneOffsetMinutes: () => -new Date().getTimezoneOffset(),
    newId: () => crypto.randomUUID(),
  };
}
