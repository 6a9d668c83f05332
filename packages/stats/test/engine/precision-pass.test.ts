import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawnPrecisionPass } from '../../src/engine/drawn-precision-pass.ts';
import { buildGrouping } from '../../src/engine/grouping.ts';
import type { Grouping } from '../../src/engine/plan.ts';
import { auprcPass } from '../../src/engine/precision-pass.ts';
import { rankScratch } from '../../src/engine/rank-pass.ts';
import { restPrecisions } from '../../src/engine/rest-precision.ts';

const patientCount = 7;
const levelCount = 3;

/** Rows in ascending score with ties inside levels and between them. */
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

function grouped(rows: typeof studies extends fc.Arbitrary<infer T> ? T : never): Grouping {
  return buildGrouping(rows, { code: rows.code, levelCount, patientCount, ranks: true });
}

test('the pass over drawn rows gives the numbers of the general pass', () => {
  const draws = fc.array(fc.integer({ min: 0, max: 3 }), {
    minLength: patientCount,
    maxLength: patientCount,
  });
  fc.assert(
    fc.property(studies, draws, (rows, drawn) => {
      const counts = Int32Array.from(drawn);
      const grouping = grouped(rows);
      const expected = rankScratch(grouping);
      const weight = Float64Array.from(rows.patient, (p) => counts[p]!);
      auprcPass(grouping, weight, counts, expected);
      const found = rankScratch(grouping);
      drawnPrecisionPass(grouping, grouping.order!, grouping.auroc!, counts, found);
      expect(found.total).toEqual(expected.total);
      expect(found.value).toEqual(expected.value);
      for (const name of ['sum', 'variance'] as const) {
        for (const [i, value] of expected[name].entries()) {
          if (Number.isNaN(value)) expect(found[name][i]).toBeNaN();
          else expect(found[name][i]).toBeCloseTo(value, 12);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('average precision of each rest is that of its rows alone', () => {
  fc.assert(
    fc.property(studies, (rows) => {
      const grouping = grouped(rows);
      const ones = new Float64Array(rows.rowCount).fill(1);
      const found = new Float64Array(levelCount);
      restPrecisions(grouping, ones, found);
      for (let k = 0; k < levelCount; k++) {
        const code = rows.code.map((level) => (level === k ? -1 : 0));
        const rest = buildGrouping(rows, { code, levelCount: 1, patientCount, ranks: true });
        const scratch = rankScratch(rest);
        const weight = new Float64Array(rest.rowCount).fill(1);
        auprcPass(rest, weight, new Int32Array(patientCount).fill(1), scratch);
        if (Number.isNaN(scratch.value[0]!)) expect(found[k]).toBeNaN();
        else expect(found[k]).toBeCloseTo(scratch.value[0]!, 12);
      }
    }),
    { numRuns: 200 },
  );
});
