import { askedQuestions } from '@equipoise/annotation/form';
import type { Answer, EventKind, EventPayloads, Question } from '@equipoise/domain';
import { allAnswers, changeForm, type FormAction, type FormState } from './form-state.ts';
import { TypingRest } from './typing-rest.ts';

/** Takes an event of the form. */
export type TellEvent = <K extends EventKind>(kind: K, payload: EventPayloads[K]) => void;

/** The answers of a case as they are given: in its form, and by what is drawn. */
export class FormAtWork {
  state: FormState;
  /** What the drawings answer, sketched: enough for skip logic and counts. */
  sketch: readonly Answer[] = [];
  readonly #questions: readonly Question[];
  readonly #tell: TellEvent;
  readonly #typing: TypingRest;

  /**
   * @param questions of the protocol
   * @param state what is answered already
   * @param tell takes each event
   * @param onRest the answer that was typed stands
   */
  constructor(
    questions: readonly Question[],
    state: FormState,
    tell: TellEvent,
    onRest: () => void,
  ) {
    this.#questions = questions;
    this.state = state;
    this.#tell = tell;
    this.#typing = new TypingRest((questionId) => {
      this.#typed(questionId);
      onRest();
    });
  }

  /** Whether a field is typed into just now. */
  get isTyping(): boolean {
    return this.#typing.questionId !== null;
  }

  /** All answers; those by drawing sketched. */
  get answers(): readonly Answer[] {
    return allAnswers(this.state, this.sketch);
  }

  /** The questions that are asked now. */
  get asked(): readonly Question[] {
    return askedQuestions(this.#questions, this.answers);
  }

  /** Does something to the form, and tells its events. */
  apply(action: FormAction): void {
    const { state, events } = changeForm(this.state, action);
    this.state = state;
    for (const { kind, payload } of events) this.#tell(kind, payload);
  }

  /** Does something to the form; while a field is typed into, events wait for a rest. */
  act(action: FormAction, isTyping: boolean): void {
    const questionId = action.kind === 'answer' ? action.answer.questionId : action.questionId;
    if (!isTyping || this.#typing.questionId !== questionId) this.flush();
    if (!isTyping) {
      this.apply(action);
      return;
    }
    this.#typing.note(questionId);
    this.state = changeForm(this.state, action).state;
  }

  /** What is typed counts now. */
  flush(): void {
    this.#typing.flush();
  }

  #typed(questionId: string): void {
    const answer = this.state.answers.get(questionId);
    if (answer === undefined) this.#tell('clear-answer', { questionId });
    else this.#tell('answer', { answer });
  }
}
