import { auditCatalog } from '@equipoise/audit';
import { makeScenario } from '@equipoise/dataset';
import { describe, expect, it } from 'vitest';
import { auditPhantom, evidenceOf, meanOf, studyCount, tell } from '../../support/phantom-study.ts';

const audits = auditCatalog.filter((audit) => audit.id === 'worst-of-groups');

describe('the worst group where all are alike, over 100 studies', () => {
  it.each([2, 8, 20])('of %i groups: corrected, its bias is at most .01', async (sites) => {
    for (const metric of ['sensitivity', 'auroc'] as const) {
      const raw: number[] = [];
      const corrected: number[] = [];
      for (let seed = 1; seed <= studyCount; seed += 1) {
        const phantom = makeScenario('clean', seed, { sites, patients: 2000 });
        const truth = phantom.truth.tasks[0]!.unflawed[metric];
        const found = await auditPhantom(phantom, audits, [metric], ['site'], { replicates: 0 });
        const worst = evidenceOf(found, 'worst-group')[0]!.data;
        expect(worst.candidateCount).toBeGreaterThanOrEqual(sites - 2);
        raw.push(worst.raw.value! - truth);
        corrected.push(worst.corrected.value! - truth);
      }
      const bias = meanOf(corrected);
      tell(
        `worst of ${sites}, ${metric}: bias raw ${meanOf(raw).mean.toFixed(4)}, corrected ${bias.mean.toFixed(4)} ± ${bias.se.toFixed(4)}`,
      );
      expect(Math.abs(bias.mean)).toBeLessThanOrEqual(0.01);
      if (sites === 20) expect(meanOf(raw).mean).toBeLessThan(-0.03);
    }
  });
});
