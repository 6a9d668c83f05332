import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { iou, type Mask, overlap } from '@equipoise/imaging';
import { readPngMask } from '@equipoise/imaging/node';
import { runConsensus } from '@equipoise/workbench';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedOrSkip } from '../support/skip.ts';

const folder = sharedOrSkip('data', 'bubil-segmentation');

interface Expected {
  readonly images: number;
  readonly annotators: Record<string, number>;
  readonly mean_iou_vs_gold: Record<string, number>;
  readonly mean_iou_by_kind: Record<string, number>;
  readonly mean_pairwise_expert_iou: number;
  readonly majority_of_expert_iou_vs_gold: number;
}

const shareOf = (a: Mask, b: Mask): number => iou(overlap(a, b)).value!;
const mean = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / values.length;

/** Cells that more than half of the masks hold. */
function majority(masks: readonly Mask[]): Mask {
  const first = masks[0]!;
  const data = first.data.map((_, i) =>
    2 * masks.reduce((sum, m) => sum + m.data[i]!, 0) > masks.length ? 1 : 0,
  );
  return { ...first, data };
}

for (const set of ['dataset1', 'dataset6']) {
  describe.skipIf(folder === null)(`BU-BIL ${set}: ten experts against the fused gold`, () => {
    const at = (...parts: string[]): string => join(folder ?? '', ...parts);
    const experts = folder
      ? readdirSync(at(set, 'masks')).filter((name) => name.startsWith('expert_'))
      : [];
    const byExpert = new Map<string, number[]>();
    const byPair = new Map<string, number[]>();
    const ofMajority: number[] = [];
    let expected: Expected;

    beforeAll(async () => {
      expected = JSON.parse(readFileSync(at(`expected-${set}.json`), 'utf8')) as Expected;
      for (const file of readdirSync(at(set, 'masks', 'gold'))) {
        const gold = await readPngMask(at(set, 'masks', 'gold', file));
        const masks = new Map<string, Mask>();
        for (const expert of experts) {
          const path = at(set, 'masks', expert, file);
          if (!existsSync(path)) continue;
          const mask = await readPngMask(path);
          for (const [other, theirs] of masks) {
            const pair = `${other} ${expert}`;
            byPair.set(pair, [...(byPair.get(pair) ?? []), shareOf(mask, theirs)]);
          }
          byExpert.set(expert, [...(byExpert.get(expert) ?? []), shareOf(gold, mask)]);
          masks.set(expert, mask);
        }
        ofMajority.push(shareOf(gold, majority([...masks.values()])));
      }
    }, 300_000);

    it('every expert has the IoU and the number of images of the independent program', () => {
      for (const expert of experts) {
        const values = byExpert.get(expert)!;
        expect(values).toHaveLength(expected.annotators[expert]!);
        expect(mean(values), expert).toBeCloseTo(expected.mean_iou_vs_gold[expert]!, 6);
      }
      expect(mean([...byExpert.values()].flat())).toBeCloseTo(
        expected.mean_iou_by_kind['expert']!,
        6,
      );
    });

    it('experts agree among themselves as published', () => {
      // Each pair of experts counts the same, however many images both drew.
      expect(mean([...byPair.values()].map(mean))).toBeCloseTo(
        expected.mean_pairwise_expert_iou,
        6,
      );
      expect(mean(ofMajority)).toBeCloseTo(expected.majority_of_expert_iou_vs_gold, 6);
    });

    it('one person is the gold standard in the first set, nobody in the other', () => {
      const equal = experts.filter((e) => byExpert.get(e)!.every((v) => v === 1));
      expect(equal).toEqual(
        set === 'dataset1' ? ['expert_Person2_Amira', 'expert_Person2_ImageJ'] : [],
      );
    });
  });
}

describe.skipIf(folder === null)('equipoise consensus on BU-BIL masks', () => {
  it('the fused masks of the majority are as near to gold as the independent program says', async () => {
    const set = 'dataset6';
    const masks = join(folder ?? '', set, 'masks');
    const expected = JSON.parse(
      readFileSync(join(folder ?? '', `expected-${set}.json`), 'utf8'),
    ) as Expected;
    const work = mkdtempSync(join(tmpdir(), 'equipoise-bubil-'));
    try {
      mkdirSync(join(work, 'experts'));
      for (const name of readdirSync(masks)) {
        if (name.startsWith('expert_')) symlinkSync(join(masks, name), join(work, 'experts', name));
      }
      const out = join(work, 'out');
      const { document } = await runConsensus(
        { files: [], masks: join(work, 'experts'), method: 'majority', out },
        { clock: () => '2000-01-01T00:00:00.000Z', nodeVersion: 'v0' },
      );
      const files = readdirSync(join(masks, 'gold'));
      expect(readdirSync(join(out, 'masks')).sort()).toEqual([...files].sort());
      const shares: number[] = [];
      for (const file of files) {
        const gold = await readPngMask(join(masks, 'gold', file));
        shares.push(shareOf(gold, await readPngMask(join(out, 'masks', file))));
      }
      expect(mean(shares)).toBeCloseTo(expected.majority_of_expert_iou_vs_gold, 6);
      expect(document.flow.questions[0]!.caseCount).toBe(expected.images);
      for (const one of document.estimates) {
        if (!/^staple-/.test(one.metric) || one.value === null) continue;
        expect(one.low!).toBeLessThan(one.value);
        expect(one.value).toBeLessThanOrEqual(1);
      }
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }, 300_000);
});
