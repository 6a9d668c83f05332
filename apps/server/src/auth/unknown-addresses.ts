import type { ServerLimits } from '../options.ts';

/** Failures at addresses that no account has. */
export interface UnknownAddresses {
  /** Until when an address is locked, ISO UTC; null when it is not. */
  readonly lockedUntil: (email: string) => string | null;
  /** Counts a failure; enough of them lock the address. */
  readonly noteFailure: (email: string, now: string) => void;
}

interface Counted {
  readonly failures: number;
  readonly lockedUntil: string | null;
}

const mostKept = 10_000;

/**
 * Locks addresses without an account as those of accounts are locked, so that a lock tells nothing about who has one.
 * Kept in memory: nothing is there that would have to be remembered.
 */
export function unknownAddresses(limits: ServerLimits): UnknownAddresses {
  const counted = new Map<string, Counted>();
  return {
    lockedUntil: (email) => counted.get(email.toLowerCase())?.lockedUntil ?? null,
    noteFailure(email, now) {
      const key = email.toLowerCase();
      const before = counted.get(key);
      const failures = (before?.failures ?? 0) + 1;
      const lockedUntil =
        failures >= limits.lockAfter
          ? new Date(Date.parse(now) + limits.lockMinutes * 60_000).toISOString()
          : null;
      counted.delete(key);
      counted.set(key, { failures, lockedUntil });
      for (const old of [...counted.keys()].slice(0, -mostKept)) counted.delete(old);
    },
  };
}
