import type { CaseState } from '@equipoise/annotation';
import type { Study } from '@equipoise/store';
import { refuse } from '../http/refuse.ts';
import type { LoadedStudy } from './loaded-study.ts';

/** Whether a study tells nobody yet what its readings come to. */
export function hidesResults(study: Pick<Study, 'state'>, loaded: LoadedStudy): boolean {
  return study.state === 'locked' && loaded.locked.protocol.interimResults === 'hidden';
}

/** Refuses what would tell results before the study is closed. */
export function refuseResults(): never {
  return refuse(
    'room/not-allowed',
    'By its protocol this study shows no results until it is closed.',
    'Follow how much is read, or close the study.',
  );
}

/** Where a case stands, as far as it may be told: that readers disagree, or that they do not, is a result. */
export function shownState(state: CaseState, isHidden: boolean): CaseState | 'read' {
  const isRead = state === 'adjudication' || state === 'settled' || state === 'unresolved';
  return isHidden && isRead ? 'read' : state;
}
