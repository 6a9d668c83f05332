import { isShapeQuestion } from '@equipoise/annotation/form';
import type { Answer, Question } from '@equipoise/domain';
import { keyName } from '@equipoise/web/stage';
import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import {
  choose,
  type FormAction,
  type FormState,
  nothingFound,
  stepConfidence,
  ungradable,
} from '../../reading/form-state.ts';
import { nothingFoundKey, questionAct } from '../../reading/question-keys.ts';
import { sayAnswer } from '../../reading/say-answer.ts';
import { readingWords as words } from '../../words/reading.ts';
import { ChoiceAnswer } from './choice-answer.tsx';
import { ConfidenceAnswer } from './confidence-answer.tsx';
import { FieldAnswer } from './field-answer.tsx';
import { UngradableAnswer } from './ungradable-answer.tsx';

/** What a question of a form shows and does. */
export interface QuestionCardProps {
  readonly question: Question;
  readonly number: number;
  readonly form: FormState;
  /** The answer as it stands, with drawings sketched. */
  readonly answer: Answer | undefined;
  readonly isCurrent: boolean;
  /** Whether a reason for "ungradable" is awaited. */
  readonly isArmed: boolean;
  readonly issue: string | null;
  /** What the model says: undefined where it is not shown, null where it says nothing here. */
  readonly modelAnswer: Answer | null | undefined;
  readonly onAction: (action: FormAction, isTyping?: boolean) => void;
  readonly onArm: (isArmed: boolean) => void;
  readonly onFocus: () => void;
  /** A label was chosen to draw with; null: the label in hand. */
  readonly onDraw: (label: string | null) => void;
  /** Everything drawn for the question goes: before "nothing found" and "ungradable". */
  readonly onClearDrawn: () => void;
}

/** One question with all that can be said to it, by mouse and by its own keys. */
export function QuestionCard(props: QuestionCardProps): ReactNode {
  const { question, form, answer, isArmed, onAction, onArm } = props;
  const id = useId();
  const card = useRef<HTMLDivElement>(null);
  const isDrawn = isShapeQuestion(question);
  const isField = question.kind === 'number' || question.kind === 'text';
  const say = (next: Answer): void => {
    if (isDrawn) props.onClearDrawn();
    onArm(false);
    onAction({ kind: 'answer', answer: next });
  };
  const pick = (value: string): void => {
    onArm(false);
    const next = choose(question, form, value);
    onAction(
      next === null ? { kind: 'clear', questionId: question.id } : { kind: 'answer', answer: next },
    );
  };
  const clear = (): void => {
    if (isDrawn) props.onClearDrawn();
    onArm(false);
    onAction({ kind: 'clear', questionId: question.id });
  };
  const sure = answer !== undefined && answer.outcome !== 'ungradable' ? answer.confidence : null;
  const confidence = sure ?? form.sure.get(question.id) ?? null;
  const setConfidence = (value: number | null): void => {
    onAction({ kind: 'confidence', questionId: question.id, confidence: value, isDrawn });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const target = event.target as HTMLElement; // events of elements only
    const name = keyName(event.nativeEvent);
    if (target.matches('input:not([type=range]), textarea')) {
      if (name === 'Escape' || (name === 'Enter' && question.kind === 'number')) {
        card.current?.focus();
        event.preventDefault();
        event.stopPropagation();
      }
      return;
    }
    if (target.matches('input[type=range]') && name.startsWith('Arrow')) return;
    const act = questionAct(question, name, isArmed);
    const done = (): void => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (act !== null) {
      done();
      if (act.kind === 'choose') pick(act.value);
      else if (act.kind === 'label') props.onDraw(act.value);
      else if (act.kind === 'reason') say(ungradable(question.id, act.value));
      else if (act.kind === 'nothing-found') say(nothingFound(question, form));
      else onArm(act.kind === 'arm-ungradable');
      return;
    }
    const field = card.current?.querySelector<HTMLElement>('[data-field]');
    const isDigit = question.kind === 'number' && /^[0-9-]$/.test(name);
    if (isField && (name === 'Enter' || isDigit)) {
      // A digit goes on into the field.
      field?.focus();
      if (name === 'Enter') event.preventDefault();
      event.stopPropagation();
    } else if (isDrawn && name === 'Enter') {
      done();
      props.onDraw(null);
    } else if (name === 'Delete' || name === 'Backspace') {
      done();
      clear();
    } else if ((name === ',' || name === '.') && question.confidence !== null) {
      done();
      setConfidence(stepConfidence(question, confidence, name === ',' ? -1 : 1));
    }
  };
  const title = `${id}-title`;
  const hint = `${id}-hint`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot take the focus, and its legend breaks the layout
    <div
      ref={card}
      className={`room-question${props.isCurrent ? ' is-current' : ''}${props.issue === null ? '' : ' is-open'}`}
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: one stop of the tab key for each question; its keys answer it
      tabIndex={0}
      aria-labelledby={title}
      aria-describedby={hint}
      data-question={question.id}
      onKeyDown={onKeyDown}
      onFocus={props.onFocus}
    >
      <h3 id={title}>
        <span className="room-number">{props.number}</span> {question.text}
      </h3>
      <p className="room-hint" id={hint}>
        {[
          question.help,
          question.isRequired ? words.required : words.optional,
          answer === undefined ? '' : sayAnswer(question, answer),
        ]
          .filter((part) => part !== '')
          .join(' · ')}
      </p>
      {props.issue !== null && <p className="room-issue">{props.issue}</p>}
      {isField ? (
        <FieldAnswer
          key={`${question.id}`}
          question={question}
          form={form}
          labelledBy={title}
          onAction={onAction}
        />
      ) : (
        <ChoiceAnswer
          question={question}
          answer={answer}
          labelledBy={title}
          onPick={isDrawn ? (value) => props.onDraw(value) : pick}
        />
      )}
      <div className="room-outcomes">
        {question.hasNothingFound && (
          <button
            type="button"
            tabIndex={-1}
            className="room-option"
            aria-pressed={answer?.outcome === 'nothing-found'}
            onClick={() => say(nothingFound(question, form))}
          >
            <kbd>{nothingFoundKey}</kbd> {words.nothingFound}
          </button>
        )}
        {answer !== undefined && (
          <button type="button" tabIndex={-1} className="room-plain" onClick={clear}>
            {words.clear}
          </button>
        )}
      </div>
      {question.ungradable.length > 0 && (
        <UngradableAnswer
          question={question}
          answer={answer}
          isArmed={isArmed}
          onArm={onArm}
          onReason={(reason, note) => say(ungradable(question.id, reason, note))}
        />
      )}
      {question.confidence !== null && answer?.outcome !== 'ungradable' && (
        <ConfidenceAnswer question={question} value={confidence} onChange={setConfidence} />
      )}
      {props.modelAnswer !== undefined && (
        <p className="room-model">
          {props.modelAnswer === null
            ? words.modelNothing
            : words.modelSays(sayAnswer(question, props.modelAnswer))}
        </p>
      )}
    </div>
  );
}
