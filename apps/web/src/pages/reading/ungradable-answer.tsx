import type { Answer, Question } from '@equipoise/domain';
import { type ReactNode, useId } from 'react';
import { reasonKeys, ungradableKey } from '../../reading/question-keys.ts';
import { readingWords as words } from '../../words/reading.ts';

/** "Ungradable, because …" with its reasons, and room for own words. */
export function UngradableAnswer(props: {
  readonly question: Question;
  readonly answer: Answer | undefined;
  readonly isArmed: boolean;
  readonly onArm: (isArmed: boolean) => void;
  readonly onReason: (reason: string, note: string) => void;
}): ReactNode {
  const { question, answer, isArmed } = props;
  const id = useId();
  const said = answer?.outcome === 'ungradable' ? answer : null;
  const isOpen = isArmed || said !== null;
  const keys = reasonKeys(question);
  return (
    <div className="room-ungradable">
      <button
        type="button"
        tabIndex={-1}
        className={`room-option${said === null ? '' : ' is-chosen'}`}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => props.onArm(!isArmed)}
      >
        <kbd>{ungradableKey}</kbd> {words.ungradable}
      </button>
      {isOpen && (
        <div id={id}>
          {isArmed && (
            <p className="room-hint" role="status">
              {words.reasonHint}
            </p>
          )}
          <div className="room-options" role="radiogroup" aria-label={words.ungradable}>
            {question.ungradable.map((reason, at) => (
              <button
                key={reason.value}
                type="button"
                tabIndex={-1}
                {...{ role: 'radio', 'aria-checked': said?.reason === reason.value }}
                className={`room-option${said?.reason === reason.value ? ' is-chosen' : ''}`}
                onClick={() => props.onReason(reason.value, said?.note ?? '')}
              >
                {isArmed && <kbd>{keys[at]}</kbd>}
                <span>{reason.text}</span>
              </button>
            ))}
          </div>
          {said !== null && (
            <input
              className="room-note"
              aria-label={words.ungradableNote}
              placeholder={words.ungradableNote}
              tabIndex={-1}
              maxLength={2000}
              value={said.note}
              onChange={(event) => props.onReason(said.reason, event.currentTarget.value)}
            />
          )}
        </div>
      )}
    </div>
  );
}
