import { auditCatalog } from '@equipoise/audit';
import { makeScenario } from '@equipoise/dataset';
import { describe, expect, it } from 'vitest';
import {
  auditPhantom,
  evidenceOf,
  leastCount,
  meanOf,
  mostCount,
  studyCount,
  tell,
} from '../../support/phantom-study.ts';

const audits = auditCatalog.filter((audit) =>
  ['decomposition', 'predictive-values'].includes(audit.id),
);

describe('a shift of prevalence alone, over 100 studies', () => {
  it('leaves the adjusted gap within 1 point and is called prevalence in at least 90 %', async () => {
    const crude: number[] = [];
    const adjusted: number[] = [];
    const conditional: number[] = [];
    let called = 0;
    for (let seed = 1; seed <= studyCount; seed += 1) {
      const found = await auditPhantom(
        makeScenario('prevalence-only', seed),
        audits,
        ['sensitivity', 'specificity'],
        ['site', 'sex', 'age'],
        { replicates: 19 },
      );
      const rows = evidenceOf(found, 'decomposition').find(
        (entry) => entry.attribute === 'site' && entry.data.metric === 'ppv',
      )!.data.rows;
      const shifted = rows.find((row) => row.level === 'S2')!;
      if (shifted.verdict === 'prevalence') called += 1;
      conditional.push(shifted.conditional.value!);
      crude.push(shifted.gap.value!);
      const values = evidenceOf(found, 'predictive-values').find(
        (entry) => entry.attribute === 'site',
      )!.data.rows;
      const others = values.filter((row) => row.level !== 'S2');
      adjusted.push(
        values.find((row) => row.level === 'S2')!.ppvCommon.value! -
          meanOf(others.map((row) => row.ppvCommon.value!)).mean,
      );
    }
    const gap = meanOf(adjusted);
    tell(
      `PPV gap of S2: crude ${meanOf(crude).mean.toFixed(4)}, at common prevalence ${gap.mean.toFixed(4)} ± ${gap.se.toFixed(4)}, conditional part ${meanOf(conditional).mean.toFixed(4)}`,
    );
    tell(`called prevalence: ${called} of ${studyCount} (bound ${leastCount(0.9)})`);
    expect(meanOf(crude).mean).toBeGreaterThan(0.1);
    expect(Math.abs(gap.mean)).toBeLessThan(0.01);
    expect(Math.abs(meanOf(conditional).mean)).toBeLessThan(0.01);
    expect(called).toBeGreaterThanOrEqual(leastCount(0.9));
  });

  it('a failing subgroup is called conditional in at least 90 %, and a clean study in at most 5 %', async () => {
    const share = async (id: 'failing-subgroup' | 'clean'): Promise<number> => {
      let called = 0;
      for (let seed = 1; seed <= studyCount; seed += 1) {
        const found = await auditPhantom(
          makeScenario(id, seed),
          audits.slice(-1),
          ['sensitivity', 'specificity'],
          ['sex'],
          { replicates: 19 },
        );
        const row = evidenceOf(found, 'decomposition').find(
          (entry) => entry.data.metric === 'accuracy',
        )!.data.rows[0]!;
        if (row.verdict === 'conditional') called += 1;
      }
      return called;
    };
    const [failing, clean] = [await share('failing-subgroup'), await share('clean')];
    tell(
      `called conditional: ${failing} of ${studyCount} failing (bound ${leastCount(0.9)}), ${clean} of ${studyCount} clean (bound ${mostCount(0.05)})`,
    );
    expect(failing).toBeGreaterThanOrEqual(leastCount(0.9));
    expect(clean).toBeLessThanOrEqual(mostCount(0.05));
  });
});
