import { problemOf } from '@equipoise/api';
import type { ReactNode } from 'react';
import type { Phase } from '../../reading/phase.ts';
import type { ReadingDesk } from '../../reading/reading-desk.ts';
import { basePath } from '../../shell/base-path.ts';
import { showInstant } from '../../shell/instants.ts';
import { readingWords as words } from '../../words/reading.ts';

type Pause = Exclude<Phase, { kind: 'case' | 'feedback' }>;

/** What stands where no case is: start, rest, wait, end, trouble. */
export function PauseView(props: { readonly desk: ReadingDesk; readonly phase: Pause }): ReactNode {
  const { desk, phase } = props;
  const study = `${basePath()}/studies/${encodeURIComponent(desk.studyId)}`;
  const { title, lead } = textOf(phase);
  return (
    <main className="room-pause">
      {phase.kind === 'loading' ? (
        <p role="status">{words.preparing}</p>
      ) : (
        <>
          <h1>{title}</h1>
          <p>{lead}</p>
        </>
      )}
      <div className="room-buttons">
        {phase.kind === 'start' && (
          // The page is opened to do just this; Enter starts.
          // biome-ignore lint/a11y/noAutofocus: see above
          <button type="button" className="room-main" autoFocus onClick={() => void desk.start()}>
            {words.start} <kbd>Enter</kbd>
          </button>
        )}
        {phase.kind === 'break' && (
          <>
            <a
              className="room-main"
              href={`${study}/queue`}
              onClick={(event) => {
                event.preventDefault();
                desk.noteBreak(true);
                location.assign(`${study}/queue`);
              }}
            >
              {words.takeBreak}
            </a>
            <button type="button" onClick={() => void desk.afterBreak(false)}>
              {words.goOn}
            </button>
          </>
        )}
        {phase.kind === 'instructions' && (
          <a className="room-main" href={`${study}/instructions`}>
            {words.toInstructions}
          </a>
        )}
        {(phase.kind === 'problem' || phase.kind === 'pause') && (
          <button type="button" onClick={() => void desk.toNext(true)}>
            {words.again}
          </button>
        )}
        {phase.kind !== 'loading' && phase.kind !== 'break' && (
          <a href={`${study}/queue`}>{words.back}</a>
        )}
      </div>
      {phase.kind === 'start' && <p className="room-hint">{words.startHint}</p>}
    </main>
  );
}

function textOf(phase: Pause): { readonly title: string; readonly lead: string } {
  switch (phase.kind) {
    case 'loading':
      return { title: words.preparing, lead: '' };
    case 'problem': {
      const problem = problemOf(phase.error);
      const text = phase.error instanceof Error ? phase.error.message : '';
      return {
        title: words.problemTitle,
        lead: problem === null ? text : `${problem.sentence} ${problem.mend}`,
      };
    }
    case 'instructions':
      return { title: words.instructionsTitle, lead: words.instructionsLead };
    case 'start':
      return { title: words.startTitle, lead: words.startLead[phase.task.stage] };
    case 'away':
      return { title: words.awayTitle, lead: words.awayLead };
    case 'break':
      return { title: words.breakTitle, lead: words.breakLead(phase.minutes) };
    case 'pause': {
      const { next } = phase;
      if (next.kind === 'done') return { title: words.doneTitle, lead: words.doneLead };
      if (next.kind === 'wait') {
        return { title: words.waitTitle, lead: words.waitLead(showInstant(next.until)) };
      }
      if (next.kind === 'rest') {
        return {
          title: words.restTitle,
          lead: words.restLead[next.reason](showInstant(next.until)),
        };
      }
      return { title: words.stoppedTitle, lead: words.stopped[next.reason] };
    }
    default:
      return phase satisfies never;
  }
}
