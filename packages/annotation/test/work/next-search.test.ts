import {
  countSince,
  holdsSitting,
  type NextTask,
  nextTask,
  onceDone,
  type ServedTask,
  searchNext,
  sittingState,
  type TimedRecord,
  type WaitingTask,
} from '@equipoise/annotation';
import type { OrderEntry, ReaderOrder, StudyProtocol } from '@equipoise/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallProtocol } from '../reading-room.ts';

const start = Date.parse('2026-01-05T09:00:00.000Z');
const hour = 3_600_000;
const text = (hours: number): string => new Date(start + hours * hour).toISOString();

/** The rule as the protocol's chapter says it, looked up in all that was done: slow and plain. */
function plainly(
  order: ReaderOrder,
  protocol: StudyProtocol,
  done: readonly ServedTask[],
  now: string,
): NextTask {
  const waits: number[] = [];
  const short: OrderEntry[] = [];
  for (const entry of order.entries) {
    if (done.some(({ taskId }) => taskId === entry.taskId)) continue;
    const rule = entry.repeatOf === null ? null : protocol.repeats;
    if (rule !== null) {
      const at = done.findIndex(({ taskId }) => taskId === entry.repeatOf);
      if (at < 0 || done.slice(at + 1).length < rule.afterCases) {
        short.push(entry);
        continue;
      }
    }
    const days = rule?.afterDays ?? protocol.arms?.washOutDays ?? 0;
    const from = done
      .filter(({ caseId }) => caseId === entry.caseId)
      .map(({ submittedAt }) => Date.parse(submittedAt) + days * 24 * hour);
    const at = Math.max(...from);
    if (from.length === 0 || at <= Date.parse(now)) return { kind: 'serve', entry };
    waits.push(at);
  }
  if (waits.length > 0) return { kind: 'wait', until: new Date(Math.min(...waits)).toISOString() };
  return short[0] === undefined ? { kind: 'done' } : { kind: 'serve', entry: short[0] };
}

const protocols: readonly StudyProtocol[] = [
  smallProtocol(),
  smallProtocol({ repeats: { rate: 0.2, afterCases: 2, afterDays: 1 } }),
  smallProtocol({ repeats: { rate: 0.2, afterCases: 0, afterDays: 0 } }),
  smallProtocol({
    arms: {
      design: 'crossover',
      washOutDays: 2,
      arms: [
        { id: 'alone', model: 'never' },
        { id: 'aided', model: 'from-the-start' },
      ],
    },
  }),
];

/** An order of tasks about few cases, some of them repeats, and a history of some of the tasks. */
const scenes = fc
  .record({
    cases: fc.array(fc.nat(5), { minLength: 1, maxLength: 14 }),
    isRepeat: fc.infiniteStream(fc.boolean()),
    isDone: fc.infiniteStream(fc.boolean()),
    gaps: fc.infiniteStream(fc.integer({ min: 1, max: 30 })),
    rest: fc.nat(60),
    protocol: fc.constantFrom(...protocols),
  })
  .map(({ cases, isRepeat, isDone, gaps, rest, protocol }) => {
    const entries = cases.map((name, at): OrderEntry => {
      const first = cases.indexOf(name);
      const repeatOf = first < at && isRepeat.next().value ? `t${first}` : null;
      return {
        taskId: `t${at}`,
        caseId: `c${name}`,
        purpose: repeatOf === null ? 'measured' : 'repeat',
        repeatOf,
        isFlipped: false,
        arm: null,
        period: 0,
      };
    });
    let hours = 0;
    const done = entries
      .filter(() => isDone.next().value)
      .map(({ taskId, caseId }): ServedTask => {
        hours += gaps.next().value;
        return { taskId, caseId, arm: null, submittedAt: text(hours) };
      });
    const order: ReaderOrder = {
      readerId: 'r1',
      algorithm: 'interleaved-strata/1',
      seed: 1,
      entries,
      missingRepeats: 0,
      hash: '',
    };
    return { order, done, protocol, now: text(hours + rest) };
  });

/** What a store would tell of the tasks that are not done. */
function waitingOf(order: ReaderOrder, done: readonly ServedTask[], cap: number): WaitingTask[] {
  return order.entries
    .filter(({ taskId }) => !done.some((one) => one.taskId === taskId))
    .map((entry) => {
      const own = done.filter(({ caseId }) => caseId === entry.caseId);
      const first = done.find(({ taskId }) => taskId === entry.repeatOf);
      const since = done.filter(({ submittedAt }) => submittedAt > (first?.submittedAt ?? ''));
      return {
        entry,
        lastServedAt: own.at(-1)?.submittedAt ?? null,
        doneSince: first === undefined ? null : Math.min(cap, since.length),
      };
    });
}

function search(protocol: StudyProtocol, waiting: readonly WaitingTask[], now: string): NextTask {
  const found = searchNext(protocol, now);
  for (const task of waiting) if (found.isNext(task)) return { kind: 'serve', entry: task.entry };
  return found.end();
}

describe('the next task', () => {
  it('is the one that the rule names when all that was done is looked through', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(scenes, ({ order, done, protocol, now }) => {
        const expected = plainly(order, protocol, done, now);
        kinds.add(expected.kind);
        expect(nextTask(order, protocol, done, now)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
    expect([...kinds].sort()).toEqual(['done', 'serve', 'wait']);
  });
  it('is the same from what a store tells of the waiting tasks alone', () => {
    fc.assert(
      fc.property(scenes, ({ order, done, protocol, now }) => {
        const waiting = waitingOf(order, done, countSince(protocol));
        expect(search(protocol, waiting, now)).toEqual(plainly(order, protocol, done, now));
      }),
      { numRuns: 2000 },
    );
  });
  it('behind a task that is at work is the one that comes once it is done', () => {
    fc.assert(
      fc.property(scenes, fc.nat(20), ({ order, done, protocol, now }, pick) => {
        const waiting = waitingOf(order, done, countSince(protocol));
        const at = waiting[pick % Math.max(1, waiting.length)]?.entry;
        if (at === undefined) return;
        const then = [...done, { ...at, submittedAt: now }];
        const ahead = waiting
          .filter(({ entry }) => entry.taskId !== at.taskId)
          .map((task) => onceDone(task, at, now));
        expect(search(protocol, ahead, now)).toEqual(plainly(order, protocol, then, now));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the sitting that is on', () => {
  it('needs no more than the records that hold it', () => {
    let shorter = 0;
    fc.assert(
      fc.property(
        fc.array(fc.record({ gap: fc.nat(120), minutes: fc.integer({ min: 1, max: 40 }) }), {
          maxLength: 12,
        }),
        fc.nat(120),
        fc.constantFrom(null, 2, 4),
        (steps, rest, most) => {
          const rule = { ...smallProtocol().session, mostCases: most, mostMinutes: 60 };
          let minutes = 0;
          const records = steps.map(({ gap, minutes: own }): TimedRecord => {
            const openedAt = text((minutes + gap) / 60);
            minutes += gap + own;
            return { openedAt, submittedAt: text(minutes / 60), activeSeconds: own * 50 };
          });
          const now = text((minutes + rest) / 60);
          const all = sittingState(records, rule, now);
          for (let count = 1; count <= records.length; count += 1) {
            const last = records.slice(-count);
            if (!holdsSitting(last, rule, now)) continue;
            if (count < records.length) shorter += 1;
            expect(sittingState(last, rule, now)).toEqual(all);
          }
        },
      ),
      { numRuns: 1000 },
    );
    expect(shorter).toBeGreaterThan(500);
  });
});
