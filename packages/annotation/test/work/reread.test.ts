import {
  adjudicationStep,
  appendReread,
  caseProgress,
  intraReader,
  isOrderIntact,
  labelReads,
  makeOrder,
  pendingRereads,
  planReading,
  replanReading,
  rereaders,
} from '@equipoise/annotation';
import type { AnswerRecord } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { minutesIn, numbered, record, says, smallProtocol } from '../reading-room.ts';

const readerIds = numbered(5, 'r');
const protocol = smallProtocol({
  readers: readerIds.map((readerId) => ({ readerId, roles: ['reader'] })),
  adjudication: { kind: 'senior', hasOwnReadFirst: false },
});
const secret = 'secret';
const caseId = protocol.cases[0]?.caseId ?? '';

const read = (readerId: string, value: string, parts: Partial<AnswerRecord> = {}): AnswerRecord =>
  record({
    caseId,
    readerId,
    taskId: `${readerId} ${parts.purpose ?? 'measured'} ${parts.submittedAt ?? ''}`,
    answers: [says(value)],
    ...parts,
  });

describe('a case that is read again', () => {
  const records = [read('r1', 'yes'), read('r2', 'no')];
  const again = read('r1', 'no', { purpose: 'reread', submittedAt: minutesIn(90) });

  it('rests on the newest re-reading of each reader, and on first readings else', () => {
    const later = read('r1', 'yes', { purpose: 'reread', submittedAt: minutesIn(99) });
    const other = read('r3', 'no', { purpose: 'reread', submittedAt: minutesIn(95) });
    const setAside = { ...later, isValid: false };
    const ids = (list: readonly AnswerRecord[]) => labelReads(list).map(({ taskId }) => taskId);
    expect(ids(records)).toEqual(records.map(({ taskId }) => taskId));
    expect(ids([...records, again, other])).toEqual([
      again.taskId,
      records[1]?.taskId,
      other.taskId,
    ]);
    expect(ids([later, ...records, again])).toEqual([later.taskId, records[1]?.taskId]);
    expect(ids([...records, again, setAside])).toEqual([again.taskId, records[1]?.taskId]);
  });

  it('waits for what was asked, whatever readings there are, and settles anew behind it', () => {
    const tasks = [again.taskId];
    const one = protocol.cases[0];
    if (one === undefined) throw new Error('no case');
    const agreed = [read('r1', 'yes'), read('r2', 'yes')];
    const reads = agreed.map(({ answerId, readerId, answers }) => {
      return { answerId, readerId, answers };
    });
    const state = { caseId, reads, entries: [] };
    expect(adjudicationStep(protocol, state).kind).toBe('settled');
    expect(adjudicationStep(protocol, { ...state, pendingRereads: 1 })).toEqual({
      kind: 'waiting-for-reads',
      missing: 1,
    });
    expect(caseProgress(protocol, one, agreed, [], tasks).state).toBe('reading');
    expect(caseProgress(protocol, one, [...agreed, again], [], tasks).state).toBe('adjudication');
    expect(pendingRereads(tasks, agreed)).toBe(1);
    expect(pendingRereads(tasks, [...agreed, { ...again, isValid: false }])).toBe(0);
    expect(pendingRereads(tasks, [{ ...again, step: 'first' as const }])).toBe(1);
  });

  it('is no repeat that tells how a reader agrees with the own readings', () => {
    const repeat = { ...again, repeatOf: records[0]?.taskId ?? '' };
    expect(intraReader(protocol, [...records, repeat])).toEqual([]);
    const chance = { ...repeat, purpose: 'repeat' as const };
    expect(intraReader(protocol, [...records, chance])).toHaveLength(1);
  });

  it('goes to the least loaded of those who do not know it, or to those who read it', () => {
    const asked = {
      protocol,
      caseId,
      by: 'others' as const,
      count: 2,
      readerIds,
      knownTo: ['r3'],
      records,
      waiting: new Map([['r4', 7]]),
      round: 1,
    };
    expect(rereaders(asked)).toEqual(['r5', 'r4']);
    expect(rereaders({ ...asked, count: 1 })).toEqual(['r5']);
    expect(rereaders({ ...asked, readerIds: ['r1', 'r4'] })).toEqual(['r4']);
    expect(rereaders({ ...asked, by: 'same', count: 1 })).toEqual(['r1', 'r2']);
    expect(rereaders({ ...asked, by: 'same', readerIds: ['r2', 'r5'] })).toEqual(['r2']);
    // Among equals it is chance, and the same chance each time.
    const free = { ...asked, knownTo: [], waiting: new Map<string, number>(), count: 1 };
    const drawn = numbered(40, '').map((_, round) => rereaders({ ...free, round })[0]);
    expect(new Set(drawn)).toEqual(new Set(['r3', 'r4', 'r5']));
    expect(numbered(40, '').map((_, round) => rereaders({ ...free, round })[0])).toEqual(drawn);
  });

  it('stands behind everything else in an order, which stays what it was', () => {
    const plan = planReading(protocol, readerIds, secret);
    const order = plan.orders[0];
    if (order === undefined) throw new Error('no order');
    const request = { protocol, readerId: order.readerId, secret };
    const first = order.entries[0];
    if (first === undefined) throw new Error('no entry');
    const same = appendReread(order, request, { caseId: first.caseId, repeatOf: first.taskId });
    expect(same.entries.slice(0, -1)).toEqual(order.entries);
    expect(same.entries.at(-1)).toMatchObject({
      caseId: first.caseId,
      purpose: 'reread',
      repeatOf: first.taskId,
      isFlipped: false,
      arm: null,
    });
    expect(isOrderIntact(same)).toBe(true);
    const twice = appendReread(same, request, { caseId: first.caseId, repeatOf: null });
    expect(new Set(twice.entries.map(({ taskId }) => taskId)).size).toBe(twice.entries.length);
  });

  it('is not dealt as a new case to who reads it again', () => {
    const { orders } = planReading(protocol, readerIds, secret);
    const has = (readerId: string, name: string): boolean =>
      orders.some(
        (order) =>
          order.readerId === readerId && order.entries.some((entry) => entry.caseId === name),
      );
    // Two readers have the case, a third reads it again, a fourth is left.
    const holders = readerIds.filter((readerId) => has(readerId, caseId));
    const [out = ''] = holders;
    const others = readerIds.filter((readerId) => !holders.includes(readerId));
    const [again1 = ''] = others;
    const changed = orders.map((order) =>
      order.readerId === again1
        ? appendReread(order, { protocol, readerId: again1, secret }, { caseId, repeatOf: null })
        : order,
    );
    const plan = replanReading({
      protocol,
      secret,
      orders: changed,
      readerIds: readerIds.filter((readerId) => readerId !== out),
      servedCounts: new Map(),
      records: [],
      round: 1,
    });
    const measured = plan.orders
      .filter(({ readerId }) => readerId !== out)
      .flatMap(({ readerId, entries }) =>
        entries
          .filter((entry) => entry.caseId === caseId && entry.purpose === 'measured')
          .map(() => readerId),
      );
    expect(measured).toHaveLength(2);
    expect(measured).not.toContain(again1);
  });

  it('is mirrored the other way where servings are mirrored', () => {
    const mirrored = smallProtocol({
      ...protocol,
      repeats: { rate: 0.2, afterCases: 1, afterDays: 0, isFlipped: true },
    });
    const readerId = 'r1';
    const caseIds = mirrored.cases.map((one) => one.caseId);
    const order = makeOrder({ protocol: mirrored, readerId, secret, caseIds });
    for (const first of order.entries.slice(0, 6)) {
      const next = appendReread(
        order,
        { protocol: mirrored, readerId, secret },
        { caseId: first.caseId, repeatOf: first.taskId },
      );
      expect(next.entries.at(-1)?.isFlipped).toBe(!first.isFlipped);
    }
  });
});
