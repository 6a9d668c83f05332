import type { AnswerRecord, ReaderOrder, StudyProtocol } from '@equipoise/domain';
import { hashJson } from '../protocol/sha256.ts';
import { type Assignment, assignReads, type CaseReader } from './assign-reads.ts';
import { measuredReads } from './measured-reads.ts';
import { extendOrder, makeOrder } from './reader-order.ts';

/** Who reads what in which order. */
export interface ReadingPlan {
  readonly orders: readonly ReaderOrder[];
  readonly issues: Assignment['issues'];
  /** SHA-256 of the hashes of all orders, by reader. */
  readonly hash: string;
}

/** What a change of the plan needs of an answer. */
export type ReadRecord = Pick<AnswerRecord, 'caseId' | 'readerId' | 'purpose' | 'step' | 'isValid'>;

/** What a change of the plan is told. */
export interface ReplanRequest {
  readonly protocol: StudyProtocol;
  readonly secret: string;
  /** The plan in force. */
  readonly orders: readonly ReaderOrder[];
  /** Who gets work from now on: those qualified and not suspended. */
  readonly readerIds: readonly string[];
  /** Entries from the start of each order that the reader has opened. */
  readonly servedCounts: ReadonlyMap<string, number>;
  /**
   * Answers: those set aside, whose readers do not get those cases again, and those of readers who get no more work.
   * What others hold stands in their orders.
   */
  readonly records: readonly ReadRecord[];
  /** Counts changes of the plan, from 1. */
  readonly round: number;
}

function plan(orders: readonly ReaderOrder[], issues: Assignment['issues']): ReadingPlan {
  const hashes = orders.map(({ readerId, hash }) => ({ readerId, hash }));
  hashes.sort((a, b) => (a.readerId < b.readerId ? -1 : 1));
  return { orders, issues, hash: hashJson(hashes) };
}

/**
 * Deals the cases and makes the orders, as at the lock.
 *
 * @param readerIds who gets work: all readers, or with an exam those who passed
 * @param secret known to the server alone
 */
export function planReading(
  protocol: StudyProtocol,
  readerIds: readonly string[],
  secret: string,
): ReadingPlan {
  const { byReader, issues } = assignReads({ protocol, readerIds });
  const orders = readerIds.map((readerId) =>
    makeOrder({ protocol, readerId, secret, caseIds: byReader.get(readerId)! }),
  );
  return plan(orders, issues);
}

/**
 * Deals out what has no reader: after a suspension, for a reader who qualified later, for cases that were added. Work
 * that somebody has stays with them; orders only grow. Orders of readers who get no more work stay as they are.
 *
 * @throws what {@link assignReads} and {@link extendOrder} throw
 */
export function replanReading(request: ReplanRequest): ReadingPlan {
  const { protocol, secret, orders, readerIds, servedCounts, records, round } = request;
  const isActive = new Set(readerIds);
  const barred = records.filter((one) => !one.isValid && one.purpose === 'measured');
  // A case that somebody reads again is none to be dealt to the same person.
  const rereads = orders.flatMap(({ readerId, entries }) =>
    entries.flatMap(({ purpose, caseId }) => (purpose === 'reread' ? [{ caseId, readerId }] : [])),
  );
  const isBarred = new Set(barred.map((one) => JSON.stringify([one.caseId, one.readerId])));
  const held = orders
    .filter((order) => isActive.has(order.readerId))
    .flatMap(({ readerId, entries }) =>
      entries
        .filter((entry) => entry.purpose === 'measured')
        .map((entry) => ({ caseId: entry.caseId, readerId }))
        .filter((one) => !isBarred.has(JSON.stringify([one.caseId, one.readerId]))),
    );
  const done = measuredReads(records).filter((one) => !isActive.has(one.readerId));
  const fixed: readonly CaseReader[] = [...held, ...done];
  const { byReader, issues } = assignReads({
    protocol,
    readerIds,
    fixed,
    barred: [...barred, ...rereads],
    round,
  });
  const known = new Map(orders.map((order) => [order.readerId, order]));
  const renewed = readerIds.map((readerId) => {
    const order = known.get(readerId);
    const caseIds = byReader.get(readerId)!;
    if (order === undefined) return makeOrder({ protocol, readerId, secret, caseIds });
    const present = new Set(order.entries.map((entry) => entry.caseId));
    const added = caseIds.filter((caseId) => !present.has(caseId));
    if (added.length === 0) return order;
    const served = servedCounts.get(readerId) ?? 0;
    return extendOrder(order, { protocol, readerId, secret, caseIds: added }, served);
  });
  const others = orders.filter((order) => !isActive.has(order.readerId));
  return plan([...renewed, ...others], issues);
}
