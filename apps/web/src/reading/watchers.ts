const soonMs = 50;

/** Who watches something that changes: views, above all. */
export class Watchers {
  #snapshot = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();

  /** Watches; what it returns ends that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Counts up with every change. */
  readonly getSnapshot = (): number => this.#snapshot;

  /** Something has changed. */
  tell(): void {
    this.#snapshot += 1;
    for (const listener of this.#listeners) listener();
  }

  /** Something changes with every move of a pointer: it is told in a moment, once. */
  tellSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.tell();
    }, soonMs);
  }

  /** Nobody watches any more. */
  clear(): void {
    this.#listeners.clear();
  }
}
