import { readerStanding, suspendReader } from '@equipoise/annotation';
import {
  lockedStudy,
  membershipsOf,
  moveAssignment,
  type Study,
  setMembership,
  type Tx,
} from '@equipoise/store';
import type { LoadedStudy } from './loaded-study.ts';
import { dealAgain } from './lock-study.ts';
import { readerWork, studyRecords, taskOf } from './records.ts';

/** What a suspension did. */
export interface Suspended {
  readonly setAside: number;
  readonly requeued: number;
  /** Cases that cannot get another reader. */
  readonly withoutReader: readonly string[];
}

/**
 * Suspends a reader: the readings that the rule sets aside no longer count, what was not read yet is taken back, and
 * both are dealt to others.
 *
 * @param since instant from which readings are set aside under `since-alarm`
 */
export async function suspendInStudy(
  tx: Tx,
  study: Study,
  loaded: LoadedStudy,
  readerId: string,
  why: string,
  since: string | null,
): Promise<Suspended> {
  const { protocol } = loaded.locked;
  const work = await readerWork(tx, loaded, readerId);
  const records = await studyRecords(tx, loaded);
  const nameOf = (id: string): string => loaded.caseNameOf.get(id) ?? '';
  const open = work.assignments.filter(
    (one) => one.kind === 'reading' && (one.state === 'open' || one.state === 'begun'),
  );
  const openCases = open
    .filter((one) => taskOf(one).purpose === 'measured')
    .map((one) => nameOf(one.caseId));
  const suspension = suspendReader(protocol, readerId, records, openCases, since);
  await setMembership(tx, study.id, readerId, 'reader', 'suspended', why);
  const setAside = new Set(suspension.setAside);
  const answerOf = new Map(work.answers.map((row) => [row.assignmentId, row.id]));
  for (const assignment of work.assignments) {
    const answerId = answerOf.get(assignment.id);
    if (answerId !== undefined && setAside.has(answerId)) {
      await moveAssignment(tx, assignment.id, 'requeued', why);
    }
  }
  for (const assignment of open) await moveAssignment(tx, assignment.id, 'withdrawn', why);
  const withoutReader = await dealAgain(tx, study, loaded, protocol);
  return {
    setAside: suspension.setAside.length,
    requeued: suspension.requeued.length,
    withoutReader,
  };
}

/**
 * Looks at a reader after a gold answer, and suspends where the protocol's rule says so.
 *
 * @returns whether the reader was suspended
 */
export async function monitorReader(
  tx: Tx,
  study: Study,
  loaded: LoadedStudy,
  readerId: string,
): Promise<boolean> {
  const { protocol } = loaded.locked;
  if (protocol.suspension === null) return false;
  const { records } = await readerWork(tx, loaded, readerId);
  const standing = readerStanding(protocol, readerId, records);
  if (!standing.isSuspended) return false;
  await lockedStudy(tx, study.id);
  const held = await membershipsOf(tx, study.id, readerId);
  if (!held.some(({ role, state }) => role === 'reader' && state === 'active')) return false;
  const why = standing.reasons
    .map(({ measure, below, reached }) => `${measure} ${reached.toFixed(3)} is below ${below}`)
    .join('; ');
  await suspendInStudy(tx, study, loaded, readerId, why, standing.alarmSince);
  return true;
}
