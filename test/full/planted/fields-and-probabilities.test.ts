import { auditCatalog } from '@equipoise/audit';
import { makeScenario } from '@equipoise/dataset';
import { describe, expect, it } from 'vitest';
import {
  auditPhantom,
  evidenceOf,
  leastCount,
  mostCount,
  studyCount,
  tell,
} from '../../support/phantom-study.ts';

const only = (...ids: string[]) => auditCatalog.filter((audit) => ids.includes(audit.id));

describe('an acquisition field tied to the label, over 100 studies of 1000 patients', () => {
  it('is seen in at least 90 %, one that is not tied in at most 5 %', async () => {
    const seen = async (id: 'shortcut-tag' | 'harmless-tag'): Promise<number> => {
      let count = 0;
      for (let seed = 1; seed <= studyCount; seed += 1) {
        const found = await auditPhantom(
          makeScenario(id, seed),
          only('acquisition-fields'),
          ['sensitivity'],
          ['sex', 'tag'],
          { replicates: 0 },
        );
        const field = evidenceOf(found, 'acquisition').find(
          (entry) => entry.attribute === 'tag',
        )!.data;
        if (field.isTied) count += 1;
      }
      return count;
    };
    const [tied, harmless] = [await seen('shortcut-tag'), await seen('harmless-tag')];
    tell(
      `tag tied to the label: seen ${tied} of ${studyCount} (bound ${leastCount(0.9)}); harmless tag: ${harmless} of ${studyCount} (bound ${mostCount(0.05)})`,
    );
    expect(tied).toBeGreaterThanOrEqual(leastCount(0.9));
    expect(harmless).toBeLessThanOrEqual(mostCount(0.05));
  });
});

describe('a miscalibrated group, over 100 studies', () => {
  it('its slope interval excludes 1 in at least 90 %, another group in at most 5 %', async () => {
    let [planted, other, holds] = [0, 0, 0];
    for (let seed = 1; seed <= studyCount; seed += 1) {
      const found = await auditPhantom(
        makeScenario('miscalibrated', seed, { patients: 1200 }),
        only('calibration-by-group'),
        ['auroc'],
        ['scanner'],
        { replicates: 0 },
      );
      const groups = evidenceOf(found, 'calibration').find(
        (entry) => entry.attribute === 'scanner',
      )!.data.groups;
      const slope = (level: string) => groups.find((group) => group.level === level)!.slope;
      if (slope('Vendor C').high! < 1) planted += 1;
      if (slope('Vendor C').low! <= 0.5 && slope('Vendor C').high! >= 0.5) holds += 1;
      if (slope('Vendor A').high! < 1 || slope('Vendor A').low! > 1) other += 1;
    }
    tell(
      `slope of Vendor C below 1: ${planted} of ${studyCount} (bound ${leastCount(0.9)}), its interval holds .5 in ${holds} (bound ${leastCount(0.95)}); Vendor A off 1: ${other} (bound ${mostCount(0.05)})`,
    );
    expect(planted).toBeGreaterThanOrEqual(leastCount(0.9));
    expect(holds).toBeGreaterThanOrEqual(leastCount(0.95));
    expect(other).toBeLessThanOrEqual(mostCount(0.05));
  });
});

describe('ages missing not at random, over 100 studies', () => {
  it('the gap of the complete data lies between worst and best case in every one', async () => {
    let outsideObserved = 0;
    for (let seed = 1; seed <= studyCount; seed += 1) {
      const phantom = makeScenario('missing-not-at-random', seed, { patients: 300 });
      const found = await auditPhantom(
        phantom,
        only('missing-bounds'),
        ['sensitivity', 'specificity'],
        ['age'],
        { replicates: 0 },
      );
      const { completeCodes } = phantom.attributes.find((attribute) => attribute.name === 'age')!;
      const { label, score, threshold } = phantom.tasks[0]!;
      for (const entry of evidenceOf(found, 'missing-bounds')) {
        const counted = entry.data.metric === 'sensitivity' ? 1 : 0;
        entry.data.levels.forEach((row, level) => {
          const rate = (isInside: boolean): number => {
            let [hits, all] = [0, 0];
            completeCodes.forEach((code, i) => {
              if ((code === level) !== isInside || label[i] !== counted) return;
              all += 1;
              if ((score[i]! >= threshold ? 1 : 0) === counted) hits += 1;
            });
            return hits / all;
          };
          const complete = rate(true) - rate(false);
          expect(row.worst!).toBeLessThanOrEqual(complete + 1e-12);
          expect(row.best!).toBeGreaterThanOrEqual(complete - 1e-12);
          if (Math.abs(complete - row.gap!) > 0.01) outsideObserved += 1;
        });
      }
    }
    expect(outsideObserved).toBeGreaterThan(0);
  });
});
