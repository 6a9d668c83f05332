import type { ReactNode } from 'react';
import type { CaseAtWork } from '../../reading/case-at-work.ts';
import type { ReadingDesk } from '../../reading/reading-desk.ts';
import { basePath } from '../../shell/base-path.ts';
import { readingWords as words } from '../../words/reading.ts';

/** Which case, where the work is, and the ways out of it. */
export function TopBar(props: {
  readonly desk: ReadingDesk;
  readonly work: CaseAtWork;
  readonly onKeys: () => void;
  readonly onFlag: () => void;
}): ReactNode {
  const { desk, work } = props;
  const { task, protocol } = work.options;
  const count = task.doneCount + task.leftCount;
  return (
    <header className="room-top">
      <a href={`${basePath()}/studies/${encodeURIComponent(desk.studyId)}/queue`}>
        {words.toQueue}
      </a>
      <h1>{protocol.title}</h1>
      <span className="room-badge">{words.stageBadge[task.stage]}</span>
      <span>
        {words.caseOf(Math.min(task.doneCount + 1, count), count)} · {words.left(task.leftCount)}
      </span>
      <span className={`room-save is-${work.save}`} role="status" data-save={work.save}>
        {words.save[work.save]}
      </span>
      <span className="room-gap" />
      <button type="button" onClick={props.onFlag}>
        {words.flag} <kbd>n</kbd>
      </button>
      <button type="button" onClick={props.onKeys}>
        {words.keys} <kbd>F1</kbd>
      </button>
      {!desk.isKeeping && (
        <p className="room-notice" role="alert">
          {words.notKeeping}
        </p>
      )}
      {desk.tabs.isOpenElsewhere(task.taskId) && (
        <p className="room-notice" role="alert">
          {words.otherTab}
        </p>
      )}
      {desk.waitingCount > 0 && (
        <p className="room-notice" role="status">
          {words.waitingHandIns(desk.waitingCount)}
        </p>
      )}
    </header>
  );
}
