import type { StageEvent, StageOptions } from './stage-options.ts';

/** How long a drag must rest before it becomes an event, and how often a sign of life is given. */
const restMs = 250;
const lifeMs = 5000;

/** What a stage says: to the reader in its line of status, to the page as events. */
export class StageNotices {
  readonly #options: StageOptions;
  readonly #status: HTMLElement;
  readonly #later = new Map<string, ReturnType<typeof setTimeout>>();
  #hasActed = false;

  /**
   * @param options clock and receiver of events
   * @param status the line of status
   */
  constructor(options: StageOptions, status: HTMLElement) {
    this.#options = options;
    this.#status = status;
  }

  /**
   * Says something to the reader, on the screen and to screen readers.
   *
   * @param text a sentence
   */
  say(text: string): void {
    this.#status.textContent = text;
  }

  /**
   * Hands an event on.
   *
   * @param kind its kind
   * @param payload what the kind says
   */
  tell<K extends StageEvent['kind']>(
    kind: K,
    payload: Extract<StageEvent, { kind: K }>['payload'],
  ): void {
    // Kind and payload belong together by the signature; the union cannot say so.
    this.#options.onEvent?.({ kind, payload, atMs: this.#options.now() } as StageEvent);
  }

  /**
   * Does something once nothing of its sort followed for a while: a drag is one event.
   *
   * @param key the sort
   * @param action what to do
   */
  whenAtRest(key: string, action: () => void): void {
    this.cancel(key);
    this.inTime(key, restMs, action);
  }

  /**
   * Does something after a time, unless it waits already.
   *
   * @param key the sort
   * @param waitMs how long
   * @param action what to do
   */
  inTime(key: string, waitMs: number, action: () => void): void {
    if (this.#later.has(key)) return;
    const run = (): void => {
      this.#later.delete(key);
      action();
    };
    this.#later.set(key, setTimeout(run, waitMs));
  }

  /**
   * Gives up what waits.
   *
   * @param key the sort
   */
  cancel(key: string): void {
    clearTimeout(this.#later.get(key));
    this.#later.delete(key);
  }

  /**
   * Notes that the reader did something: the first time at once, later as a sign of life now and then.
   *
   * @param input by what
   */
  acted(input: 'key' | 'pointer' | 'wheel' | 'touch' | 'pen'): void {
    if (!this.#hasActed) this.tell('first-action', { input });
    this.#hasActed = true;
    this.inTime('active', lifeMs, () => this.tell('active', {}));
  }

  /** Gives up all that waits. */
  close(): void {
    for (const key of [...this.#later.keys()]) this.cancel(key);
  }
}
