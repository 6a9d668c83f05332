import { readerStanding, suspendReader } from '@equipoise/annotation';
import type { ReadPurpose } from '@equipoise/domain';
import {
  goldAnswers,
  lockedStudy,
  membershipsOf,
  moveAssignments,
  readsOfReader,
  type Study,
  setMembership,
  type Tx,
  unreadTasks,
} from '@equipoise/store';
import { hidesResults } from './hidden-results.ts';
import type { LoadedStudy } from './loaded-study.ts';
import { dealAgain } from './lock-study.ts';
import { recordsOfStreamed } from './records.ts';
import { replaceRereads } from './reread.ts';

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
  const nameOf = (id: string): string => loaded.caseNameOf.get(id) ?? '';
  const reads = await readsOfReader(tx, study.id, readerId);
  const records = reads.map((read) => ({
    answerId: read.answerId,
    caseId: nameOf(read.caseId),
    readerId,
    purpose: read.purpose as ReadPurpose, // written by this server alone
    isValid: !read.isSetAside,
    submittedAt: read.at,
  }));
  await setMembership(tx, study.id, readerId, 'reader', 'suspended', why);
  const open = await unreadTasks(tx, study.id, readerId, 'reading');
  const openCases = open
    .filter(({ purpose }) => purpose === 'measured')
    .map(({ caseId }) => nameOf(caseId));
  const suspension = suspendReader(protocol, readerId, records, openCases, since);
  const setAside = new Set(suspension.setAside);
  const out = reads.filter(({ answerId }) => setAside.has(answerId));
  await moveAssignments(
    tx,
    out.map(({ assignmentId }) => assignmentId),
    'requeued',
    why,
  );
  await withdrawUnread(tx, study, loaded, readerId, why);
  const withoutReader = await dealAgain(tx, study, loaded, protocol);
  return {
    setAside: suspension.setAside.length,
    requeued: suspension.requeued.length,
    withoutReader,
  };
}

/**
 * Takes back what a reader who left was dealt and has not read; what was read stands. It is for the caller to deal it
 * again, after the reader lost the role.
 */
export async function withdrawUnread(
  tx: Tx,
  study: Study,
  loaded: LoadedStudy,
  readerId: string,
  why: string,
): Promise<void> {
  const open = await unreadTasks(tx, study.id, readerId, 'reading');
  await moveAssignments(
    tx,
    open.map(({ assignmentId }) => assignmentId),
    'withdrawn',
    why,
  );
  await replaceRereads(tx, study, loaded, readerId);
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
  // The same work whatever was handed in: only gold answers tell how a reader stands.
  const gold = await goldAnswers(tx, study.id, readerId);
  const records = gold.flatMap((row) => recordsOfStreamed(loaded, row));
  const standing = readerStanding(protocol, readerId, records);
  if (!standing.isSuspended) return false;
  await lockedStudy(tx, study.id);
  const held = await membershipsOf(tx, study.id, readerId);
  if (!held.some(({ role, state }) => role === 'reader' && state === 'active')) return false;
  // Whoever runs the study reads this: where results are hidden it says the rule and no figure.
  const why = hidesResults(study, loaded)
    ? 'Below what the protocol asks on gold cases.'
    : standing.reasons
        .map(({ measure, below, reached, by }) =>
          by === 'bar'
            ? `${measure} ${reached.toFixed(3)} is below ${below}`
            : `the sequential test speaks against a ${measure} of ${below} (${reached.toFixed(3)} so far)`,
        )
        .join('; ');
  await suspendInStudy(tx, study, loaded, readerId, why, standing.alarmSince);
  return true;
}
