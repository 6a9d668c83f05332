import { Navigate, useLocation } from '@tanstack/react-router';
import { type ReactNode, Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { ReadingDesk } from '../../reading/reading-desk.ts';
import { roomCalls } from '../../reading/room-calls.ts';
import { browserClock } from '../../reading/room-clock.ts';
import { client } from '../../shell/client.ts';
import { useStudyId } from '../../shell/params.ts';
import { PlainProblem } from '../../shell/plain-problem.tsx';
import { isSignedOut, type Session, useSession } from '../../shell/session.ts';
import { readingWords as words } from '../../words/reading.ts';
import { CaseView } from './case-view.tsx';
import { FeedbackView, SignInDialog } from './dialogs.tsx';
import { PauseView } from './pauses.tsx';
import './reading.css';

/** The reading page: one case after the other. */
export function Page(): ReactNode {
  const session = useSession();
  const path = useLocation({ select: (place) => place.href });
  // Once the page reads, a session that ends is mended in place.
  const [reader, setReader] = useState<Session | null>(null);
  const { data } = session;
  useEffect(() => {
    if (data !== undefined) setReader((before) => before ?? data);
  }, [data]);
  if (reader !== null) return <Room session={reader} />;
  if (isSignedOut(session.error)) return <Navigate to="/sign-in" search={{ to: path } as never} />;
  if (session.error !== null) {
    return <PlainProblem title={words.problemTitle} error={session.error} />;
  }
  return <p className="eq-plain">{words.preparing}</p>;
}

function Room({ session }: { readonly session: Session }): ReactNode {
  const studyId = useStudyId();
  const { accountId, email } = session.account;
  const [desk, setDesk] = useState<ReadingDesk | null>(null);
  useEffect(() => {
    const made = new ReadingDesk(roomCalls(client), browserClock(), studyId, accountId);
    setDesk(made);
    void made.open();
    return () => made.close();
  }, [studyId, accountId]);
  return desk === null ? null : <DeskView desk={desk} email={email} />;
}

/** Light or dark as it was chosen at the desk. */
function useChosenScheme(): void {
  useEffect(() => {
    const chosen = localStorage.getItem('mantine-color-scheme-value');
    const { style } = document.documentElement;
    if (chosen === 'dark' || chosen === 'light') style.colorScheme = chosen;
    return () => {
      style.colorScheme = '';
    };
  }, []);
}

function DeskView(props: { readonly desk: ReadingDesk; readonly email: string }): ReactNode {
  const { desk } = props;
  useSyncExternalStore(desk.subscribe, desk.getSnapshot);
  useChosenScheme();
  const { phase } = desk;
  return (
    <div className="room">
      {phase.kind === 'case' ? (
        <CaseView key={phase.work.options.task.taskId} desk={desk} work={phase.work} />
      ) : phase.kind === 'feedback' ? (
        <Suspense>
          <FeedbackView desk={desk} phase={phase} />
        </Suspense>
      ) : (
        <PauseView desk={desk} phase={phase} />
      )}
      <footer className="room-research">{words.research}</footer>
      <Suspense>
        {desk.calls.isSignedOut() && <SignInDialog desk={desk} email={props.email} />}
      </Suspense>
    </div>
  );
}
