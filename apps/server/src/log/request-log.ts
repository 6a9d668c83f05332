import { hasCode } from '@equipoise/domain';
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

/** Most events of one transaction. */
const most = 500;

/**
 * A log of requests that commits in groups, whoever they are from: while one group is being stored the next gathers,
 * so that hundreds of readers cost a few transactions and every answer still waits for its event.
 */
export function requestLog(store: Store): RequestLog {
  let waiting: Waiting[] = [];
  let isRunning = false;

  async function keep(group: readonly Waiting[]): Promise<void> {
    try {
      await store.change({ actor: 'server' }, async (tx) => {
        for (const { event } of group) tx.record(event);
      });
      for (const { done } of group) done();
    } catch (error) {
      // A value that the database refuses in one event must not fail the others.
      const isOfOne = group.length > 1 && hasCode(error, 'store/refused');
      if (isOfOne) for (const one of group) await keep([one]);
      else for (const { failed } of group) failed(error);
    }
  }

  async function run(): Promise<void> {
    isRunning = true;
    while (waiting.length > 0) {
      const group = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await keep(group);
    }
    isRunning = false;
  }

  return {
    note: (actor, event) =>
      new Promise((done, failed) => {
        const at = event.at ?? store.world.now();
        waiting.push({ event: { ...event, actor: event.actor ?? actor, at }, done, failed });
        if (!isRunning) void run();
      }),
  };
}
