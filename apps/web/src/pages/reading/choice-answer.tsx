import { isShapeQuestion } from '@equipoise/annotation/form';
import type { Answer, Question } from '@equipoise/domain';
import type { ReactNode } from 'react';
import { choiceKeys, choicesOf } from '../../reading/question-keys.ts';
import { readingWords as words } from '../../words/reading.ts';

/** Values chosen, or labels with how often each was drawn. */
function chosen(answer: Answer | undefined): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  if (answer?.outcome !== 'answered') return counts;
  const { value } = answer;
  const values =
    value.kind === 'single' || value.kind === 'ordinal'
      ? [value.value]
      : value.kind === 'multi'
        ? value.values
        : value.kind === 'shapes'
          ? value.shapes.map(({ label }) => label)
          : [];
  for (const one of values) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}

/** Options of a question, or labels to draw with, each with its key. */
export function ChoiceAnswer(props: {
  readonly question: Question;
  readonly answer: Answer | undefined;
  readonly labelledBy: string;
  readonly onPick: (value: string) => void;
}): ReactNode {
  const { question } = props;
  const choices = choicesOf(question);
  const keys = choiceKeys(question);
  const counts = chosen(props.answer);
  const isDrawn = isShapeQuestion(question);
  const isOne = question.kind === 'single' || question.kind === 'ordinal';
  const isRanked = question.kind === 'multi' && question.isRanked;
  const ranks = [...counts.keys()];
  const group = isOne ? { role: 'radiogroup', 'aria-labelledby': props.labelledBy } : {};
  return (
    <div className="room-options" {...group}>
      {choices.map((option, at) => {
        const count = counts.get(option.value) ?? 0;
        const role = isDrawn
          ? {}
          : { role: isOne ? 'radio' : 'checkbox', 'aria-checked': count > 0 };
        return (
          <button
            key={option.value}
            type="button"
            tabIndex={-1}
            className={`room-option${count > 0 && !isDrawn ? ' is-chosen' : ''}`}
            onClick={() => props.onPick(option.value)}
            {...role}
          >
            <kbd>{keys[at]}</kbd>
            <span>{option.text}</span>
            {isDrawn && <span className="room-count">{words.drawnCount(count)}</span>}
            {isRanked && count > 0 && (
              <span className="room-count">{ranks.indexOf(option.value) + 1}</span>
            )}
          </button>
        );
      })}
    </div>
  );
}
