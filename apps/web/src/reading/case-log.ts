import type { EventKind, EventPayloads, EventRecord } from '@equipoise/domain';
import type { CaseOptions } from './case-options.ts';
import { EventLog } from './event-log.ts';
import type { ModelOutput } from './model-output.ts';

/** What happens on a case, from its opening until it is handed in. */
export class CaseLog {
  readonly #options: CaseOptions;
  readonly #model: ModelOutput;
  readonly #log: EventLog;
  #isOpened = false;
  #isOver = false;

  /**
   * @param options of the case
   * @param model what the reader may see of a model
   * @param onEvent takes each event as it happens
   */
  constructor(options: CaseOptions, model: ModelOutput, onEvent: (event: EventRecord) => void) {
    const { task, protocol, session, clock, readerId } = options;
    const head = { studyId: protocol.studyId, taskId: task.taskId, readerId, sessionId: session };
    this.#options = options;
    this.#model = model;
    this.#log = new EventLog(head, clock, onEvent);
  }

  /** The case is before the reader. */
  open(): void {
    if (this.#isOpened || this.#isOver) return;
    this.#isOpened = true;
    const { protocol, clock } = this.#options;
    const { width, height } = screen;
    this.#log.add('open', {
      zoneOffsetMinutes: clock.zoneOffsetMinutes(),
      instructionsVersion: protocol.instructionsVersion,
      screen: { width, height, scale: devicePixelRatio || 1 },
    });
    if (this.#model.answers !== null) this.#log.add('model-shown', { model: 'model' });
  }

  /** Notes an event; the case counts as opened from here on at the latest. */
  tell<K extends EventKind>(kind: K, payload: EventPayloads[K], atMs?: number): void {
    if (this.#isOver) return;
    if (kind !== 'coverage') this.open();
    this.#log.add(kind, payload, atMs);
  }

  /** Nothing more is noted. */
  end(): void {
    this.#isOver = true;
  }
}
