import type { NewEvent, Store } from '@equipoise/store';

/** Notes reads, exports and denials: one event each. */
export interface RequestLog {
  /** Resolves once the event is stored. */
  readonly note: (actor: string, event: NewEvent) => Promise<void>;
}

interface Waiting {
  readonly event: NewEvent;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * A log of requests that commits in groups: while one group is being stored the next gathers, so that a thousand
 * frames cost a few transactions and every answer still waits for its event.
 */
export function requestLog(store: Store): RequestLog {
  const waiting = new Map<string, Waiting[]>();
  let isRunning = false;

  async function run(): Promise<void> {
    isRunning = true;
    try {
      for (let next = take(); next !== null; next = take()) {
        const { actor, group } = next;
        try {
          await store.change({ actor }, async (tx) => {
            for (const { event } of group) tx.record(event);
          });
          for (const { done } of group) done();
        } catch (error) {
          for (const { failed } of group) failed(error);
        }
      }
    } finally {
      isRunning = false;
    }
  }

  function take(): { readonly actor: string; readonly group: readonly Waiting[] } | null {
    const [first] = waiting;
    if (first === undefined) return null;
    waiting.delete(first[0]);
    return { actor: first[0], group: first[1] };
  }

  return {
    note: (actor, event) =>
      new Promise((done, failed) => {
        const group = waiting.get(actor);
        const entry = { event, done, failed };
        if (group === undefined) waiting.set(actor, [entry]);
        else group.push(entry);
        if (!isRunning) void run();
      }),
  };
}
