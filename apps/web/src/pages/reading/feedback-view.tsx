import { type ReactNode, useEffect, useRef } from 'react';
import type { Phase } from '../../reading/phase.ts';
import type { ReadingDesk } from '../../reading/reading-desk.ts';
import { sayAnswer } from '../../reading/say-answer.ts';
import { readingWords as words } from '../../words/reading.ts';

/** After a training case: the own answer beside the known one, and why. */
export function FeedbackView(props: {
  readonly desk: ReadingDesk;
  readonly phase: Extract<Phase, { kind: 'feedback' }>;
}): ReactNode {
  const { desk, phase } = props;
  const { feedback, work } = phase;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const own = new Map(work.answers.map((answer) => [answer.questionId, answer]));
  const known = new Map(feedback.reference.map((answer) => [answer.questionId, answer]));
  const verdicts = new Map(feedback.verdicts.map((one) => [one.questionId, one.isCorrect]));
  return (
    <main className="room-pause">
      <h1>{words.feedbackTitle}</h1>
      <table className="room-table">
        <thead>
          <tr>
            <th scope="col">{words.question}</th>
            <th scope="col">{words.yours}</th>
            <th scope="col">{words.reference}</th>
            <th scope="col">{words.verdict}</th>
          </tr>
        </thead>
        <tbody>
          {work.questions
            .filter(({ id }) => own.has(id) || known.has(id))
            .map((question) => {
              const isRight = verdicts.get(question.id);
              return (
                <tr key={question.id}>
                  <th scope="row">{question.text}</th>
                  <td>{sayAnswer(question, own.get(question.id))}</td>
                  <td>{sayAnswer(question, known.get(question.id))}</td>
                  <td>{isRight === undefined ? '' : isRight ? words.isRight : words.isWrong}</td>
                </tr>
              );
            })}
        </tbody>
      </table>
      {feedback.explanation !== '' && <p className="room-lines">{feedback.explanation}</p>}
      <div className="room-buttons">
        <button ref={button} type="button" className="room-main" onClick={() => void desk.goOn()}>
          {words.next} <kbd>Enter</kbd>
        </button>
      </div>
    </main>
  );
}
