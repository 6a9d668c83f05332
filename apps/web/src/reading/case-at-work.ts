import { type AnswerIssue, askedQuestions, checkAnswers } from '@equipoise/annotation/form';
import type { Answer, EventKind, EventPayloads, Question } from '@equipoise/domain';
import {
  type JournalEntry,
  type ReaderStage,
  type StageEvent,
  type StageLabel,
  type StageSegment,
  saveDrawing,
} from '@equipoise/web/stage';
import type { CaseConflict, CaseOptions } from './case-options.ts';
import { openCaseStage, restoreDrawing, whenShown } from './case-stage.ts';
import { type DraftDocument, draftDocument, formOf, ownTiles } from './draft-document.ts';
import { answersDrawn, fitLabel, labelsOf, segmentsOf, sketchDrawn } from './drawn-answers.ts';
import { EventLog } from './event-log.ts';
import {
  allAnswers,
  changeForm,
  emptyForm,
  type FormAction,
  type FormState,
  restate,
} from './form-state.ts';
import { ownPages, shapesOf, showModel } from './model-drawings.ts';
import { formFrom, type PickUp } from './pick-up.ts';
import { Saver, type SaveState, type StoredDraft } from './saver.ts';
import { WorkStore } from './work-store.ts';

const typingMs = 500;

/** One case before a reader: form, stage, log and autosave, without any view. */
export class CaseAtWork {
  readonly options: CaseOptions;
  readonly segments: readonly StageSegment[];
  readonly labels: readonly StageLabel[];
  readonly log: EventLog;
  readonly saver: Saver;
  form: FormState = emptyForm;
  stage: ReaderStage | null = null;
  save: SaveState = 'saved';
  conflict: CaseConflict | null = null;
  /** What is wrong, found when handing in. */
  issues: readonly AnswerIssue[] = [];
  /** How often handing in found something missing: each time the focus goes there. */
  incompleteCount = 0;
  currentId: string;
  /** Question whose reason for "ungradable" is awaited. */
  armedId: string | null = null;
  modelAnswers: readonly Answer[] | null;
  areModelDrawingsShown = true;
  step: 'first' | 'final';
  answerVersion: number;
  isHandingIn = false;
  /** Counts up when the stage must be built anew. */
  mountKey = 0;
  readonly #store: WorkStore;
  #source: PickUp;
  #sketch: readonly Answer[] = [];
  #typing: string | null = null;
  #typingTimer: ReturnType<typeof setTimeout> | undefined;
  #isOpened = false;
  #isOver = false;
  #isChangeDue = false;
  #snapshot = 0;
  readonly #listeners = new Set<() => void>();

  /** @param options what it is worked on with */
  constructor(options: CaseOptions) {
    this.options = options;
    const { task, protocol, calls, session, clock, readerId, source } = options;
    this.#source = source;
    this.segments = segmentsOf(protocol.questions);
    this.labels = labelsOf(protocol.questions);
    this.modelAnswers = task.modelAnswers;
    this.step =
      task.model === 'after-first-answer' && !task.answer?.hasFirstStep ? 'first' : 'final';
    this.answerVersion = task.answer?.version ?? 0;
    this.form = formFrom(source, task.answer?.answers ?? []);
    this.currentId = this.asked[0]?.id ?? '';
    const store = new WorkStore(options, {
      form: () => this.form,
      drawing: () => this.document().drawing,
      isDrawing: () => this.stage?.drawing.open != null,
      version: () => this.saver.version,
    });
    this.#store = store;
    const head = { studyId: protocol.studyId, taskId: task.taskId };
    this.log = new EventLog({ ...head, readerId, sessionId: session }, clock, (event) =>
      store.add(event),
    );
    this.saver = new Saver({
      calls,
      ...head,
      device: session,
      version: task.draft?.version ?? 0,
      document: () => this.document(),
      unsent: (most) => store.unsent(most),
      sent: (events) => store.sent(events),
      onState: (save) =>
        this.show(() => {
          this.save = save;
        }),
      onSaved: () => void store.saveForm(this.saver.isDirty),
      onConflict: (stored) => void this.#met(stored),
    });
  }

  get questions(): readonly Question[] {
    return this.options.protocol.questions;
  }

