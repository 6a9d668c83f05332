import { type AnswerIssue, checkAnswers } from '@equipoise/annotation/form';
import type { Answer, EventKind, EventPayloads, Question } from '@equipoise/domain';
import {
  type JournalEntry,
  type ReaderStage,
  type StageEvent,
  type StageLabel,
  type StageSegment,
  saveDrawing,
} from '@equipoise/web/stage';
import { CaseLog } from './case-log.ts';
import type { CaseConflict, CaseOptions } from './case-options.ts';
import { openCaseStage, restoreDrawing, whenShown } from './case-stage.ts';
import { type DraftDocument, draftDocument, formOf, ownTiles } from './draft-document.ts';
import { answersDrawn, fitLabel, labelsOf, segmentsOf, sketchDrawn } from './drawn-answers.ts';
import { FormAtWork } from './form-at-work.ts';
import { allAnswers, type FormAction, type FormState, restate } from './form-state.ts';
import { metDraft } from './met-draft.ts';
import { ownPages, shapesOf } from './model-drawings.ts';
import { ModelOutput } from './model-output.ts';
import { formFrom, type PickUp } from './pick-up.ts';
import { Saver, type SaveState, type StoredDraft } from './saver.ts';
import { Watchers } from './watchers.ts';
import { WorkStore } from './work-store.ts';

/** One case before a reader: form, stage, log and autosave, without any view. */
export class CaseAtWork {
  readonly options: CaseOptions;
  readonly segments: readonly StageSegment[];
  readonly labels: readonly StageLabel[];
  readonly saver: Saver;
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
  readonly model: ModelOutput;
  step: 'first' | 'final';
  answerVersion: number;
  isHandingIn = false;
  /** Counts up when the stage must be built anew. */
  mountKey = 0;
  readonly #store: WorkStore;
  #source: PickUp;
  readonly #form: FormAtWork;
  readonly #log: CaseLog;
  readonly #watchers = new Watchers();
  readonly subscribe: Watchers['subscribe'] = this.#watchers.subscribe;
  readonly getSnapshot: Watchers['getSnapshot'] = this.#watchers.getSnapshot;

  /** @param options what it is worked on with */
  constructor(options: CaseOptions) {
    this.options = options;
    const { task, protocol, calls, session, source } = options;
    this.#source = source;
    this.segments = segmentsOf(protocol.questions);
    this.labels = labelsOf(protocol.questions);
    this.model = new ModelOutput(task.modelAnswers);
    this.step =
      task.model === 'after-first-answer' && !task.answer?.hasFirstStep ? 'first' : 'final';
    this.answerVersion = task.answer?.version ?? 0;
    this.#form = new FormAtWork(
      protocol.questions,
      formFrom(source, task.answer?.answers ?? []),
      (kind, payload) => this.tell(kind, payload),
      () => void this.#store.saveForm(true),
    );
    this.currentId = this.asked[0]?.id ?? '';
    const store = new WorkStore(options, {
      form: () => this.form,
      drawing: () => this.document().drawing,
      isDrawing: () => this.stage?.drawing.open != null,
      version: () => this.saver.version,
    });
    this.#store = store;
    this.#log = new CaseLog(options, this.model, (event) => store.add(event));
    this.saver = new Saver({
      calls,
      studyId: protocol.studyId,
      taskId: task.taskId,
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

  get form(): FormState {
    return this.#form.state;
  }

  /** Answers with drawings sketched: enough for skip logic and counts. */
  get answers(): readonly Answer[] {
    return this.#form.answers;
  }

  /** The questions that are asked now. */
  get asked(): readonly Question[] {
    return this.#form.asked;
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

  /** Changes something and tells the views. */
  show(change?: () => void): void {
    change?.();
    this.#watchers.tell();
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
    this.model.draw(stage);
    this.#fit();
    this.#sketchAgain();
    if (source.kind !== 'fresh') await this.#goOn(source);
    whenShown(stage, () => {
      this.#log.open();
      this.saver.noteEvents();
      options.onShown();
    });
    this.show();
  }

  /** Says that work was picked up, states all of it, and keeps it as this tab's. */
  async #goOn(source: Exclude<PickUp, { kind: 'fresh' }>): Promise<void> {
    this.tell('resume', { from: source.kind === 'server' ? 'server' : 'this-device' });
    const drawn = this.fullAnswers().filter((one) => shapesOf([one]).length > 0);
    const events = restate(this.questions, this.form, drawn);
    for (const { kind, payload } of events) this.tell(kind, payload);
    await this.#store.saveBase();
    await this.#store.saveForm(source.kind !== 'server');
    if (source.kind === 'server') return;
    await this.options.keep?.forgetTab(source.work.form);
    if (source.kind === 'both') this.conflict = { kind: 'draft', stored: source.draft };
    else this.saver.touch();
  }

  /** Shows or hides what the model drew. */
  toggleModel(): void {
    this.show(() => this.model.toggle(this.stage));
  }

  #fit(): void {
    const { stage } = this;
    if (stage === null) return;
    stage.label = fitLabel(this.questions, stage.tool, stage.label);
    this.#watchers.tellSoon();
  }

  #heard({ kind, payload, atMs }: StageEvent): void {
    if (kind !== 'stroke' && kind !== 'shape' && kind !== 'remove-shape') {
      this.tell(kind, payload, atMs);
      return;
    }
    const { questionId } = payload;
    // What only measures answers nothing.
    if (!this.questions.some(({ id }) => id === questionId)) return;
    this.#form.flush();
    this.tell(kind, payload, atMs);
    if (kind !== 'remove-shape') this.#form.apply({ kind: 'drawn', questionId });
    this.#changed();
  }

