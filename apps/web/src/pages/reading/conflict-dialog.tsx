import type { Answer, Question } from '@equipoise/domain';
import type { ReactNode } from 'react';
import type { CaseAtWork } from '../../reading/case-at-work.ts';
import { draftAnswers } from '../../reading/draft-answers.ts';
import { parseDraft } from '../../reading/draft-document.ts';
import type { ReadingDesk } from '../../reading/reading-desk.ts';
import { sayAnswer } from '../../reading/say-answer.ts';
import { showInstant } from '../../shell/instants.ts';
import { readingWords as words } from '../../words/reading.ts';
import { RoomDialog } from './room-dialog.tsx';

/** Both versions of a case that was saved or handed in elsewhere meanwhile; the reader chooses one. */
export function ConflictDialog(props: {
  readonly desk: ReadingDesk;
  readonly work: CaseAtWork;
}): ReactNode {
  const { desk, work } = props;
  const { conflict } = work;
  if (conflict === null) return null;
  const { task } = work.options;
  const document = conflict.kind === 'draft' ? parseDraft(conflict.stored.document) : null;
  const stored =
    conflict.kind === 'handed-in'
      ? conflict.stored.answers
      : document === null
        ? []
        : draftAnswers(document, work.segments, task);
  const mayCorrect = task.stage === 'reading';
  const when = showInstant(conflict.stored.savedAt);
  return (
    <RoomDialog title={words.conflictTitle} isWide>
      <p>{conflict.kind === 'draft' ? words.conflictLead : words.handedInLead}</p>
      <div className="room-versions">
        <Version title={words.mine} questions={work.questions} answers={work.answers} />
        <Version title={words.stored(when)} questions={work.questions} answers={stored} />
      </div>
      <div className="room-buttons">
        {conflict.kind === 'draft' && (
          <>
            <button
              type="button"
              className="room-main"
              onClick={() => work.keepMine(conflict.stored)}
            >
              {words.keepMine}
            </button>
            {document !== null && (
              <button type="button" onClick={() => work.takeStored(conflict.stored, document)}>
                {words.takeStored}
              </button>
            )}
          </>
        )}
        {conflict.kind === 'handed-in' && (
          <>
            <button type="button" className="room-main" onClick={() => void desk.acceptHandedIn()}>
              {words.acceptHandedIn}
            </button>
            {mayCorrect && (
              <button
                type="button"
                onClick={() => {
                  work.show(() => {
                    work.answerVersion = conflict.stored.version;
                    work.conflict = null;
                  });
                  void desk.handIn(words.correctWhy);
                }}
              >
                {words.correctHandedIn}
              </button>
            )}
          </>
        )}
      </div>
    </RoomDialog>
  );
}

function Version(props: {
  readonly title: string;
  readonly questions: readonly Question[];
  readonly answers: readonly Answer[];
}): ReactNode {
  const answerOf = new Map(props.answers.map((answer) => [answer.questionId, answer]));
  return (
    <section>
      <h3>{props.title}</h3>
      <dl>
        {props.questions.map((question) => (
          <div key={question.id}>
            <dt>{question.text}</dt>
            <dd>{sayAnswer(question, answerOf.get(question.id))}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
