import { type StoreWorld, serverChain } from '@equipoise/store';
import type { RequestLog } from './request-log.ts';

/** Notes refusals that may come in floods. */
export interface CountedRefusals {
  /** Notes a refusal of a route; resolves at once, whatever becomes of the event. */
  readonly note: (actor: string, route: string, code: string) => void;
  /** Notes what was only counted so far. Resolves once all of it is stored. */
  readonly flush: () => Promise<void>;
}

interface Counted {
  readonly actor: string;
  readonly route: string;
  readonly code: string;
  /** Refusals after the one that was noted. */
  more: number;
}

const minute = 60_000;

/**
 * A log of refusals that a flood does not fill: of each actor, route and reason the first is an event at once; those of
 * the minute after it are one event with their number.
 */
export function countedRefusals(log: RequestLog, tell: StoreWorld['tell']): CountedRefusals {
  const counted = new Map<string, Counted>();
  const stored = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | null = null;

  function write({ actor, route, code }: Counted, refusals: number): void {
    const event = {
      chain: serverChain,
      action: 'access.denied',
      object: { kind: 'route', id: route },
      detail: { code, refusals },
    };
    const done = log
      .note(actor, event)
      .catch(() => tell?.('A refusal could not be written to the log.'))
      .finally(() => stored.delete(done));
    stored.add(done);
  }

  function turn(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    for (const one of counted.values()) if (one.more > 0) write(one, one.more);
    counted.clear();
  }

  return {
    note(actor, route, code) {
      const key = `${actor} ${route} ${code}`;
      const known = counted.get(key);
      if (known !== undefined) {
        known.more += 1;
        return;
      }
      const first = { actor, route, code, more: 0 };
      counted.set(key, first);
      write(first, 1);
      timer ??= setTimeout(turn, minute).unref();
    },
    async flush() {
      turn();
      await Promise.all(stored);
    },
  };
}
