import { auditCatalog } from '@equipoise/audit';
import { makeScenario, type PhantomOptions, type PhantomScenarioId } from '@equipoise/dataset';
import type { Verdict } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import {
  auditPhantom,
  leastCount,
  mostCount,
  studyCount,
  tell,
} from '../../support/phantom-study.ts';

const gaps = auditCatalog.filter((audit) => audit.id === 'subgroup-gaps');
const judged = ['auroc', 'sensitivity', 'specificity'];

/** Verdicts of every family over 100 studies, in order of study. */
async function verdicts(
  id: PhantomScenarioId,
  metrics: readonly string[],
  names: readonly string[],
  change: PhantomOptions = {},
): Promise<Verdict[]> {
  const out: Verdict[] = [];
  for (let seed = 1; seed <= studyCount; seed += 1) {
    const found = await auditPhantom(makeScenario(id, seed, change), gaps, metrics, names);
    for (const finding of found.findings) out.push(finding.verdict);
  }
  return out;
}

const count = (all: readonly Verdict[], verdict: Verdict): number =>
  all.filter((entry) => entry === verdict).length;

describe('verdicts on gaps over 100 studies', () => {
  it('within margin in at least 80 % where the true gap is under a quarter of the margin and patients are 5000', async () => {
    const found = count(await verdicts('tiny-gap', ['sensitivity'], ['sex']), 'within-margin');
    tell(`within margin at 5000 patients: ${found} of ${studyCount} (bound ${leastCount(0.8)})`);
    expect(found).toBeGreaterThanOrEqual(leastCount(0.8));
  });

  it('cannot tell in at least 80 % at 60 patients', async () => {
    const found = count(await verdicts('too-small', ['sensitivity'], ['sex']), 'cannot-tell');
    tell(`cannot tell at 60 patients: ${found} of ${studyCount} (bound ${leastCount(0.8)})`);
    expect(found).toBeGreaterThanOrEqual(leastCount(0.8));
  });

  it('beyond margin in at most 5 % of the families of a clean study', async () => {
    const all = await verdicts('clean', judged, ['sex', 'age', 'site']);
    const found = count(all, 'beyond-margin');
    tell(
      `beyond margin in clean studies: ${found} of ${all.length} families (bound ${mostCount(0.05, all.length)})`,
    );
    expect(all.length).toBe(9 * studyCount);
    expect(found).toBeLessThanOrEqual(mostCount(0.05, all.length));
  });

  it('beyond margin in at least 80 % where a subgroup loses 28 points of sensitivity', async () => {
    const found = count(
      await verdicts('failing-subgroup', ['sensitivity'], ['sex']),
      'beyond-margin',
    );
    tell(`failing subgroup found: ${found} of ${studyCount} (bound ${leastCount(0.8)})`);
    expect(found).toBeGreaterThanOrEqual(leastCount(0.8));
  });
});
