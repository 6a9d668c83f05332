import { assignReads, mayAdjudicate, mayRead, suspendReader } from '@equipoise/annotation';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numbered, record, smallProtocol } from '../reading-room.ts';

const world = fc.record({
  caseCount: fc.integer({ min: 1, max: 40 }),
  readerCount: fc.integer({ min: 2, max: 8 }),
  perCase: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(10_000),
  conflicts: fc.array(fc.tuple(fc.nat(7), fc.nat(39)), { maxLength: 30 }),
});

function study(of: {
  caseCount: number;
  readerCount: number;
  perCase: number;
  seed: number;
  conflicts: [number, number][];
}) {
  const ids = numbered(of.caseCount, 'c');
  return smallProtocol({
    seed: of.seed,
    cases: ids.map((caseId) => ({ caseId })),
    order: {},
    reads: { perCase: of.perCase },
    adjudication: { kind: 'senior' },
    readers: numbered(of.readerCount, 'r').map((readerId, at) => ({
      readerId,
      roles: ['reader', 'adjudicator'],
      conflictCases: of.conflicts
        .filter(([who]) => who === at)
        .flatMap(([, one]) => ids[one] ?? []),
    })),
  });
}

describe('dealing out', () => {
  it('each case gets its reads of different readers without a conflict, and says what is missing', () => {
    fc.assert(
      fc.property(world, (of) => {
        const protocol = study(of);
        const { byCase, byReader, issues } = assignReads({
          protocol,
          readerIds: protocol.readers.map((one) => one.readerId),
        });
        for (const one of protocol.cases) {
          const own = byCase.get(one.caseId)!;
          expect(new Set(own).size).toBe(own.length);
          const missing = issues.find((issue) => issue.caseId === one.caseId)?.missing ?? 0;
          expect(own.length + missing).toBe(of.perCase);
          const able = protocol.readers.filter((reader) => mayRead(reader, one, protocol));
          expect(missing).toBe(Math.max(0, of.perCase - able.length));
          for (const id of own) expect(able.some((reader) => reader.readerId === id)).toBe(true);
          // Nobody who reads a case may adjudicate it.
          for (const reader of protocol.readers) {
            if (mayAdjudicate(reader, one, protocol, own))
              expect(own).not.toContain(reader.readerId);
          }
        }
        const dealt = [...byReader.values()].reduce((sum, list) => sum + list.length, 0);
        expect(dealt).toBe([...byCase.values()].reduce((sum, list) => sum + list.length, 0));
      }),
      { numRuns: 80 },
    );
  });
  it('loads differ by one at most without conflicts, and no move could even them with conflicts', () => {
    fc.assert(
      fc.property(world, fc.boolean(), (of, hasConflicts) => {
        const protocol = study(hasConflicts ? of : { ...of, conflicts: [] });
        const readerIds = protocol.readers.map((one) => one.readerId);
        const { byCase, byReader } = assignReads({ protocol, readerIds });
        const load = (id: string) => byReader.get(id)!.length;
        if (!hasConflicts) {
          const loads = readerIds.map(load);
          expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
        }
        for (const one of protocol.cases) {
          const own = byCase.get(one.caseId)!;
          for (const heavy of own) {
            for (const light of protocol.readers) {
              if (own.includes(light.readerId) || !mayRead(light, one, protocol)) continue;
              expect(load(heavy) - load(light.readerId)).toBeLessThanOrEqual(1);
            }
          }
        }
      }),
      { numRuns: 80 },
    );
  });
  it('capacity weighs, skills bind, strata in conflict are left to others, exceptions get more reads', () => {
    const protocol = smallProtocol({
      cases: numbered(60, 'c').map((caseId, at) => ({
        caseId,
        strata: { site: at < 20 ? 'A' : 'B' },
      })),
      reads: {
        perCase: 1,
        skills: ['x'],
        exceptions: [{ stratum: 'site', value: 'A', perCase: 2 }],
      },
      readers: [
        { readerId: 'full', roles: ['reader'], skills: ['x'] },
        { readerId: 'half', roles: ['reader'], skills: ['x'], capacity: 0.5 },
        {
          readerId: 'home',
          roles: ['reader'],
          skills: ['x'],
          conflictStrata: [{ stratum: 'site', value: 'A' }],
        },
        { readerId: 'unskilled', roles: ['reader'] },
      ],
    });
    const { byReader, byCase, issues } = assignReads({
      protocol,
      readerIds: protocol.readers.map((one) => one.readerId),
    });
    expect(issues).toEqual([]);
    const load = (id: string) => byReader.get(id)!.length;
    expect(load('unskilled')).toBe(0);
    expect(byCase.get('c01')).toHaveLength(2);
    expect(byReader.get('home')!.every((id) => Number(id.slice(1)) > 20)).toBe(true);
    // 80 reads; site A must go to full and half, site B evens out 1 : ½ : 1 as far as that allows.
    expect(load('full') + load('half') + load('home')).toBe(80);
    expect(Math.abs(load('full') - load('home'))).toBeLessThanOrEqual(1);
  });
  it('pairs of readers are mixed', () => {
    const protocol = smallProtocol({
      cases: numbered(300, 'c').map((caseId) => ({ caseId })),
      order: {},
    });
    const { byCase } = assignReads({ protocol, readerIds: ['r1', 'r2', 'r3', 'r4'] });
    const pairs = new Map<string, number>();
    for (const own of byCase.values()) {
      const key = [...own].sort().join();
      pairs.set(key, (pairs.get(key) ?? 0) + 1);
    }
    expect(pairs.size).toBe(6);
    for (const count of pairs.values()) expect(count).toBeGreaterThan(20);
  });
});

describe('suspension', () => {
  it('sets readings aside and deals their cases to others, never again to the same reader', () => {
    const protocol = smallProtocol();
    const readerIds = ['r1', 'r2', 'r3', 'r4'];
    const first = assignReads({ protocol, readerIds });
    const mine = first.byReader.get('r1')!;
    const records = [...first.byCase].flatMap(([caseId, readers]) =>
      readers
        .filter((id) => id !== 'r1' || mine.indexOf(caseId) < 3)
        .map((readerId) => record({ caseId, readerId })),
    );
    const out = suspendReader(protocol, 'r1', records, mine.slice(3), null);
    expect(out.setAside).toHaveLength(3);
    expect([...out.requeued].sort()).toEqual([...mine].sort());
    const again = assignReads({
      protocol,
      readerIds: ['r2', 'r3', 'r4'],
      fixed: out.fixed,
      barred: out.barred,
      round: 1,
    });
    expect(again.issues).toEqual([]);
    for (const [caseId, readers] of again.byCase) {
      expect(readers).toHaveLength(2);
      expect(readers).not.toContain('r1');
      for (const stays of first.byCase.get(caseId)!.filter((id) => id !== 'r1'))
        expect(readers).toContain(stays);
    }
  });
});
