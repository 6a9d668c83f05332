import type { Question } from '@equipoise/domain';
import type { ReactNode } from 'react';
import { confidenceText } from '../../reading/say-answer.ts';
import { readingWords as words } from '../../words/reading.ts';

/** How sure the reader is: named steps, or percent. */
export function ConfidenceAnswer(props: {
  readonly question: Question;
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
}): ReactNode {
  const { question, value, onChange } = props;
  const scale = question.confidence;
  if (scale === null) return null;
  return (
    <div className="room-confidence">
      <p className="room-hint">
        {words.confidence} <kbd>,</kbd> <kbd>.</kbd>
      </p>
      {scale.kind === 'steps' ? (
        <div className="room-steps" role="radiogroup" aria-label={words.confidence}>
          {scale.labels.map((label, at) => (
            <button
              key={label}
              type="button"
              tabIndex={-1}
              {...{ role: 'radio', 'aria-checked': value === at }}
              className={`room-option${value === at ? ' is-chosen' : ''}`}
              onClick={() => onChange(at)}
            >
              {label}
            </button>
          ))}
        </div>
      ) : (
        <div className="room-percent">
          <input
            type="range"
            min={0}
            max={100}
            step={5}
            tabIndex={-1}
            aria-label={words.confidence}
            aria-valuetext={value === null ? words.noConfidence : confidenceText(question, value)}
            value={value ?? 50}
            onChange={(event) => onChange(Number(event.currentTarget.value))}
          />
          <output>{value === null ? words.noConfidence : confidenceText(question, value)}</output>
        </div>
      )}
    </div>
  );
}
