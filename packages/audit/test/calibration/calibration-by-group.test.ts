import { auditCatalog, runAudits } from '@equipoise/audit';
import type { Study } from '@equipoise/domain';
import { createInProcessRunner, randomStream, weakCalibration } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { auditOne, evidenceOf } from '../support/audit-one.ts';
import { makeSettings, makeStudy } from '../support/make-study.ts';
import { plainAttribute, plainPrediction, plainStudy } from '../support/odd-studies.ts';

const spec = auditCatalog.find((audit) => audit.id === 'calibration-by-group')!;
const settings = makeSettings({ replicates: 0, permutations: 0, metrics: ['auroc'] });
const expit = (x: number): number => 1 / (1 + Math.exp(-x));

/** Group 0 calibrated; group 1 twice too sure and one logit too high. */
function study(): { study: Study; label: number[]; score: number[] } {
  const uniform = randomStream(5, 9);
  const n = 6000;
  const truth = Array.from({ length: n }, () => 4 * uniform() - 2.5);
  const label = truth.map((x) => (uniform() < expit(x) ? 1 : 0));
  const score = truth.map((x, i) => expit(i % 2 === 0 ? x : 2 * x + 1));
  return {
    study: plainStudy(
      [
        plainAttribute(
          'group',
          label.map((_, i) => i % 2),
          ['a', 'b'],
        ),
      ],
      [plainPrediction(label, score)],
    ),
    label,
    score,
  };
}

describe('calibration by group', () => {
  const made = study();

  it('intercept and slope are those of the plain logistic fit on the group', async () => {
    const { groups } = evidenceOf(await auditOne(spec, made.study, settings), 'calibration').find(
      (entry) => entry.attribute === 'group',
    )!.data;
    groups.forEach((group, g) => {
      const rows = made.label.map((_, i) => i).filter((i) => i % 2 === g);
      const known = weakCalibration(
        rows.map((i) => made.label[i]!),
        rows.map((i) => made.score[i]!),
      );
      expect(group.slope.value).toBeCloseTo(known.slope.estimate.value!, 6);
      expect(group.intercept.value).toBeCloseTo(known.calibrationInTheLarge.estimate.value!, 6);
      const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
      expect(group.observedExpected.value).toBeCloseTo(
        mean(rows.map((i) => made.label[i]!)) / mean(rows.map((i) => made.score[i]!)),
        10,
      );
    });
  });

  it('the calibrated group holds slope 1 and intercept 0, the other slope one half', async () => {
    const { groups } = evidenceOf(await auditOne(spec, made.study, settings), 'calibration').find(
      (entry) => entry.attribute === 'group',
    )!.data;
    const holds = (figure: (typeof groups)[number]['slope'], x: number): boolean =>
      figure.low! <= x && figure.high! >= x;
    expect(
      holds(groups[0]!.slope, 1) &&
        holds(groups[0]!.intercept, 0) &&
        holds(groups[0]!.observedExpected, 1),
    ).toBe(true);
    expect(holds(groups[1]!.slope, 0.5)).toBe(true);
    expect(holds(groups[1]!.slope, 1)).toBe(false);
    expect(groups[0]!.ece.value!).toBeLessThan(0.03);
    expect(groups[1]!.ece.value!).toBeGreaterThan(0.1);
  });

  it('the ids calibration-intercept and calibration-slope have one meaning in estimates and evidence', async () => {
    const clustered = makeStudy({
      seed: 71,
      patients: 300,
      casesPerPatient: 3,
      patientEffect: 0.6,
    });
    const found = await runAudits(
      clustered,
      makeSettings({
        replicates: 20,
        permutations: 0,
        metrics: ['calibration-intercept', 'calibration-slope'],
      }),
      createInProcessRunner(),
      {},
      auditCatalog.filter(({ id }) => id === 'performance' || id === spec.id),
    );
    let compared = 0;
    for (const { attribute, data } of evidenceOf(found, 'calibration')) {
      for (const group of data.groups) {
        const slice = attribute === null ? {} : { [attribute]: group.level };
        for (const [metric, figure] of [
          ['calibration-intercept', group.intercept],
          ['calibration-slope', group.slope],
        ] as const) {
          const estimate = found.estimates.find(
            (entry) =>
              entry.metric === metric &&
              entry.versus === null &&
              JSON.stringify(entry.slice) === JSON.stringify(slice),
          )!;
          expect(estimate.value, estimate.id).toBeCloseTo(figure.value!, 8);
          // Student's t on patients that move the value in one, on the scarcer class in the other.
          expect((estimate.high! - estimate.low!) / (figure.high! - figure.low!)).toBeCloseTo(1, 1);
          compared += 1;
        }
      }
    }
    expect(compared).toBeGreaterThan(15);
  });
});