  /** Answers with drawings sketched: enough for skip logic and counts. */
  get answers(): readonly Answer[] {
    return allAnswers(this.form, this.#sketch);
  }

  /** The questions that are asked now. */
  get asked(): readonly Question[] {
    return askedQuestions(this.questions, this.answers);
  }

  /** Answers with everything drawn in full. */
  fullAnswers(): Answer[] {
    const { stage, segments, form } = this;
    return allAnswers(form, stage === null ? [] : answersDrawn(stage.drawing, segments, form.sure));
  }

  /** The work as it is stored. */
  document(): DraftDocument {
    const drawing = this.stage === null ? null : saveDrawing(this.stage.drawing);
    return draftDocument(this.form, drawing === null ? null : ownTiles(drawing, ownPages));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Counts up with every change, for views. */
  getSnapshot = (): number => this.#snapshot;

  /** Changes something and tells the views. */
  show(change?: () => void): void {
    change?.();
    this.#snapshot += 1;
    for (const listener of this.#listeners) listener();
  }

  /** Builds the stage and brings back what was drawn. */
  async mount(root: HTMLElement): Promise<void> {
    const { options, segments } = this;
    const source = this.#source;
    const stage = openCaseStage(root, options, segments, this.labels, {
      onEvent: (event) => this.#heard(event),
      onJournal: (entries) => this.#drew(entries),
      onCommand: options.onCommand,
      onChange: () => this.#fit(),
    });
    this.stage = stage;
    await restoreDrawing(stage, options, segments, source, this.#store.sequence);
    if (this.stage !== stage) return;
    if (this.modelAnswers !== null) showModel(stage, this.modelAnswers, this.areModelDrawingsShown);
    this.#fit();
    this.#sketchAgain();
    if (source.kind !== 'fresh') await this.#goOn(source);
    whenShown(stage, () => {
      this.#open();
      options.onShown();
    });
    this.show();
  }

  /** Says that work was picked up, states all of it, and keeps it as this tab's. */
  async #goOn(source: Exclude<PickUp, { kind: 'fresh' }>): Promise<void> {
    this.tell('resume', { from: source.kind === 'server' ? 'server' : 'this-device' });
    const drawn = this.fullAnswers().filter((one) => shapesOf([one]).length > 0);
    for (const event of restate(this.questions, this.form, drawn)) {
      this.tell(event.kind, event.payload);
    }
    await this.#store.saveBase();
    await this.#store.saveForm(source.kind !== 'server');
    if (source.kind === 'server') return;
    await this.options.keep?.forgetTab(source.work.form);
    if (source.kind === 'both') this.conflict = { kind: 'draft', stored: source.draft };
    else this.saver.touch();
  }

  #open(): void {
    if (this.#isOpened) return;
    this.#isOpened = true;
    const { protocol, clock } = this.options;
    const { width, height } = screen;
    this.log.add('open', {
      zoneOffsetMinutes: clock.zoneOffsetMinutes(),
      instructionsVersion: protocol.instructionsVersion,
      screen: { width, height, scale: devicePixelRatio || 1 },
    });
    if (this.modelAnswers !== null) this.log.add('model-shown', { model: 'model' });
    this.saver.noteEvents();
  }

  /** Shows or hides what the model drew. */
  toggleModel(): void {
    this.areModelDrawingsShown = !this.areModelDrawingsShown;
    if (this.stage !== null) {
      showModel(this.stage, this.modelAnswers ?? [], this.areModelDrawingsShown);
    }
    this.show();
  }

  #fit(): void {
    const { stage } = this;
    if (stage === null) return;
    stage.label = fitLabel(this.questions, stage.tool, stage.label);
    // A drag of the window changes the stage with every move of the pointer.
    if (this.#isChangeDue) return;
    this.#isChangeDue = true;
    setTimeout(() => {
      this.#isChangeDue = false;
      this.show();
    }, 50);
  }

  #heard({ kind, payload, atMs }: StageEvent): void {
    if (kind !== 'stroke' && kind !== 'shape' && kind !== 'remove-shape') {
      this.tell(kind, payload, atMs);
      return;
    }
    const { questionId } = payload;
    // What only measures answers nothing.
    if (!this.questions.some(({ id }) => id === questionId)) return;
    this.#flushTyping();
    this.tell(kind, payload, atMs);
    if (kind !== 'remove-shape') this.#apply({ kind: 'drawn', questionId });
    this.#changed();
  }

  #drew(entries: readonly JournalEntry[]): void {
    this.saver.touch();
    void this.#store.addStrokes(entries);
  }

  /** Notes an event; the case counts as opened from here on at the latest. */
  tell<K extends EventKind>(kind: K, payload: EventPayloads[K], atMs?: number): void {
    if (this.#isOver) return;
    if (kind !== 'coverage') this.#open();
    this.log.add(kind, payload, atMs);
    this.saver.noteEvents();
  }

  #apply(action: FormAction): void {
    const { state, events } = changeForm(this.form, action);
    this.form = state;
    for (const { kind, payload } of events) this.tell(kind, payload);
  }

  #sketchAgain(): void {
    const { stage, segments, form } = this;
    if (stage !== null) this.#sketch = sketchDrawn(stage.drawing, segments, form.sure);
  }

