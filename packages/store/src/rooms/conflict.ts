/** Someone else saved meanwhile: both versions, so that a person can choose. */
export interface Conflict<Stored> {
  readonly conflict: {
    /** What is stored now. */
    readonly stored: Stored;
    /** What was to be stored. */
    readonly offered: unknown;
    /** The version the offer was made on. */
    readonly expectedVersion: number;
  };
}

/** Builds a conflict. */
export function conflict<Stored>(
  stored: Stored,
  offered: unknown,
  expectedVersion: number,
): Conflict<Stored> {
  return { conflict: { stored, offered, expectedVersion } };
}
