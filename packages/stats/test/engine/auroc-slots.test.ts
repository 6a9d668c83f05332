import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aurocVariancePair } from '../../src/engine/auroc-cross-pairs.ts';
import { aurocSlotPairs } from '../../src/engine/auroc-pairs.ts';
import { pairDraws } from '../../src/engine/auroc-passes.ts';
import { aurocSlots } from '../../src/engine/auroc-slots.ts';
import { buildGrouping, type SortedRows } from '../../src/engine/grouping.ts';
import { keepEveryone, outsidePairs, writeSums } from '../../src/engine/pair-outside.ts';
import { aurocFinish, aurocPass, aurocVariance, rankScratch } from '../../src/engine/rank-pass.ts';

const patientCount = 6;
const levelCount = 3;

const studiesOf = (
  minLength: number,
  maxLength: number,
): fc.Arbitrary<SortedRows & { readonly code: Int32Array }> =>
  fc
    .array(
      fc.record({
        step: fc.constantFrom(0, 0, 1),
        label: fc.constantFrom(0, 1),
        level: fc.integer({ min: 0, max: levelCount - 1 }),
        patient: fc.integer({ min: 0, max: patientCount - 1 }),
      }),
      { minLength, maxLength },
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
const studies = studiesOf(1, 60);
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

const pairs = fc.oneof(
  fc.tuple(studies, draws, draws),
  // Sums of slots with many rows, drawn often, do not fit into 16 bits.
  fc.tuple(studiesOf(300, 400), draws, draws).map(([rows, first, second]) => {
    const often = (counts: Int32Array): Int32Array => counts.map((count) => 25 * count);
    return [rows, often(first), often(second)] as const;
  }),
);

test('two replicates get in one pass the bytes of a pass each', () => {
  fc.assert(
    fc.property(pairs, ([rows, first, second]) => {
      const grouping = buildGrouping(rows, {
        code: rows.code,
        levelCount,
        patientCount,
        ranks: true,
      });
      const order = grouping.auroc!;
      const pair = order.pair!;
      const slots = order.list.slot.length;
      const below = Int32Array.from({ length: slots }, (_, i) => slots - 1 - i);
      // What lies below among everyone stands in for itself: the sums of the same pass, in another order.
      const placeOf = new Int32Array(slots);
      order.list.slot.forEach((s, i) => {
        placeOf[s] = i;
      });
      const alone = [first, second].map((drawn) => {
        const everyone = rankScratch(grouping);
        aurocSlots(order, drawn, everyone, null, null);
        const scratch = rankScratch(grouping);
        aurocSlots(order, drawn, scratch, below, everyone.sum);
        return scratch;
      });
      const paired = [rankScratch(grouping), rankScratch(grouping)] as const;
      const drawnRows = new Int32Array(patientCount);
      for (const p of rows.patient) drawnRows[p]!++;
      expect(pairDraws(drawnRows, first, second)).toBe(true);
      aurocSlotPairs(order, pair, paired[0], paired[1]);
      keepEveryone(slots);
      outsidePairs(
        order.list.run,
        Uint16Array.from(below, (s) => placeOf[s]!),
        ...paired,
      );
      writeSums(order.list, ...paired);
      for (const [c, scratch] of paired.entries()) {
        expect({ ...scratch, auroc: null }).toEqual({ ...alone[c], auroc: null });
      }
      for (const [c, scratch] of alone.entries()) {
        aurocVariance(grouping, [first, second][c]!, scratch);
      }
      aurocVariancePair(grouping.pairStart!, pair, paired[0], paired[1]);
      for (const [c, scratch] of paired.entries()) {
        expect(scratch.isFinished).toBe(true);
        expect(scratch.value).toEqual(alone[c]!.value);
        expect(scratch.variance).toEqual(alone[c]!.variance);
      }
    }),
    { numRuns: 300 },
  );
});

test('draws that do not fit into one pass are told', () => {
  const rows = Int32Array.of(1, 40_000);
  expect(pairDraws(rows, Int32Array.of(255, 1), Int32Array.of(0, 0))).toBe(true);
  expect(pairDraws(rows, Int32Array.of(256, 0), Int32Array.of(0, 0))).toBe(false);
  expect(pairDraws(rows, Int32Array.of(0, 1), Int32Array.of(0, 2))).toBe(false);
});
