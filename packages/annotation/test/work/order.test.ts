import {
  armSequences,
  balancedLatinSquare,
  extendOrder,
  isOrderIntact,
  makeOrder,
  nextTask,
  readerTask,
  stratifiedOrder,
} from '@equipoise/annotation';
import type { OrderEntry, ReaderOrder, StudyProtocol } from '@equipoise/domain';
import { randomStream } from '@equipoise/stats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minutesIn, numbered, says, smallProtocol } from '../reading-room.ts';

const request = (protocol: StudyProtocol, readerId = 'r1', caseIds?: readonly string[]) => ({
  protocol,
  readerId,
  secret: 'hidden',
  caseIds:
    caseIds ?? protocol.cases.filter((one) => one.use === 'measured').map((one) => one.caseId),
});
const caseList = (count: number, use = 'measured', prefix = 'c') =>
  numbered(count, prefix).map((caseId, at) => ({
    caseId,
    use,
    strata: { site: at % 4 === 0 ? 'A' : 'B' },
    reference: use === 'measured' ? [] : [says(at % 2 === 0 ? 'yes' : 'no')],
  }));

describe('the order of a reader', () => {
  it('every stretch from the start holds each stratum in its share', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 60, maxLength: 120 }),
        fc.nat(),
        (list, seed) => {
          const order = stratifiedOrder(list, (one) => one, randomStream(seed));
          expect([...order].sort()).toEqual([...list].sort());
          const strata = new Set(list).size;
          for (const name of new Set(list)) {
            const share = list.filter((one) => one === name).length / list.length;
            let count = 0;
            order.forEach((one, at) => {
              if (one === name) count += 1;
              expect(Math.abs(count - share * (at + 1))).toBeLessThan(1 + strata * share + 1e-9);
            });
          }
        },
      ),
      { numRuns: 60 },
    );
  });
  it('hangs on the seed and the reader alone, is hashed, and differs between readers', () => {
    const protocol = smallProtocol({ cases: caseList(40) });
    const one = makeOrder(request(protocol));
    expect(makeOrder(request({ ...protocol, readers: protocol.readers.slice(0, 2) }))).toEqual(one);
    expect(isOrderIntact(one)).toBe(true);
    const swapped: ReaderOrder = {
      ...one,
      entries: [one.entries[1]!, one.entries[0]!, ...one.entries.slice(2)],
    };
    expect(isOrderIntact(swapped)).toBe(false);
    const ids = (order: ReaderOrder) => order.entries.map((entry) => entry.caseId).join();
    expect(ids(makeOrder(request(protocol, 'r2')))).not.toBe(ids(one));
    expect(ids(makeOrder(request({ ...protocol, seed: 8 })))).not.toBe(ids(one));
    expect(ids(makeOrder(request({ ...protocol, order: { kind: 'fixed', by: [] } })))).toBe(
      protocol.cases.map((entry) => entry.caseId).join(),
    );
  });
  it('adding cases moves nothing that was done, and keeps the order of what waits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 10 }),
        fc.nat(30),
        fc.nat(1000),
        (old, more, served, seed) => {
          const all = caseList(old + more);
          const protocol = smallProtocol({
            cases: all,
            seed,
            repeats: { rate: 0.2, afterCases: 3 },
          });
          const ids = all.map((one) => one.caseId);
          const order = makeOrder(request(protocol, 'r1', ids.slice(0, old)));
          const done = Math.min(served, order.entries.length);
          const longer = extendOrder(order, request(protocol, 'r1', ids.slice(old)), done);
          expect(longer.entries.slice(0, done)).toEqual(order.entries.slice(0, done));
          const known = new Set(order.entries.map((entry) => entry.taskId));
          expect(longer.entries.filter((entry) => known.has(entry.taskId))).toEqual(order.entries);
          expect(longer.entries).toHaveLength(order.entries.length + more);
          expect(new Set(longer.entries.map((entry) => entry.taskId)).size).toBe(
            longer.entries.length,
          );
          expect(isOrderIntact(longer)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('hidden cases', () => {
  const cases = [...caseList(200), ...caseList(60, 'gold', 'g')];
  const protocol = smallProtocol({
    cases,
    gold: { rate: 0.1 },
    repeats: { rate: 0.05, afterCases: 30, isFlipped: true },
  });
  const order = makeOrder(request(protocol));

  it('gold has its rate, spread over the order, each case once', () => {
    const gold = order.entries.flatMap((entry, at) => (entry.purpose === 'gold' ? [at] : []));
    expect(gold.length / order.entries.length).toBeCloseTo(0.1, 2);
    expect(new Set(gold.map((at) => order.entries[at]!.caseId)).size).toBe(gold.length);
    const half = order.entries.length / 2;
    expect(Math.abs(gold.filter((at) => at < half).length - gold.length / 2)).toBeLessThanOrEqual(
      1,
    );
  });
  it('repeats come with at least so many cases in between, mirrored the other way', () => {
    const at = new Map(order.entries.map((entry, place) => [entry.taskId, place]));
    const repeats = order.entries.filter((entry) => entry.purpose === 'repeat');
    expect(repeats).toHaveLength(10);
    for (const entry of repeats) {
      const first = order.entries[at.get(entry.repeatOf!)!]!;
      expect(first.caseId).toBe(entry.caseId);
      expect(at.get(entry.taskId)! - at.get(first.taskId)! - 1).toBeGreaterThanOrEqual(30);
      expect(entry.isFlipped).toBe(!first.isFlipped);
    }
    const flipped = order.entries.filter((entry) => entry.isFlipped).length / order.entries.length;
    expect(flipped).toBeGreaterThan(0.35);
    expect(flipped).toBeLessThan(0.65);
    const short = smallProtocol({ cases: caseList(10), repeats: { rate: 0.5, afterCases: 8 } });
    expect(makeOrder(request(short)).missingRepeats).toBe(3);
  });
  it('the least distance of a repeat is met and reached, whatever the seed', () => {
    let least = Number.POSITIVE_INFINITY;
    for (let seed = 0; seed < 200; seed += 1) {
      const small = smallProtocol({
        seed,
        cases: caseList(20),
        repeats: { rate: 0.5, afterCases: 10 },
      });
      const { entries } = makeOrder(request(small));
      const place = new Map(entries.map((entry, at) => [entry.taskId, at]));
      for (const entry of entries) {
        if (entry.repeatOf === null) continue;
        least = Math.min(least, place.get(entry.taskId)! - place.get(entry.repeatOf)! - 1);
      }
    }
    expect(least).toBe(10);
  });
  it('nothing that a reader gets tells what a case is for', () => {
    const shapes = order.entries.map((entry) => {
      const task = readerTask(entry, protocol, { doneCount: 1, leftCount: 2 });
      const types = Object.entries(task).map(([key, value]) => `${key}:${typeof value}`);
      return `${types.join()} ${task.taskId.length} ${JSON.stringify(task).length}`;
    });
    const plain = shapes.map((shape) => shape.replace(/ \d+$/, ''));
    expect(new Set(plain).size).toBe(1);
    const text = JSON.stringify(
      order.entries.map((entry) => readerTask(entry, protocol, { doneCount: 0, leftCount: 9 })),
    );
    for (const word of ['gold', 'repeat', 'measured', 'c001', 'g01'])
      expect(text).not.toContain(word);
    // The same case has another id each time, and nobody without the secret can make one.
    const repeat = order.entries.find((entry) => entry.repeatOf !== null)!;
    expect(repeat.taskId).not.toBe(repeat.repeatOf);
    const other = makeOrder({ ...request(protocol), secret: 'guess' });
    expect(other.entries.some((entry, at) => entry.taskId === order.entries[at]!.taskId)).toBe(
      false,
    );
    // First digits of ids are even over purposes: an id is no hint either.
    const low = (purpose: string) => {
      const ids = order.entries
        .filter((entry) => entry.purpose === purpose)
        .map((entry) => entry.taskId);
      return ids.filter((id) => id < '8').length / ids.length;
    };
    expect(Math.abs(low('gold') - low('measured'))).toBeLessThan(0.35);
  });
});

describe('arms', () => {
  it('a balanced Latin square has every treatment in every place and after every other equally often', () => {
    for (let n = 1; n <= 9; n += 1) {
      const square = balancedLatinSquare(n);
      const after = new Map<string, number>();
      for (let place = 0; place < n; place += 1) {
        const column = square.map((row) => row[place]!);
        for (let one = 0; one < n; one += 1) {
          expect(column.filter((other) => other === one)).toHaveLength(square.length / n);
        }
      }
      for (const row of square) {
        expect(new Set(row).size).toBe(n);
        for (let i = 1; i < n; i += 1) {
          const key = `${row[i - 1]}>${row[i]}`;
          after.set(key, (after.get(key) ?? 0) + 1);
        }
      }
      expect(after.size).toBe(n * (n - 1));
      expect(new Set(after.values()).size).toBeLessThanOrEqual(1);
    }
  });

  const arms = {
    arms: [{ id: 'alone' }, { id: 'aided', model: 'from-the-start' }],
    washOutDays: 14,
  };
  const crossover = smallProtocol({ cases: caseList(40), arms: { ...arms, design: 'crossover' } });

  it('a crossover gives every reader every case once in every arm, both arms in each period', () => {
    for (const readerId of ['r1', 'r2', 'r3', 'r4']) {
      const { entries } = makeOrder(request(crossover, readerId));
      expect(new Set(entries.map((entry) => `${entry.caseId} ${entry.arm}`)).size).toBe(80);
      for (const period of [0, 1]) {
        const own = entries.filter((entry) => entry.period === period);
        expect(own).toHaveLength(40);
        expect(own.filter((entry) => entry.arm === 'aided')).toHaveLength(20);
      }
    }
    const first = [...armSequences(crossover).values()].map((sequence) => sequence[0]);
    expect(first.filter((arm) => arm === 'alone')).toHaveLength(2);
  });
  it('a split gives every reader every case in one arm, and each case both arms over readers', () => {
    const split = smallProtocol({ cases: caseList(40), arms: { ...arms, design: 'split' } });
    const byCase = new Map<string, string[]>();
    for (const readerId of ['r1', 'r2', 'r3', 'r4']) {
      const { entries } = makeOrder(request(split, readerId));
      expect(entries).toHaveLength(40);
      for (const { caseId, arm } of entries)
        byCase.set(caseId, [...(byCase.get(caseId) ?? []), arm!]);
    }
    for (const list of byCase.values())
      expect(list.filter((arm) => arm === 'aided')).toHaveLength(2);
  });
  it('the wash-out is kept to the minute', () => {
    const { entries } = makeOrder(request(crossover));
    const order = makeOrder(request(crossover));
    const done = entries
      .slice(0, 40)
      .map((entry, at) => ({ ...entry, submittedAt: minutesIn(at) }));
    const second = entries.slice(40);
    const days = 14 * 24 * 60;
    const first = nextTask(order, crossover, done, minutesIn(40));
    expect(first).toEqual({ kind: 'wait', until: minutesIn(days) });
    const early = nextTask(order, crossover, done, minutesIn(days));
    expect(early.kind === 'serve' && early.entry.caseId).toBe(done[0]!.caseId);
    const late = nextTask(order, crossover, done, minutesIn(days + 40));
    expect(late.kind === 'serve' && late.entry).toEqual(second[0]);
  });
});

describe('the next task', () => {
  it('walks through the order, holds a repeat back until enough lies between, and ends', () => {
    const protocol = smallProtocol({
      cases: caseList(20),
      repeats: { rate: 0.2, afterCases: 5, afterDays: 2 },
    });
    const order = makeOrder(request(protocol));
    const done: (OrderEntry & { submittedAt: string })[] = [];
    let now = 0;
    for (let turn = 0; turn < 100; turn += 1) {
      const next = nextTask(order, protocol, done, minutesIn(now));
      if (next.kind === 'done') break;
      if (next.kind === 'wait') {
        now = 2 * 24 * 60 + 30;
        expect(Date.parse(next.until)).toBeLessThanOrEqual(Date.parse(minutesIn(now)));
        continue;
      }
      done.push({ ...next.entry, submittedAt: minutesIn(now) });
      now += 1;
    }
    expect(done).toHaveLength(24);
    const at = new Map(done.map((entry) => [entry.taskId, entry]));
    for (const entry of done.filter((one) => one.repeatOf !== null)) {
      const gap = Date.parse(entry.submittedAt) - Date.parse(at.get(entry.repeatOf!)!.submittedAt);
      expect(gap).toBeGreaterThanOrEqual(2 * 86_400_000);
    }
  });
});
