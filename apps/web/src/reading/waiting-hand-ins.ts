import type { HandInBody } from './hand-in.ts';
import type { Keep } from './keep.ts';
import { isPassing, type RoomCalls } from './room-calls.ts';

/** What came of sending hand-ins that waited. */
export interface SentHandIns {
  /** How many wait still: the server does not answer. */
  readonly left: number;
  /** Why the server did not take one; null when it took all it answered to. */
  readonly refusal: unknown;
}

/**
 * Sends hand-ins that wait in this browser: the events of each, then its answers.
 *
 * @param keep where they wait
 * @param calls of the page
 * @param readerId whose
 * @param atWork task that is before the reader: it is handed in from there
 */
async function sendWaiting(
  keep: Keep,
  calls: RoomCalls,
  readerId: string,
  atWork: string | null,
): Promise<SentHandIns> {
  const waiting = (await keep.handIns(readerId)).filter(({ taskId }) => taskId !== atWork);
  let left = waiting.length;
  let refusal: unknown = null;
  for (const { studyId, taskId, body } of waiting) {
    const params = { studyId, taskId };
    try {
      for (;;) {
        const events = await keep.unsent(readerId, taskId, 500);
        if (events.length === 0) break;
        await calls.call(() => calls.client.sendEvents({ params, body: { events } }));
        await keep.dropEvents(events);
      }
      // It was made by this page, and the server checks it again.
      const made = body as HandInBody;
      await calls.call(() => calls.client.submit({ params, body: made }));
      // After a first answer the work goes on from what is kept.
      if (made.step === 'first') await keep.dropHandIn(readerId, taskId);
      else await keep.forget(readerId, taskId);
    } catch (error) {
      if (isPassing(error)) break;
      // The draft stays: the case is served again, and the reader sees it.
      await keep.dropHandIn(readerId, taskId);
      refusal = error;
    }
    left -= 1;
  }
  return { left, refusal };
}

const retryMs = 3000;

/** What the queue asks of who reads. */
interface QueueOptions {
  readonly calls: RoomCalls;
  readonly readerId: string;
  /** Null: this browser keeps nothing. */
  readonly keep: () => Keep | null;
  /** The task that is before the reader: its hand-in is not sent from here. */
  readonly taskAtWork: () => string | null;
  readonly onChange: () => void;
  readonly onRefused: (error: unknown) => void;
  /** It was tried again, with or without luck. */
  readonly onTried: () => void;
}

/** Hand-ins that wait for the server, sent again until they are in. */
export class HandInQueue {
  #count = 0;
  #flushing: Promise<void> | null = null;
  #isClosed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #options: QueueOptions;

  /** @param options what it works with */
  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** How many wait. */
  get count(): number {
    return this.#count;
  }

  /** Sends what waits, one flow at a time. */
  flush(): Promise<void> {
    this.#flushing ??= this.#send().finally(() => {
      this.#flushing = null;
    });
    return this.#flushing;
  }

  /** Something waits, and is tried again in a moment. */
  retryLater(): void {
    this.#count = Math.max(1, this.#count);
    this.#options.onChange();
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#tryAgain();
    }, retryMs);
  }

  /** Tries no more. */
  close(): void {
    this.#isClosed = true;
  }

  async #tryAgain(): Promise<void> {
    if (this.#isClosed || this.#count === 0) return;
    try {
      await this.flush();
    } catch {
      // What the browser keeps cannot be read at the moment.
      this.retryLater();
    }
    this.#options.onTried();
  }

  async #send(): Promise<void> {
    const { calls, readerId, keep, taskAtWork, onChange, onRefused } = this.#options;
    const kept = keep();
    if (kept === null) return;
    const { left, refusal } = await sendWaiting(kept, calls, readerId, taskAtWork());
    this.#count = left;
    if (refusal !== null) onRefused(refusal);
    if (left > 0) this.retryLater();
    else onChange();
  }
}
