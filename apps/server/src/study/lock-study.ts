import {
  lockProtocol as hashProtocol,
  planReading,
  type ReadingPlan,
  readProtocol,
  replanReading,
} from '@equipoise/annotation';
import type { ReaderOrder, StudyProtocol } from '@equipoise/domain';
import {
  addAssignments,
  addOrder,
  caseNames,
  hashDocument,
  listMembers,
  lockProtocol,
  moveAssignments,
  newestOrders,
  type ProtocolVersion,
  placeTasks,
  protocolVersion,
  type ReadTx,
  readsWithoutHolder,
  type Study,
  saveProtocol,
  servedPlaces,
  type Tx,
  taskNames,
  withdrawnTasks,
} from '@equipoise/store';
import { found, refuse, savedOrConflict } from '../http/refuse.ts';
import { examAttempts } from './find-next.ts';
import { giveInstructions, keepInstructions } from './instruction-arms.ts';
import { type LoadedStudy, secretOf } from './loaded-study.ts';
import { orderTask, preparingWork } from './records.ts';
import { tasksToReopen } from './reopen-tasks.ts';

/** What a lock made. */
export interface LockedStudy {
  readonly row: ProtocolVersion;
  readonly assigned: readonly { readonly readerId: string; readonly tasks: number }[];
}

interface Place {
  readonly path: readonly (string | number)[];
  readonly place: string;
  readonly message: string;
  readonly mend: string;
}

function notReady(issues: readonly Place[]): never {
  const [first] = issues;
  return refuse(
    'room/not-ready',
    `${first?.place ?? 'The protocol'} ${first?.message ?? 'is not ready'}.`,
    first?.mend ?? 'Correct it.',
    { issues: issues.slice(0, 200).map((one) => ({ ...one, path: [...one.path] })) },
  );
}

/** A protocol that may be locked, or a refusal naming every place. */
export function readyProtocol(document: unknown): StudyProtocol {
  const { protocol, issues } = readProtocol(document);
  if (protocol === null || issues.length > 0) return notReady(issues);
  return protocol;
}

/** Cases and readers of a protocol must be those of the study. */
async function checkPeopleAndCases(
  tx: Tx,
  study: Study,
  protocol: StudyProtocol,
): Promise<ReadonlyMap<string, string>> {
  const cases = new Map((await caseNames(tx, study.id)).map((one) => [one.name, one.id]));
  const members = await listMembers(tx, study.id);
  const has = new Set(
    members.filter(({ state }) => state === 'active').map((one) => `${one.accountId} ${one.role}`),
  );
  const issues: Place[] = [];
  protocol.cases.forEach((one, at) => {
    if (!cases.has(one.caseId)) {
      issues.push({
        path: ['cases', at, 'caseId'],
        place: `cases[${at}]`,
        message: 'is no case of the study',
        mend: 'Take its images in first, or remove it.',
      });
    }
  });
  protocol.readers.forEach((reader, at) => {
    reader.roles.forEach((role, place) => {
      if (has.has(`${reader.readerId} ${role}`)) return;
      issues.push({
        path: ['readers', at, 'roles', place],
        place: `readers[${at}]`,
        message: `has not the role ${role} in the study`,
        mend: 'Invite the person first, or remove the role.',
      });
    });
  });
  if (issues.length > 0) notReady(issues);
  return cases;
}

/** Readers of a protocol. */
export function readerIds(protocol: StudyProtocol): string[] {
  return protocol.readers
    .filter((reader) => reader.roles.includes('reader'))
    .map((reader) => reader.readerId);
}

function checkDealing(issues: ReadingPlan['issues']): void {
  if (issues.length === 0) return;
  notReady([
    {
      path: ['reads', 'perCase'],
      place: 'reads › perCase',
      message: `leaves ${issues.length} cases without enough readers`,
      mend: 'Add readers, or ask for fewer reads.',
    },
  ]);
}

/** Stores an order as the reader's newest, and the tasks that it adds. */
export async function storeOrder(
  tx: Tx,
  studyId: string,
  order: ReaderOrder,
  cases: ReadonlyMap<string, string>,
): Promise<void> {
  const { readerId } = order;
  await addOrder(tx, {
    studyId,
    readerId,
    seed: String(order.seed),
    algorithm: order.algorithm,
    document: order,
  });
  const known = new Set(await taskNames(tx, studyId, readerId, 'reading'));
  const added = order.entries.filter((entry) => !known.has(entry.taskId));
  await addAssignments(
    tx,
    added.map((entry, at) => ({
      studyId,
      caseId: found(cases.get(entry.caseId)),
      readerId,
      kind: 'reading',
      position: known.size + at,
      round: entry.period + 1,
      ...(entry.arm === null ? {} : { arm: entry.arm }),
      document: orderTask(entry),
    })),
  );
  const names = order.entries.map(({ taskId }) => taskId);
  await placeTasks(tx, studyId, readerId, 'reading', names);
}

