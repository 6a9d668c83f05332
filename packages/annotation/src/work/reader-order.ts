import type { OrderEntry, ProtocolCase, ReaderOrder, StudyProtocol } from '@equipoise/domain';
import { shuffleInPlace, type Uniform } from '@equipoise/stats';
import { fail } from '../errors.ts';
import { hashJson, sha256Hex } from '../protocol/sha256.ts';
import { studyStream } from '../protocol/study-stream.ts';
import { armSequences } from './arms.ts';
import type { DraftEntry } from './draft-entry.ts';
import { insertGold, insertRepeats, mirror } from './insert-hidden.ts';
import { isRereadFlipped, type RereadEntry } from './reread.ts';
import { stratifiedOrder } from './stratified-order.ts';

/** What an order is made of. */
export interface OrderRequest {
  readonly protocol: StudyProtocol;
  readonly readerId: string;
  /** Measured cases assigned to the reader. */
  readonly caseIds: readonly string[];
  /** Known to the server alone; makes ids that nobody else can compute. */
  readonly secret: string;
}

/** The stratum of a case by the names that an order balances. */
export function stratumOf(one: ProtocolCase, by: readonly string[]): string {
  return JSON.stringify(by.map((name) => one.strata[name] ?? null));
}

function seal(
  readerId: string,
  seed: number,
  entries: readonly OrderEntry[],
  missingRepeats: number,
): ReaderOrder {
  const algorithm = 'interleaved-strata/1';
  const hash = hashJson({ readerId, algorithm, seed, entries });
  return { readerId, algorithm, seed, entries, missingRepeats, hash };
}

/** Whether an order is the one that was stored. */
export function isOrderIntact(order: ReaderOrder): boolean {
  const { readerId, algorithm, seed, entries } = order;
  return hashJson({ readerId, algorithm, seed, entries }) === order.hash;
}

/**
 * The id of a served task: the same occasion has the same id, and nobody without the secret can tell which case it is.
 *
 * @param occasion tells servings of one case to one reader apart, such as `exam-0`
 */
export function taskIdOf(
  request: Pick<OrderRequest, 'protocol' | 'readerId' | 'secret'>,
  caseId: string,
  occasion: string,
): string {
  const { secret, readerId, protocol } = request;
  return sha256Hex(JSON.stringify([secret, protocol.studyId, readerId, caseId, occasion])).slice(
    0,
    32,
  );
}

function taskNamer(request: OrderRequest, used: readonly OrderEntry[]): (caseId: string) => string {
  const times = new Map<string, number>();
  for (const { caseId } of used) times.set(caseId, (times.get(caseId) ?? 0) + 1);
  return (caseId) => {
    const time = times.get(caseId) ?? 0;
    times.set(caseId, time + 1);
    return taskIdOf(request, caseId, `order-${time}`);
  };
}

function named(drafts: readonly DraftEntry[], name: (caseId: string) => string): OrderEntry[] {
  const ids = new Map<DraftEntry, string>();
  for (const draft of drafts) ids.set(draft, name(draft.caseId));
  return drafts.map((draft) => ({
    taskId: ids.get(draft)!,
    caseId: draft.caseId,
    purpose: draft.purpose,
    repeatOf: draft.original === null ? null : (ids.get(draft.original) ?? null),
    isFlipped: draft.isFlipped,
    arm: draft.arm,
    period: draft.period,
  }));
}

function ordered(
  protocol: StudyProtocol,
  cases: readonly ProtocolCase[],
  uniform: Uniform,
): readonly ProtocolCase[] {
  const { kind, by } = protocol.order;
  if (kind === 'fixed') return cases;
  if (kind === 'random') return shuffleInPlace([...cases], uniform);
  return stratifiedOrder(cases, (one) => stratumOf(one, by), uniform);
}

function casesOf(request: OrderRequest): ProtocolCase[] {
  const wanted = new Set(request.caseIds);
  const found = request.protocol.cases.filter((one) => wanted.has(one.caseId));
  if (found.length !== wanted.size || wanted.size !== request.caseIds.length) {
    fail(
      'annotation/unknown-name',
      'A case of an order is not in the protocol, or stands there twice.',
      'Assign cases of the protocol, each once.',
    );
  }
  return found;
}

