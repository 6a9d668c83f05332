const restMs = 500;

/** A field that is typed into: it counts as answered once the typing rests. */
export class TypingRest {
  #questionId: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onRest: (questionId: string) => void;

  /** @param onRest the answer to this question stands */
  constructor(onRest: (questionId: string) => void) {
    this.#onRest = onRest;
  }

  /** The question whose field is typed into; null where nothing waits. */
  get questionId(): string | null {
    return this.#questionId;
  }

  /** A letter was typed. */
  note(questionId: string): void {
    this.#questionId = questionId;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), restMs);
  }

  /** What waits counts now. */
  flush(): void {
    const questionId = this.#questionId;
    if (questionId === null) return;
    this.#questionId = null;
    clearTimeout(this.#timer);
    this.#onRest(questionId);
  }
}
