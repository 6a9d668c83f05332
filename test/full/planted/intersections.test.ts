import { auditCatalog } from '@equipoise/audit';
import { makeScenario, type Phantom } from '@equipoise/dataset';
import { describe, expect, it } from 'vitest';
import {
  auditPhantom,
  evidenceOf,
  leastCount,
  studyCount,
  tell,
} from '../../support/phantom-study.ts';

const audits = auditCatalog.filter((audit) => audit.id === 'intersections');

/** True sensitivity of a crossing: a part of it may lie in the planted cell M at S3. */
function trueSensitivity(phantom: Phantom, slice: Readonly<Record<string, string>>): number {
  const flaw = phantom.options.flaws[0]!;
  if (flaw.kind !== 'failing-intersection')
    throw new Error('the scenario plants a failing intersection');
  const share = flaw.attributes.reduce((product, name, k) => {
    const level = flaw.levels[k]!;
    if (slice[name] !== undefined) return slice[name] === level ? product : 0;
    const attribute = phantom.options.attributes.find((entry) => entry.name === name)!;
    return product * attribute.shares[attribute.levels.indexOf(level)]!;
  }, 1);
  return phantom.truth.tasks[0]!.unflawed.sensitivity - flaw.size * share;
}

describe('where groups cross, over 100 studies', () => {
  it('shrinking has at most 60 % of the squared error in cells of 10 to 50, and the planted cell stays among the worst three', async () => {
    let [raw, shrunken, cells, top] = [0, 0, 0, 0];
    for (let seed = 1; seed <= studyCount; seed += 1) {
      const phantom = makeScenario('small-intersections', seed);
      const found = await auditPhantom(phantom, audits, ['sensitivity'], ['sex', 'age', 'site'], {
        replicates: 0,
        intersectDepth: 3,
      });
      const all = evidenceOf(found, 'intersections').filter(
        (entry) => entry.data.metric === 'sensitivity',
      );
      for (const cell of all.flatMap((entry) => entry.data.cells)) {
        if (
          cell.caseCount < 10 ||
          cell.caseCount > 50 ||
          cell.raw.value === null ||
          cell.shrunken.value === null
        )
          continue;
        const truth = trueSensitivity(phantom, cell.slice);
        raw += (cell.raw.value - truth) * (cell.raw.value - truth);
        shrunken += (cell.shrunken.value - truth) * (cell.shrunken.value - truth);
        cells += 1;
      }
      const pairs = all
        .filter((entry) => entry.data.attributes.length === 2)
        .flatMap((entry) => entry.data.cells);
      const worst = pairs
        .filter((cell) => cell.shrunken.value !== null)
        .sort((a, b) => a.shrunken.value! - b.shrunken.value!)
        .slice(0, 3);
      if (worst.some((cell) => cell.slice['sex'] === 'M' && cell.slice['site'] === 'S3')) top += 1;
    }
    tell(
      `squared error of shrunken over raw: ${(shrunken / raw).toFixed(3)} over ${cells} cells; planted among the worst three of all pairs: ${top} of ${studyCount} (bound ${leastCount(0.8)})`,
    );
    expect(cells).toBeGreaterThan(1000);
    expect(shrunken / raw).toBeLessThanOrEqual(0.6);
    expect(top).toBeGreaterThanOrEqual(leastCount(0.8));
  });
});
