import type { EventKind, EventPayloads, EventRecord } from '@equipoise/domain';
import type { RoomClock } from './room-clock.ts';

/** Whose events these are. */
export interface LogHead {
  readonly studyId: string;
  readonly taskId: string;
  readonly readerId: string;
  /** One tab; its events are numbered from 0. */
  readonly sessionId: string;
}

/** What a reader does on one task in one tab: numbered, timed, waiting to be stored and sent. */
export class EventLog {
  readonly head: LogHead;
  readonly #clock: RoomClock;
  readonly #onEvent: (event: EventRecord) => void;
  #next: number;
  #lastMs = Number.NEGATIVE_INFINITY;

  /**
   * @param head whose events
   * @param clock the time
   * @param onEvent takes each event as it happens
   * @param first number of the first event
   */
  constructor(
    head: LogHead,
    clock: RoomClock,
    onEvent: (event: EventRecord) => void,
    first: number = 0,
  ) {
    this.head = head;
    this.#clock = clock;
    this.#onEvent = onEvent;
    this.#next = first;
  }

  /** Number of the next event. */
  get next(): number {
    return this.#next;
  }

  /**
   * Notes that something happened.
   *
   * @param atMs when, on the steady clock; never before the event before
   */
  add<K extends EventKind>(
    kind: K,
    payload: EventPayloads[K],
    atMs: number = this.#clock.now(),
  ): void {
    this.#lastMs = Math.max(atMs, this.#lastMs);
    const event = {
      ...this.head,
      eventId: this.#clock.newId(),
      sequence: this.#next,
      at: this.#clock.instant(this.#lastMs),
      kind,
      payload,
    };
    this.#next += 1;
    // Kind and payload belong together by the signature; the union cannot say so.
    this.#onEvent(event as EventRecord);
  }
}