  #drew(entries: readonly JournalEntry[]): void {
    this.saver.touch();
    void this.#store.addStrokes(entries);
  }

  /** Notes an event; the case counts as opened from here on at the latest. */
  tell<K extends EventKind>(kind: K, payload: EventPayloads[K], atMs?: number): void {
    this.#log.tell(kind, payload, atMs);
    this.saver.noteEvents();
  }

  #sketchAgain(): void {
    const { stage, segments, form } = this;
    if (stage !== null) this.#form.sketch = sketchDrawn(stage.drawing, segments, form.sure);
  }

  /** Answers are others now: the sketch, what is wrong, the autosave. */
  #changed(): void {
    this.#sketchAgain();
    if (this.issues.length > 0) this.issues = checkAnswers(this.questions, this.answers).issues;
    this.saver.touch();
    if (!this.#form.isTyping) void this.#store.saveForm(true);
    this.show();
  }

  /** Does something to the form; while a field is typed into, events wait for a rest. */
  act(action: FormAction, isTyping = false): void {
    this.stage?.notices.acted('key');
    this.#form.act(action, isTyping);
    this.#changed();
  }

  /** Everything that waits is handed over: before leaving, before handing in. */
  flush(): void {
    this.#form.flush();
    this.stage?.flush();
  }

  /** Stores form and events in this browser now. */
  store(): Promise<void> {
    return this.#store.saveForm(true);
  }

  /** Nothing more is noted or kept: the hand-in is on its way. */
  end(): void {
    this.#log.end();
    this.#store.end();
  }

  async #met(stored: StoredDraft | null): Promise<void> {
    const met = await metDraft(this.options, stored);
    if (met.kind === 'none') this.saver.goOnFrom(met.version);
    else this.conflict = met;
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
    this.#form.state = formOf(document);
    this.unmount();
    this.#form.sketch = [];
    this.saver.goOnFrom(stored.version, false);
    this.mountKey += 1;
    this.show();
  }

  /** The first answer is in: the model is shown. */
  firstIsIn(version: number, modelAnswers: readonly Answer[] | null): void {
    this.step = 'final';
    this.answerVersion = version;
    this.model.answers = modelAnswers ?? [];
    this.isHandingIn = false;
    this.tell('model-shown', { model: 'model' });
    this.model.draw(this.stage);
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
