import {
  appendReread,
  labelReads,
  makeOrder,
  type RereadBy,
  readsOf,
  rereaders,
} from '@equipoise/annotation';
import type { AnswerRecord, ReaderOrder } from '@equipoise/domain';
import {
  type Adjudication,
  type Assignment,
  addMessage,
  assignmentsOfCase,
  countAssignments,
  labelsOfCases,
  listAdjudications,
  lockedStudy,
  openAdjudication,
  orderOf,
  type ReadTx,
  type Study,
  saveAdjudication,
  type Tx,
} from '@equipoise/store';
import { found, refuse } from '../http/refuse.ts';
import { adjudicationCase, entriesOf, type Reread, rereadOf, rowOfCase } from './adjudicating.ts';
import { type LoadedStudy, secretOf } from './loaded-study.ts';
import { storeOrder, workingReaders } from './lock-study.ts';
import { caseRecords, taskOf } from './records.ts';
import { withdrawLabels } from './settle.ts';

/** What is asked for. */
export interface RereadWish {
  readonly by: RereadBy;
  readonly count: number;
  readonly why: string;
}

/** Where a re-reading stands. */
export interface RereadStand {
  readonly caseId: string;
  readonly by: RereadBy;
  readonly asked: number;
  readonly pending: number;
  readonly why: string;
  readonly at: string;
}

interface Dealing {
  readonly tx: Tx;
  readonly study: Study;
  readonly loaded: LoadedStudy;
  readonly caseId: string;
  readonly caseName: string;
  readonly records: readonly AnswerRecord[];
}

/** Who may not be asked afresh: whoever was given the case, and whoever decided about it. */
async function knownTo(dealing: Dealing): Promise<readonly string[]> {
  const { tx, study, caseId } = dealing;
  const given = await assignmentsOfCase(tx, study.id, caseId);
  const decided = await listAdjudications(tx, study.id, caseId);
  return [
    ...given.map(({ readerId }) => readerId),
    ...decided.flatMap((row) => entriesOf(row).map(({ by }) => by)),
  ];
}

async function chosen(
  dealing: Dealing,
  by: RereadBy,
  count: number,
  round: number,
): Promise<readonly string[]> {
  const { tx, study, loaded, caseName, records } = dealing;
  const waiting = new Map<string, number>();
  for (const one of await countAssignments(tx, study.id)) {
    const isWaiting = one.kind === 'reading' && (one.state === 'open' || one.state === 'begun');
    if (isWaiting) waiting.set(one.readerId, (waiting.get(one.readerId) ?? 0) + one.count);
  }
  return rereaders({
    protocol: loaded.locked.protocol,
    caseId: caseName,
    by,
    count,
    readerIds: await workingReaders(tx, study, loaded),
    knownTo: await knownTo(dealing),
    records,
    waiting,
    round,
  });
}

/** Puts the case at the end of each reader's order. */
async function deal(dealing: Dealing, readerIds: readonly string[]): Promise<readonly string[]> {
  const { tx, study, loaded, caseId, caseName, records } = dealing;
  const { protocol } = loaded.locked;
  const secret = secretOf(study);
  const first = new Map(labelReads(records).map((one) => [one.readerId, one.taskId]));
  const tasks: string[] = [];
  for (const readerId of readerIds) {
    const stored = await orderOf(tx, study.id, readerId);
    const order =
      stored === null
        ? makeOrder({ protocol, readerId, secret, caseIds: [] })
        : (stored.document as ReaderOrder); // written by this server alone
    const repeatOf = first.get(readerId) ?? null;
    const request = { protocol, readerId, secret };
    const next = appendReread(order, request, { caseId: caseName, repeatOf });
    await storeOrder(tx, study.id, next, new Map([[caseName, caseId]]));
    tasks.push(found(next.entries.at(-1)).taskId);
  }
  return tasks;
}

/** The adjudication of a case begins anew, with what is to be read before. */
async function beginAnew(
  tx: Tx,
  study: Study,
  caseId: string,
  row: Adjudication | undefined,
  reread: Reread,
): Promise<void> {
  if (row !== undefined) {
    await saveAdjudication(tx, row.id, row.version, {
      state: 'withdrawn',
      document: row.document,
      reasons: reread.why,
    });
  }
  await openAdjudication(tx, {
    studyId: study.id,
    caseId,
    adjudicatorId: null,
    round: (row?.round ?? 0) + 1,
    document: { entries: [], reread },
  });
}

function standOf(
  caseId: string,
  reread: Reread,
  pending: number,
): Omit<RereadStand, 'caseId'> & { readonly caseId: string } {
  const { by, tasks, why, at } = reread;
  return { caseId, by, asked: tasks.length, pending, why, at };
}

/**
 * Has a case read again: the re-readings stand at the end of the readers' orders, its labels are open until they are
 * in, and what was decided about it is decided anew. Asked again while re-readings are pending it changes nothing.
 *
 * @throws room/not-found; room/bad-state for a case that is not read or readers that are not left
 */
