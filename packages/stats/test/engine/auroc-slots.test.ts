import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aurocVariancePair } from '../../src/engine/auroc-cross-pairs.ts';
import { aurocSlotPairs } from '../../src/engine/auroc-pairs.ts';
import { aurocSlots } from '../../src/engine/auroc-slots.ts';
import { buildGrouping } from '../../src/engine/grouping.ts';
import { aurocFinish, aurocPass, aurocVariance, rankScratch } from '../../src/engine/rank-pass.ts';

const patientCount = 6;
const levelCount = 3;

const studies = fc
  .array(
    fc.record({
      step: fc.constantFrom(0, 0, 1),
      label: fc.constantFrom(0, 1),
      level: fc.integer({ min: 0, max: levelCount - 1 }),
      patient: fc.integer({ min: 0, max: patientCount - 1 }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) => {
    let last = 0;
    return {
      rowCount: rows.length,
      patient: Int32Array.from(rows, (row) => row.patient),
      label: Uint8Array.from(rows, (row) => row.label),
      weight: null,
      block: Int32Array.from(rows, (row) => {
        last += row.step;
        return last;
      }),
      code: Int32Array.from(rows, (row) => row.level),
    };
  });
const draws = fc
  .array(fc.integer({ min: 0, max: 4 }), { minLength: patientCount, maxLength: patientCount })
  .map((counts) => Int32Array.from(counts));

test('the pass over slots gives the sums and variances of the general pass', () => {
  fc.assert(
    fc.property(studies, draws, (rows, drawn) => {
      const grouping = buildGrouping(rows, {
        code: rows.code,
        levelCount,
        patientCount,
        ranks: true,
      });
      const expected = rankScratch(grouping);
      const weight = Float64Array.from(rows.patient, (p) => drawn[p]!);
      aurocPass(grouping, weight, null, expected);
      aurocFinish(grouping, drawn, expected);
      const found = rankScratch(grouping);
      aurocSlots(grouping.auroc!, drawn, found, null, null);
      aurocVariance(grouping, drawn, found);
      expect(found.total).toEqual(expected.total);
      expect(found.sum).toEqual(expected.sum);
      expect(found.value).toEqual(expected.value);
      for (const [g, variance] of expected.variance.entries()) {
        if (Number.isNaN(variance)) expect(found.variance[g]).toBeNaN();
        else expect(found.variance[g]).toBeCloseTo(variance, 12);
      }
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['whose sums fit into one number', true],
  ['of many rows', false],
])('two replicates %s get in one pass the bytes of a pass each', (_, isSmall) => {
  fc.assert(
    fc.property(studies, draws, draws, (rows, first, second) => {
      const grouping = buildGrouping(rows, {
        code: rows.code,
        levelCount,
        patientCount,
        ranks: true,
      });
      const { list, ...lists } = grouping.auroc!;
      const order = { ...lists, list: isSmall ? list : { ...list, code: new Int32Array(0) } };
      const below = order.list.slot;
      const everyone = [first, second].map((_, c) =>
        Float64Array.from({ length: below.length }, (_, s) => (s + c) / 2),
      ) as [Float64Array, Float64Array];
      const alone = [first, second].map((drawn, c) => {
        const scratch = rankScratch(grouping);
        aurocSlots(order, drawn, scratch, below, everyone[c]!);
        return scratch;
      });
      const paired = [rankScratch(grouping), rankScratch(grouping)] as const;
      const both = first.map((count, p) => count | (second[p]! << 16));
      aurocSlotPairs(order, both, paired[0], paired[1], below, everyone);
      for (const [c, scratch] of paired.entries()) {
        expect({ ...scratch, auroc: null }).toEqual({ ...alone[c], auroc: null });
      }
      for (const [c, scratch] of alone.entries()) {
        aurocVariance(grouping, [first, second][c]!, scratch);
      }
      expect(aurocVariancePair(grouping, both, paired[0], paired[1])).toBe(true);
      for (const [c, scratch] of paired.entries()) {
        expect(scratch.isFinished).toBe(true);
        expect(scratch.value).toEqual(alone[c]!.value);
        expect(scratch.variance).toEqual(alone[c]!.variance);
      }
    }),
    { numRuns: 300 },
  );
});
