import type { Question } from '@equipoise/domain';
import { type ReactNode, useId, useState } from 'react';
import { type FormAction, type FormState, fieldAnswer } from '../../reading/form-state.ts';
import { readingWords as words } from '../../words/reading.ts';

function textOf(question: Question, form: FormState): string {
  const answer = form.answers.get(question.id);
  if (answer?.outcome !== 'answered') return '';
  if (answer.value.kind === 'number') return String(answer.value.value);
  return answer.value.kind === 'text' ? answer.value.text : '';
}

/** A field for a number or for words; what is typed counts at once. */
export function FieldAnswer(props: {
  readonly question: Question;
  readonly form: FormState;
  readonly labelledBy: string;
  readonly onAction: (action: FormAction, isTyping: boolean) => void;
}): ReactNode {
  const { question, form, onAction } = props;
  const id = useId();
  const stored = textOf(question, form);
  const [text, setText] = useState(stored);
  // "1," and "1.0" stand for the answer 1: what is typed stays until the answer is another one.
  const now = fieldAnswer(question, form, text);
  const says =
    now?.outcome === 'answered' && now.value.kind === 'number' ? String(now.value.value) : text;
  // Only a change from outside counts: the field itself has told what was typed.
  const [seen, setSeen] = useState(stored);
  if (seen !== stored) {
    setSeen(stored);
    if (says.trim() !== stored.trim()) setText(stored);
  }
  const change = (typed: string): void => {
    setText(typed);
    const answer = fieldAnswer(question, form, typed);
    onAction(
      answer === null ? { kind: 'clear', questionId: question.id } : { kind: 'answer', answer },
      true,
    );
  };
  const common = {
    value: text,
    tabIndex: -1,
    'data-field': true,
    'aria-labelledby': props.labelledBy,
    'aria-describedby': `${id}-range`,
  };
  const isBad = question.kind === 'number' && text.trim() !== '' && now === null;
  return (
    <div className="room-field">
      {question.kind === 'text' ? (
        <textarea
          {...common}
          rows={3}
          maxLength={question.longest}
          onChange={(event) => change(event.currentTarget.value)}
        />
      ) : (
        <input
          {...common}
          inputMode="decimal"
          autoComplete="off"
          aria-invalid={isBad}
          onChange={(event) => change(event.currentTarget.value)}
        />
      )}
      <p className="room-hint" id={`${id}-range`}>
        {isBad
          ? words.notANumber
          : [
              question.kind === 'text'
                ? words.characters(text.length, question.longest)
                : question.kind === 'number'
                  ? words.numberRange(question.smallest, question.largest, question.unit)
                  : '',
              words.fieldHint,
            ]
              .filter((part) => part !== '')
              .join(' · ')}
      </p>
    </div>
  );
}