export async function rereadCase(
  tx: Tx,
  asked: Study,
  loaded: LoadedStudy,
  caseName: string,
  wish: RereadWish,
): Promise<RereadStand & { readonly isNew: boolean }> {
  const study = await lockedStudy(tx, asked.id);
  const caseId = found(loaded.caseIdOf.get(caseName));
  const { protocol } = loaded.locked;
  const one = found(protocol.cases.find((other) => other.caseId === caseName));
  if (study.state !== 'locked') refuse('room/bad-state', 'The study is closed.', 'Leave it.');
  if (one.use !== 'measured') {
    refuse('room/bad-state', 'The case is not measured.', 'Choose one that readers were dealt.');
  }
  const records = await caseRecords(tx, loaded, caseId);
  const row = await rowOfCase(tx, study.id, caseId);
  const state = adjudicationCase(loaded, caseId, row, records);
  const before = rereadOf(row);
  const pending = state.pendingRereads ?? 0;
  if (before !== null && pending > 0) {
    return { ...standOf(caseName, before, pending), isNew: false };
  }
  if (state.reads.length < readsOf(one, protocol)) {
    refuse('room/bad-state', 'The case is being read still.', 'Wait for its readings.');
  }
  const dealing: Dealing = { tx, study, loaded, caseId, caseName, records };
  const readers = await chosen(dealing, wish.by, wish.count, (row?.round ?? 0) + 1);
  const wanted = wish.by === 'same' ? 1 : wish.count;
  if (readers.length < wanted) {
    const left = readers.length === 0 ? 'No reader is' : `Only ${readers.length} of them are`;
    refuse(
      'room/bad-state',
      wish.by === 'same'
        ? 'None of the readers of this case reads any more.'
        : `${left} left who may read this case and does not know it.`,
      'Add readers, ask for fewer, or let the same readers read it again.',
    );
  }
  const tasks = await deal(dealing, readers);
  const reread: Reread = { by: wish.by, tasks, why: wish.why, askedBy: tx.actor, at: tx.at };
  await beginAnew(tx, study, caseId, row, reread);
  await withdrawLabels(tx, await labelsOfCases(tx, study.id, [caseId]));
  await addMessage(tx, {
    studyId: study.id,
    authorId: tx.actor,
    kind: 'note',
    body: wish.why,
    caseId,
  });
  tx.record({
    chain: study.id,
    action: 'case.reread',
    object: { kind: 'case', id: caseId },
    why: wish.why,
    detail: { by: wish.by, readers: readers.length },
  });
  return { ...standOf(caseName, reread, tasks.length), isNew: true };
}

/** Re-readings that were asked for, the newest of each case. */
export async function rereadsOf(tx: ReadTx, loaded: LoadedStudy): Promise<readonly RereadStand[]> {
  const stands: RereadStand[] = [];
  for (const row of await listAdjudications(tx, loaded.studyId)) {
    const reread = row.state === 'withdrawn' ? null : rereadOf(row);
    if (reread === null) continue;
    const records = await caseRecords(tx, loaded, row.caseId);
    const { pendingRereads = 0, caseId } = adjudicationCase(loaded, row.caseId, row, records);
    stands.push(standOf(caseId, reread, pendingRereads));
  }
  return stands;
}

/**
 * Re-readings of a reader who reads no more, taken back or set aside: another takes each where one is left; where none
 * is, the case goes on with the readings there are.
 */
export async function replaceRereads(
  tx: Tx,
  study: Study,
  loaded: LoadedStudy,
  readerId: string,
): Promise<void> {
  for (const row of await listAdjudications(tx, study.id)) {
    const reread = row.state === 'withdrawn' ? null : rereadOf(row);
    if (reread === null) continue;
    const { caseId } = row;
    const given = await assignmentsOfCase(tx, study.id, caseId);
    const lost = given
      .filter((one) => one.readerId === readerId && isLost(one))
      .map((one) => taskOf(one).taskId)
      .filter((taskId) => reread.tasks.includes(taskId));
    if (lost.length === 0) continue;
    const records = await caseRecords(tx, loaded, caseId);
    const caseName = loaded.caseNameOf.get(caseId) ?? '';
    const dealing: Dealing = { tx, study, loaded, caseId, caseName, records };
    const round = row.round + reread.tasks.length;
    const readers = await chosen(dealing, 'others', lost.length, round);
    const kept = reread.tasks.filter((taskId) => !lost.includes(taskId));
    const tasks = [...kept, ...(await deal(dealing, readers))];
    await saveAdjudication(tx, row.id, row.version, {
      state: row.state,
      document: { ...Object(row.document), reread: { ...reread, tasks } },
    });
  }
}

function isLost({ state }: Assignment): boolean {
  return state === 'withdrawn' || state === 'requeued';
}
