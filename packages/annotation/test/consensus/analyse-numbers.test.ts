import { analyseNumbers, type NumberQuestion, readerLabels } from '@equipoise/annotation';
import type { Readings } from '@equipoise/domain';
import { normalQuantile, randomStream } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { panel } from '../agreement/readings.ts';

interface Plan {
  readonly cases?: number;
  readonly casesPerPatient?: number;
  readonly bias?: readonly number[];
  readonly sd?: readonly number[];
  readonly copy?: boolean;
  readonly slip?: boolean;
  readonly worse?: boolean;
  readonly seed?: number;
}

/** Readers who measure cases of about 20, with planted flaws. */
function measured(plan: Plan = {}): Readings {
  const { cases = 150, casesPerPatient = 1, seed = 1 } = plan;
  const bias = plan.bias ?? [0, 0, 0, 0];
  const sd = plan.sd ?? [1, 1, 1, 1];
  const uniform = randomStream(seed, 31);
  const normal = (): number => normalQuantile(Math.min(1 - 1e-9, Math.max(1e-9, uniform())));
  const base = panel({ cases, readers: 4, casesPerPatient, group: (c) => c % 2 });
  const rows = { c: [] as number[], r: [] as number[], y: [] as number[] };
  for (let c = 0; c < cases; c++) {
    const truth = 20 + 5 * normal();
    const own = sd.map(
      (s, r) => truth + bias[r]! + s * (plan.worse && c % 2 === 1 ? 2 : 1) * normal(),
    );
    if (plan.copy) own[1] = own[0]!;
    if (plan.slip && c === 5) own[2]! *= 10;
    own.forEach((y, r) => {
      rows.c.push(c);
      rows.r.push(r);
      rows.y.push(y);
    });
  }
  return {
    ...base,
    questions: [
      {
        ...base.questions[0]!,
        name: 'size',
        kind: 'numeric',
        classes: null,
        caseIndex: Int32Array.from(rows.c),
        readerIndex: Int32Array.from(rows.r),
        answer: Float64Array.from(rows.y),
        state: new Uint8Array(rows.y.length),
      },
    ],
  };
}

function fused(plan: Plan = {}, more: Partial<NumberQuestion> = {}, suppressBelow?: number) {
  const readings = measured(plan);
  const found = analyseNumbers(
    readings,
    { method: 'auto', hasSlots: false, ...more },
    {
      level: 0.95,
      replicates: 0,
      seed: 1,
      suppressBelow: suppressBelow ?? null,
      readerLabels: readerLabels(readings.readerNames, true),
    },
  );
  const reasons = found.analysis.findings.map(({ reason }) => reason);
  const one = (metric: string, model: string) =>
    found.analysis.estimates.find((e) => e.metric === metric && e.model === model)!;
  return { ...found, reasons, one };
}

describe('consensus of numbers', () => {
  it('names who reads high and who errs far, with limits around the planted figures', () => {
    const { one, analysis, labels } = fused({ bias: [3, -1, -1, -1], sd: [1, 1, 1, 4] });
    const named = (reason: string): string[] =>
      analysis.findings.filter((f) => f.reason === reason).map(({ model }) => model);
    expect(named('biased-reader')).toContain('r0');
    expect(named('imprecise-reader')).toEqual(['r3']);
    const bias = one('reader-bias', 'r0');
    expect(bias.low!).toBeLessThan(3);
    expect(bias.high!).toBeGreaterThan(3);
    const sd = one('reader-sd', 'r3');
    expect(sd.low!).toBeLessThan(4);
    expect(sd.high!).toBeGreaterThan(4);
    expect(labels[0]!.method).toBe('random-effects');
    expect(one('limit-of-agreement-low', 'r0').value!).toBeLessThan(
      one('mean-difference-from-others', 'r0').value!,
    );
  });

  it('a clean panel is silent on at least 18 of 20 seeds', () => {
    let loud = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const { reasons } = fused({ seed, cases: 120 });
      const said = reasons.filter((reason) =>
        [
          'biased-reader',
          'imprecise-reader',
          'identical-numbers',
          'far-readings',
          'group-difference',
        ].includes(reason ?? ''),
      );
      if (said.length > 0) loud++;
    }
    expect(loud).toBeLessThanOrEqual(2);
  });

  it('limits of offsets hold the planted offset in about 95 of 100 panels', () => {
    let inside = 0;
    const rounds = 60;
    for (let seed = 1; seed <= rounds; seed++) {
      const { one } = fused({ seed, cases: 100, casesPerPatient: 2, bias: [0.5, -0.5, 0, 0] });
      const { low, high } = one('reader-bias', 'r0');
      if (low! <= 0.5 && high! >= 0.5) inside++;
    }
    expect(inside).toBeGreaterThanOrEqual(53);
  });

  it('copies, a slip of the pen and a group with poorer labels are found', () => {
    expect(fused({ copy: true }).reasons).toContain('identical-numbers');
    const slip = fused({ slip: true });
    expect(slip.reasons).toContain('far-readings');
    const table = slip.analysis.sections
      .flatMap(({ blocks }) => blocks)
      .find(({ id }) => id.startsWith('number-far'));
    expect(table?.kind === 'table' && table.rows[0]).toMatchObject({ case: 'c5', reader: 'r2' });
    const worse = fused({ worse: true, cases: 300 });
    const said = worse.analysis.findings.find(({ reason }) => reason === 'group-difference');
    expect(said?.sentence).toContain('sex M than for F');
  });

  it('slots: no reader is named; sharing: no single case', () => {
    const slots = fused({ bias: [3, -1, -1, -1] }, { hasSlots: true });
    expect(slots.labels[0]!.method).toBe('median');
    expect(slots.analysis.estimates.every(({ model }) => model === '')).toBe(true);
    expect(slots.labels[0]!.standardError.every((x) => x > 0)).toBe(true);
    const shared = fused({ slip: true }, {}, 10);
    expect(JSON.stringify(shared.analysis)).not.toContain('"c5"');
  });

  it('the methods asked for are those of the label file', () => {
    const { labels } = fused({ cases: 30 }, { method: 'mean' });
    const readings = measured({ cases: 30 });
    const own = [...readings.questions[0]!.answer.slice(0, 4)];
    expect(labels[0]!.value[0]).toBeCloseTo(own.reduce((a, b) => a + b) / 4, 12);
  });
});
