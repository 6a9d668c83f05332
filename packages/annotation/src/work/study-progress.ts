import type {
  AdjudicationCase,
  AnswerRecord,
  ProtocolCase,
  ReaderOrder,
  StudyProtocol,
} from '@equipoise/domain';
import { quantiles } from '@equipoise/stats';
import { adjudicationStep } from './adjudication-step.ts';
import { readsOf } from './may-read.ts';
import { labelReads, pendingRereads } from './reread.ts';

/** Where a case may stand. */
export const caseStates = ['open', 'reading', 'adjudication', 'settled', 'unresolved'] as const;

/** One of {@link caseStates}. */
export type CaseState = (typeof caseStates)[number];

/** Where a case stands. */
export interface CaseProgress {
  readonly caseId: string;
  readonly readsDone: number;
  readonly readsNeeded: number;
  readonly state: CaseState;
}

/** Where a reader stands. What the reader's own page shows: it tells no purpose of a case. */
export interface ReaderProgress {
  readonly readerId: string;
  readonly assignedCount: number;
  readonly doneCount: number;
  readonly leftCount: number;
  readonly activeMinutes: number;
  /** Median active seconds of a case; null before the first. */
  readonly medianSeconds: number | null;
  /** Median, and quarter points as a range; null before the first case. */
  readonly leftMinutes: {
    readonly typical: number;
    readonly low: number;
    readonly high: number;
  } | null;
}

/** Where a study stands. */
export interface StudyProgress {
  readonly cases: readonly CaseProgress[];
  readonly readers: readonly ReaderProgress[];
  readonly settledCount: number;
  readonly readsDone: number;
  readonly readsNeeded: number;
}

/**
 * Progress of one reader.
 *
 * @param order as stored
 * @param records answers of any readers
 */
export function readerProgress(
  order: ReaderOrder,
  records: readonly AnswerRecord[],
): ReaderProgress {
  const tasks = new Set(order.entries.map((entry) => entry.taskId));
  const own = records.filter((one) => one.step === 'final' && tasks.has(one.taskId));
  const doneCount = new Set(own.map((one) => one.taskId)).size;
  return progressOfSeconds(
    order.readerId,
    order.entries.length,
    doneCount,
    own.map((one) => one.activeSeconds),
  );
}

/**
 * Progress of one reader from what the cases took.
 *
 * @param seconds active seconds of the cases done
 */
export function progressOfSeconds(
  readerId: string,
  assignedCount: number,
  doneCount: number,
  seconds: readonly number[],
): ReaderProgress {
  const leftCount = assignedCount - doneCount;
  const [low, typical, high] = seconds.length === 0 ? [] : quantiles(seconds, [0.25, 0.5, 0.75]);
  const minutes = (each: number): number => (each * leftCount) / 60;
  return {
    readerId,
    assignedCount,
    doneCount,
    leftCount,
    activeMinutes: seconds.reduce((sum, one) => sum + one, 0) / 60,
    medianSeconds: seconds.length === 0 ? null : typical!,
    leftMinutes:
      seconds.length === 0
        ? null
        : { typical: minutes(typical!), low: minutes(low!), high: minutes(high!) },
  };
}

/**
 * Where one measured case stands.
 *
 * @param records answers to this case
 * @param entries of its adjudication
 * @param rereads tasks by which it is read again
 */
export function caseProgress(
  protocol: StudyProtocol,
  one: ProtocolCase,
  records: readonly AnswerRecord[],
  entries: AdjudicationCase['entries'],
  rereads: readonly string[] = [],
): CaseProgress {
  const reads = labelReads(records);
  const pending = pendingRereads(rereads, records);
  const readsNeeded = readsOf(one, protocol);
  const base = { caseId: one.caseId, readsDone: reads.length, readsNeeded };
  if (reads.length === 0) return { ...base, state: 'open' };
  if (reads.length < readsNeeded || pending > 0) return { ...base, state: 'reading' };
  const step = adjudicationStep(protocol, { caseId: one.caseId, reads, entries });
  if (step.kind === 'settled' || step.kind === 'unresolved') return { ...base, state: step.kind };
  return { ...base, state: 'adjudication' };
}

/**
 * Progress of a study by case and reader.
 *
 * @param orders of all readers
 * @param records all answers
 * @param adjudications entries of cases in adjudication, by case
 */
export function studyProgress(
  protocol: StudyProtocol,
  orders: readonly ReaderOrder[],
  records: readonly AnswerRecord[],
  adjudications: ReadonlyMap<string, AdjudicationCase['entries']> = new Map(),
): StudyProgress {
  const byCase = new Map<string, AnswerRecord[]>();
  for (const one of records) {
    const own = byCase.get(one.caseId);
    if (own === undefined) byCase.set(one.caseId, [one]);
    else own.push(one);
  }
  const cases = protocol.cases
    .filter((one) => one.use === 'measured')
    .map((one) =>
      caseProgress(
        protocol,
        one,
        byCase.get(one.caseId) ?? [],
        adjudications.get(one.caseId) ?? [],
      ),
    );
  return progressOfParts(
    cases,
    orders.map((order) => readerProgress(order, records)),
  );
}

/** Progress of a study from that of its cases and readers. */
export function progressOfParts(
  cases: readonly CaseProgress[],
  readers: readonly ReaderProgress[],
): StudyProgress {
  return {
    cases,
    readers,
    settledCount: cases.filter((one) => one.state === 'settled').length,
    readsDone: cases.reduce((sum, one) => sum + Math.min(one.readsDone, one.readsNeeded), 0),
    readsNeeded: cases.reduce((sum, one) => sum + one.readsNeeded, 0),
  };
}