/** Measured cases with their arms, period after period. */
function drafts(request: OrderRequest, uniform: Uniform): DraftEntry[] {
  const { protocol, readerId } = request;
  const cases = ordered(protocol, casesOf(request), uniform);
  const plain = { purpose: 'measured' as const, original: null, isFlipped: false };
  const rule = protocol.arms;
  if (rule === null) return cases.map(({ caseId }) => ({ ...plain, caseId, arm: null, period: 0 }));
  const sequence = armSequences(protocol).get(readerId) ?? rule.arms.map((arm) => arm.id);
  // Cases are dealt into as many blocks as there are arms, in one order for all readers.
  const deal = stratifiedOrder(
    protocol.cases,
    (one) => stratumOf(one, protocol.order.by),
    studyStream(protocol.seed, 'blocks'),
  );
  const block = new Map(deal.map(({ caseId }, at) => [caseId, at % sequence.length]));
  const periods = rule.design === 'crossover' ? sequence.length : 1;
  return Array.from({ length: periods }, (_, period) => {
    const inPeriod = period === 0 ? cases : ordered(protocol, cases, uniform);
    return inPeriod.map(({ caseId }) => {
      const arm = sequence[(period + block.get(caseId)!) % sequence.length]!;
      return { ...plain, caseId, arm, period };
    });
  }).flat();
}

/**
 * The order in which one reader gets cases: stratified, with arms, hidden gold and repeats, from the protocol's seed
 * and the reader's id alone, so that other readers change nothing in it.
 *
 * @throws annotation/unknown-name for a case that the protocol does not have
 */
export function makeOrder(request: OrderRequest): ReaderOrder {
  const { protocol, readerId } = request;
  const uniform = studyStream(protocol.seed, 'order', readerId);
  const base = drafts(request, uniform);
  const { entries, missing } =
    protocol.repeats === null
      ? { entries: base, missing: 0 }
      : insertRepeats(base, protocol.repeats, uniform);
  const gold = protocol.cases.filter((one) => one.use === 'gold').map((one) => one.caseId);
  const withGold =
    protocol.gold === null ? entries : insertGold(entries, gold, protocol.gold, uniform);
  const shown = protocol.repeats?.isFlipped === true ? mirror(withGold, uniform) : withGold;
  return seal(readerId, protocol.seed, named(shown, taskNamer(request, [])), missing);
}

/**
 * Adds cases to an order. What was served stays where it is, what waits keeps its order; new cases stand at random
 * places behind what was served, in the first period.
 *
 * @param order as stored
 * @param request as for {@link makeOrder}; `caseIds` are the new cases only
 * @param servedCount entries from the start that the reader has opened
 * @throws annotation/unknown-name; annotation/bad-argument when a case is there already
 */
export function extendOrder(
  order: ReaderOrder,
  request: OrderRequest,
  servedCount: number,
): ReaderOrder {
  const present = new Set(order.entries.map((entry) => entry.caseId));
  if (request.caseIds.some((caseId) => present.has(caseId))) {
    fail('annotation/bad-argument', 'A case to add stands in the order already.', 'Add new cases.');
  }
  const { protocol, readerId } = request;
  const uniform = studyStream(protocol.seed, 'extend', readerId, order.hash);
  const added = named(drafts(request, uniform), taskNamer(request, order.entries));
  const entries = [...order.entries];
  for (const entry of added) {
    // A later period stays behind the earlier one of the same case.
    const before = entries.findLastIndex((one) => one.caseId === entry.caseId);
    const own = entries.findIndex((one) => one.period >= entry.period);
    const from = Math.max(servedCount, before + 1, own < 0 ? entries.length : own);
    const ahead = entries.findIndex((one, at) => at >= from && one.period > entry.period);
    const to = ahead < 0 ? entries.length : ahead;
    entries.splice(from + Math.floor(uniform() * (to - from + 1)), 0, entry);
  }
  return seal(readerId, order.seed, entries, order.missingRepeats);
}

/**
 * Puts a re-reading behind everything else in an order; nothing that stands in it moves. It is read without model
 * output, whatever the arms of the study are.
 *
 * @param order as stored
 * @param request whose order; its cases are not looked at
 */
export function appendReread(
  order: ReaderOrder,
  request: Pick<OrderRequest, 'protocol' | 'readerId' | 'secret'>,
  entry: RereadEntry,
): ReaderOrder {
  const { caseId, repeatOf } = entry;
  const time = order.entries.filter((one) => one.caseId === caseId).length;
  const added: OrderEntry = {
    taskId: taskIdOf(request, caseId, `order-${time}`),
    caseId,
    purpose: 'reread',
    repeatOf,
    isFlipped: isRereadFlipped(request.protocol, order, entry),
    arm: null,
    period: 0,
  };
  return seal(order.readerId, order.seed, [...order.entries, added], order.missingRepeats);
}