  /** Answers are others now: the sketch, what is wrong, the autosave. */
  #changed(): void {
    this.#sketchAgain();
    if (this.issues.length > 0) this.issues = checkAnswers(this.questions, this.answers).issues;
    this.saver.touch();
    if (this.#typing === null) void this.#store.saveForm(true);
    this.show();
  }

  /** Does something to the form; while a field is typed into, events wait for a rest. */
  act(action: FormAction, isTyping = false): void {
    this.stage?.notices.acted('key');
    const questionId = action.kind === 'answer' ? action.answer.questionId : action.questionId;
    if (!isTyping || this.#typing !== questionId) this.#flushTyping();
    if (isTyping) {
      this.#typing = questionId;
      this.form = changeForm(this.form, action).state;
      clearTimeout(this.#typingTimer);
      this.#typingTimer = setTimeout(() => this.#flushTyping(), typingMs);
    } else this.#apply(action);
    this.#changed();
  }

  #flushTyping(): void {
    const questionId = this.#typing;
    if (questionId === null) return;
    this.#typing = null;
    clearTimeout(this.#typingTimer);
    const answer = this.form.answers.get(questionId);
    if (answer === undefined) this.tell('clear-answer', { questionId });
    else this.tell('answer', { answer });
    void this.#store.saveForm(true);
  }

  /** Everything that waits is handed over: before leaving, before handing in. */
  flush(): void {
    this.#flushTyping();
    this.stage?.flush();
  }

  /** Stores form and events in this browser now. */
  store(): Promise<void> {
    return this.#store.saveForm(true);
  }

  /** Nothing more is noted or kept: the hand-in is on its way. */
  end(): void {
    this.#isOver = true;
    this.#store.end();
  }

  async #met(stored: StoredDraft | null): Promise<void> {
    if (stored !== null) this.conflict = { kind: 'draft', stored };
    else {
      const { calls, protocol, task } = this.options;
      const params = { studyId: protocol.studyId, taskId: task.taskId };
      const now = await calls.call(() => calls.client.task({ params })).catch(() => null);
      if (now?.answer?.isSubmitted) this.conflict = { kind: 'handed-in', stored: now.answer };
      else this.saver.goOnFrom(now?.draft?.version ?? 0);
    }
    this.show();
  }

  /** Of two drafts the one here is kept: it takes the other's place. */
  keepMine(stored: StoredDraft): void {
    this.conflict = null;
    this.saver.goOnFrom(stored.version);
    this.show();
  }

  /** Of two drafts the stored one is taken: form and drawing become it. */
  takeStored(stored: StoredDraft, document: DraftDocument): void {
    this.conflict = null;
    this.#source = { kind: 'server', draft: stored, document };
    this.form = formOf(document);
    this.unmount();
    this.#sketch = [];
    this.saver.goOnFrom(stored.version, false);
    this.mountKey += 1;
    this.show();
  }

  /** The first answer is in: the model is shown. */
  firstIsIn(version: number, modelAnswers: readonly Answer[] | null): void {
    this.step = 'final';
    this.answerVersion = version;
    this.modelAnswers = modelAnswers ?? [];
    this.isHandingIn = false;
    this.tell('model-shown', { model: 'model' });
    if (this.stage !== null) showModel(this.stage, this.modelAnswers, this.areModelDrawingsShown);
    this.saver.resume();
    this.show();
  }

  /** Takes the stage away. */
  unmount(): void {
    this.flush();
    this.stage?.close();
    this.stage = null;
  }

  /** Ends the work. */
  close(): void {
    this.unmount();
    this.saver.close();
  }
}
