import { auditCatalog, runAudits } from '@equipoise/audit';
import { createInProcessRunner, type EngineRunner } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { makeSettings, makeStudy } from './support/make-study.ts';

describe('run audits', () => {
  it('finds a planted failing group, names it, and says how large the gap is', async () => {
    const study = makeStudy({
      seed: 11,
      patients: 1500,
      casesPerPatient: 2,
      separation: (g) => (g === 1 ? 0.6 : 2.6),
      patientEffect: 0.3,
    });
    const found = await runAudits(study, makeSettings(), createInProcessRunner());
    const finding = found.findings.find(
      (entry) => entry.attribute === 'group' && entry.metric === 'sensitivity',
    );
    expect(finding?.verdict).toBe('beyond-margin');
    expect(finding?.sentence).toContain('lower in group = g1');
    const gap = found.estimates.find(
      (estimate) => estimate.id === 'finding/model/sensitivity/group=g1/rest',
    );
    expect(gap?.high).toBeLessThan(-0.05);
    expect(found.familyCount).toBe(4 * 8);
    const numbers = found.items
      .filter((item) => item.status === 'assessed')
      .map((item) => item.number);
    expect(numbers).toEqual(
      expect.arrayContaining([1, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19]),
    );
  });

  it('keeps every estimate finite or undefined with a reason, with unique ids', async () => {
    const study = makeStudy({ seed: 5, patients: 60, missing: 0.2 });
    const found = await runAudits(study, makeSettings(), createInProcessRunner());
    const text = JSON.stringify(found.evidence) + JSON.stringify(found.estimates);
    expect(text).not.toMatch(/NaN|Infinity/);
    for (const estimate of found.estimates) {
      if (estimate.value === null) expect(estimate.undefinedReason, estimate.id).toBeTruthy();
      else {
        expect(Number.isFinite(estimate.value), estimate.id).toBe(true);
        if (estimate.low !== null && estimate.high !== null)
          expect(estimate.low, estimate.id).toBeLessThanOrEqual(estimate.high);
      }
    }
    expect(new Set(found.estimates.map((estimate) => estimate.id)).size).toBe(
      found.estimates.length,
    );
    expect(new Set(found.evidence.map((entry) => entry.id)).size).toBe(found.evidence.length);
  });

  it('asks what needs rows only while the engine is still at work', async () => {
    const study = makeStudy({ seed: 8, patients: 200, casesPerPatient: 2 });
    const settings = makeSettings({ replicates: 100, permutations: 99 });
    const runner = createInProcessRunner();
    const asked: string[] = [];
    const early = auditCatalog.filter((audit) => audit.readsRowsOnly);
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow: EngineRunner = {
      run: async (job, options) => {
        if (job.replicates > 0) await gate;
        return runner.run(job, options);
      },
      close: () => runner.close(),
    };
    const watched = auditCatalog.map((audit) => ({
      ...audit,
      run: (...given: Parameters<typeof audit.run>) => {
        asked.push(audit.id);
        if (asked.length === early.length) release();
        return audit.run(...given);
      },
    }));
    const found = await runAudits(study, settings, slow, {}, watched);
    expect(asked.slice(0, early.length).sort()).toEqual(early.map((audit) => audit.id).sort());
    expect(JSON.stringify(found)).toBe(JSON.stringify(await runAudits(study, settings, runner)));
  });

  it('finds task by task what it finds when all tasks are asked at once', async () => {
    const study = makeStudy({ seed: 9, patients: 150, casesPerPatient: 2 });
    const [first] = study.predictions;
    const flipped = first!.scores!.map((column) => column.map((x, i) => (i % 7 === 0 ? 1 - x : x)));
    const several = {
      ...study,
      predictions: ['finding', 'other'].flatMap((task) => [
        { ...first!, task },
        { ...first!, task, model: 'second', scores: flipped },
      ]),
    };
    const settings = makeSettings({ replicates: 60, permutations: 99 });
    const atOnce = auditCatalog.map(({ isPerTask: _, ...audit }) => audit);
    const found = await runAudits(several, settings, createInProcessRunner());
    const expected = await runAudits(several, settings, createInProcessRunner(), {}, atOnce);
    expect(new Set(found.evidence.map((entry) => entry.task)).size).toBeGreaterThan(1);
    expect(JSON.stringify(found)).toBe(JSON.stringify(expected));
  });

  it('gives the same findings twice and does not change its input', async () => {
    const study = makeStudy({ seed: 6, patients: 200, casesPerPatient: 2 });
    const before = JSON.stringify(study);
    const settings = makeSettings({ replicates: 100, permutations: 99 });
    const first = await runAudits(study, settings, createInProcessRunner());
    const second = await runAudits(study, settings, createInProcessRunner());
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    expect(JSON.stringify(study)).toBe(before);
  });
});