/**
 * Locks a study on its newest protocol: checks it whole, hashes it, keeps its instructions, deals the cases and
 * stores every reader's order.
 *
 * @param version the version that was looked at
 * @throws room/not-ready naming every place; room/bad-state; room/conflict
 */
export async function lockStudy(tx: Tx, study: Study, version: number): Promise<LockedStudy> {
  const row = await protocolVersion(tx, study.id, study.protocolVersion);
  if (study.state !== 'draft' || row === null || row.version !== version) {
    refuse(
      'room/bad-state',
      `The study is ${study.state} at protocol version ${study.protocolVersion}.`,
      'Look at the newest version and lock that.',
    );
  }
  const ready = readyProtocol({ ...Object(found(row).document), studyId: study.id });
  const { protocol, hash } = hashProtocol(ready, { at: tx.at, by: tx.actor });
  const cases = await checkPeopleAndCases(tx, study, protocol);
  // What is hashed is what is stored: with every default written out.
  if (hashDocument(protocol) !== found(row).hash) {
    savedOrConflict(await saveProtocol(tx, study.id, version, protocol), (stored) => stored);
  }
  const lockedRow = await lockProtocol(tx, study.id, hash);
  await keepInstructions(tx, study.id, protocol, null);
  const readers = readerIds(protocol);
  await giveInstructions(tx, study.id, protocol, readers);
  const plan = planReading(protocol, readers, secretOf(study));
  checkDealing(plan.issues);
  const assigned: { readerId: string; tasks: number }[] = [];
  for (const order of plan.orders) {
    // With an exam work is dealt to those who pass, when they do.
    const isHeld = protocol.exam !== null;
    if (!isHeld) await storeOrder(tx, study.id, order, cases);
    assigned.push({ readerId: order.readerId, tasks: isHeld ? 0 : order.entries.length });
  }
  return { row: lockedRow, assigned };
}

/** Readers of a study who may get work: those of the protocol with a part in it, and with an exam those who passed. */
export async function workingReaders(
  tx: ReadTx,
  study: Study,
  loaded: LoadedStudy,
): Promise<readonly string[]> {
  const { protocol } = loaded.locked;
  const active = new Set(
    (await listMembers(tx, study.id))
      .filter((one) => one.role === 'reader' && one.state === 'active')
      .map((one) => one.accountId),
  );
  const working: string[] = [];
  for (const readerId of readerIds(protocol)) {
    if (!active.has(readerId)) continue;
    if (protocol.exam === null) working.push(readerId);
    else {
      const attempts = examAttempts(loaded, await preparingWork(tx, loaded, readerId));
      if (attempts.some(({ isPassed }) => isPassed)) working.push(readerId);
    }
  }
  return working;
}

/**
 * Deals out what has no reader: after an exam was passed, after a suspension, for cases of an amendment. Work that
 * somebody has stays; orders only grow.
 *
 * @param protocol in force from now on
 * @returns cases that cannot get their reads
 */
export async function dealAgain(
  tx: Tx,
  study: Study,
  loaded: LoadedStudy,
  protocol: StudyProtocol,
): Promise<readonly string[]> {
  const readers = await workingReaders(tx, study, loaded);
  const newest = new Map<string, ReaderOrder>();
  let round = 1;
  for (const row of await newestOrders(tx, study.id)) {
    newest.set(row.readerId, row.document as ReaderOrder); // written by this server alone
    round += row.revision;
  }
  const orders = [...newest.values()];
  const nameOf = (caseId: string): string => loaded.caseNameOf.get(caseId) ?? caseId;
  // Of readers who left and came back: others may have these cases by now.
  const idle = await withdrawnTasks(tx, study.id, readers, 'reading');
  const plan = replanReading({
    protocol,
    secret: secretOf(study),
    orders,
    readerIds: readers,
    servedCounts: await servedPlaces(tx, study.id, 'reading'),
    records: [
      ...(await readsWithoutHolder(tx, study.id, readers)).map((read) => ({
        caseId: nameOf(read.caseId),
        readerId: read.readerId,
        purpose: 'measured' as const,
        step: read.isSubmitted ? ('final' as const) : ('first' as const),
        isValid: !read.isSetAside,
      })),
      ...idle
        .filter(({ purpose, hasFirst }) => purpose === 'measured' && !hasFirst)
        .map(({ caseId, readerId }) => ({
          caseId: nameOf(caseId),
          readerId,
          purpose: 'measured' as const,
          step: 'first' as const,
          isValid: false,
        })),
    ],
    round,
  });
  const cases = new Map((await caseNames(tx, study.id)).map((one) => [one.name, one.id]));
  for (const order of plan.orders) {
    if (newest.get(order.readerId)?.hash !== order.hash)
      await storeOrder(tx, study.id, order, cases);
  }
  const missing = new Map(plan.issues.map((issue) => [issue.caseId, issue.missing]));
  const { reopened, lacking } = tasksToReopen(idle, missing, nameOf);
  await moveAssignments(tx, reopened, 'open', 'given back');
  return [...lacking].flatMap(([caseId, count]) => (count > 0 ? [caseId] : []));
}
