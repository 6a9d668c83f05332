import { checkAnswers } from '@equipoise/annotation/form';
import { problemOf } from '@equipoise/api';
import type { ReactNode } from 'react';
import type { CaseAtWork } from '../../reading/case-at-work.ts';
import type { ReadingDesk } from '../../reading/reading-desk.ts';
import { readingWords as words } from '../../words/reading.ts';

/** What is still open, and the way on. */
export function HandInBar(props: {
  readonly desk: ReadingDesk;
  readonly work: CaseAtWork;
  readonly onCard: () => void;
}): ReactNode {
  const { desk, work } = props;
  const { issues } = checkAnswers(work.questions, work.answers);
  const open = new Set(issues.map(({ questionId }) => questionId)).size;
  const problem = desk.notice === null ? null : problemOf(desk.notice);
  return (
    <div className="room-hand-in">
      <p role="status">{open === 0 ? words.complete : words.openCount(open)}</p>
      {desk.notice !== null && (
        <p role="alert" className="room-issue">
          {words.notHandedIn} {problem?.sentence ?? ''} {problem?.mend ?? ''}
        </p>
      )}
      <div className="room-buttons">
        <button
          type="button"
          className="room-main"
          disabled={work.isHandingIn}
          onClick={() => void desk.handIn()}
        >
          {work.isHandingIn
            ? words.handingIn
            : work.step === 'first'
              ? words.handInFirst
              : words.handIn}{' '}
          <kbd>Ctrl+Enter</kbd>
        </button>
        <button type="button" onClick={props.onCard}>
          {words.instructions} <kbd>?</kbd>
        </button>
      </div>
    </div>
  );
}
