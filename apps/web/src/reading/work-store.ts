import type { EventRecord } from '@equipoise/domain';
import type { JournalEntry, SavedDrawing } from '@equipoise/web/stage';
import type { CaseOptions } from './case-options.ts';
import type { FormState } from './form-state.ts';
import type { WorkKey } from './keep.ts';

/** Strokes after which the drawing is stored whole, so that picking it up stays quick. */
const strokesPerBase = 300;

/** What the store asks of its case. */
export interface StoredWork {
  readonly form: () => FormState;
  readonly drawing: () => SavedDrawing | null;
  /** Whether a stroke is under way: the drawing is not stored whole in the middle of one. */
  readonly isDrawing: () => boolean;
  /** Version of the server's draft that the work goes on from. */
  readonly version: () => number;
}

/** One case's place in this browser, and its events on their way to the server. */
export class WorkStore {
  readonly key: WorkKey;
  readonly #options: CaseOptions;
  readonly #work: StoredWork;
  #queue: readonly EventRecord[];
  #unkept: readonly EventRecord[] = [];
  #sequence = 0;
  #strokes = 0;
  #isOver = false;

  /**
   * @param options of the case
   * @param work what is stored
   */
  constructor(options: CaseOptions, work: StoredWork) {
    const { readerId, task, session } = options;
    this.key = { readerId, taskId: task.taskId, session };
    this.#options = options;
    this.#work = work;
    this.#queue = options.leftOver;
  }

  /** Number of the last stroke stored. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Nothing more is kept: the hand-in is on its way. */
  end(): void {
    this.#isOver = true;
  }

  /** An event happened. */
  add(event: EventRecord): void {
    this.#queue = [...this.#queue, event];
    this.#unkept = [...this.#unkept, event];
  }

  /** Events that the server does not have, the oldest first. */
  unsent(most: number): readonly EventRecord[] {
    return this.#queue.slice(0, most);
  }

  /** The server has these events. */
  async sent(events: readonly EventRecord[]): Promise<void> {
    const gone = new Set(events);
    this.#queue = this.#queue.filter((event) => !gone.has(event));
    this.#unkept = this.#unkept.filter((event) => !gone.has(event));
    await this.#options.keep?.dropEvents(events);
  }

  /** Stores the form, and the events that are not stored yet. */
  async saveForm(isDirty: boolean): Promise<void> {
    if (this.#isOver) return;
    const { keep, clock, protocol } = this.#options;
    const events = this.#unkept;
    this.#unkept = [];
    const { answers, sure } = this.#work.form();
    await keep?.saveForm(
      {
        ...this.key,
        studyId: protocol.studyId,
        form: { answers: [...answers.values()], sure: [...sure] },
        baseVersion: this.#work.version(),
        isDirty,
        savedAt: clock.instant(clock.now()),
      },
      events,
    );
  }

  /** Stores strokes, at the latest a moment after they happened. */
  async addStrokes(entries: readonly JournalEntry[]): Promise<void> {
    if (this.#isOver) return;
    await this.#options.keep?.addStrokes(this.key, entries);
    this.#sequence = entries.at(-1)?.sequence ?? this.#sequence;
    this.#strokes += entries.length;
    await this.saveForm(true);
    if (this.#strokes > strokesPerBase && !this.#work.isDrawing()) await this.saveBase();
  }

  /** Stores the drawing whole: later strokes go on from it. */
  async saveBase(): Promise<void> {
    this.#strokes = 0;
    const drawing = this.#work.drawing();
    await this.#options.keep?.saveBase({ ...this.key, drawing, sequence: this.#sequence });
  }
}
