import type { Block, ReadersEstimate } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { hiddenParts } from '../../src/reader-study/suppression-plan.ts';
import { analyse, normals, type Planted, studyOf } from './support.ts';

const below = 10;

/** Four readers alone and with an AI; the fourth reads six cases, and the AI errs in a few. */
function plantedStudy(seed: number, aiErrors: number, diseased: number) {
  const normal = normals(seed);
  const truth = Array.from({ length: 60 }, (_, c) => (c < diseased ? 1 : 0));
  const advice = truth.map((y, c) => ((c * 7) % 60 < aiErrors ? 1 - y : y));
  const planted: Planted[] = [];
  for (const modality of [0, 1]) {
    for (let reader = 0; reader < 4; reader++) {
      truth.forEach((sick, caseAt) => {
        if (reader === 3 && caseAt % 10 !== 0) return;
        const lean = modality === 0 ? 0.8 * (advice[caseAt]! - 0.5) : 0;
        const rating = 1.4 * (sick - 0.5) + lean + normal();
        const more = modality === 0 ? { advice: advice[caseAt]! } : {};
        const seconds = 20 + 5 * reader + 3 * Math.abs(normal());
        planted.push({
          caseAt,
          reader,
          modality,
          rating,
          seconds,
          decision: rating > 0 ? 1 : 0,
          ...more,
        });
      });
    }
  }
  return studyOf(planted, truth, { assisted: [0] });
}

const metrics = ['auc', 'sensitivity', 'specificity'] as const;

/** What a person with a pencil gets back of hidden figures: ids. */
function recovered(open: readonly ReadersEstimate[], shown: readonly ReadersEstimate[]): string[] {
  const isHidden = new Set(shown.filter((one) => one.suppressed === true).map((one) => one.id));
  const out: string[] = [];
  const missOne = (ids: readonly (string | undefined)[]): void => {
    const all = ids.filter((id) => id !== undefined);
    const gone = all.filter((id) => isHidden.has(id));
    if (all.length === ids.length && gone.length === 1) out.push(gone[0]!);
  };
  const find = (
    model: string,
    metric: string,
    slice: ReadersEstimate['slice'],
    versus: string | null = null,
  ): string | undefined =>
    open.find(
      (one) =>
        one.model === model &&
        one.metric === metric &&
        one.class === null &&
        one.versus === versus &&
        JSON.stringify(one.slice) === JSON.stringify(slice),
    )?.id;
  for (const one of open) {
    const { model, metric, slice, versus } = one;
    if (one.class !== null) continue;
    if (versus !== null) missOne([one.id, find(model, metric, slice), find(versus, metric, slice)]);
    if (Object.keys(slice).length === 0) {
      const parts = open.filter(
        (other) =>
          other.model === model &&
          other.metric === metric &&
          other.versus === versus &&
          other.class === null &&
          other.slice['reader'] !== undefined,
      );
      if (parts.length > 0) missOne([one.id, ...parts.map((part) => part.id)]);
    }
    if (metric === 'accuracy' && versus === null) {
      const of = (name: string): string | undefined => find(model, name, slice);
      missOne([one.id, of('answer-sensitivity'), of('answer-specificity')]);
      missOne([one.id, of('follows-wrong-advice'), of('rejects-right-advice')]);
      missOne([one.id, of('same-error-without-advice'), of('other-answer-without-advice')]);
    }
    if (metric === 'agrees-with-advice')
      missOne([
        one.id,
        find(model, 'follows-wrong-advice', slice),
        find(model, 'rejects-right-advice', slice),
      ]);
    if (metric === 'agrees-with-advice' && versus === null)
      missOne([
        one.id,
        find(model, 'same-error-without-advice', slice),
        find(model, 'other-answer-without-advice', slice),
      ]);
  }
  return out;
}

describe('a share-safe copy of a reader study', () => {
  it.each([
    [1, 20, 30],
    [2, 4, 30],
    [3, 20, 5],
    [4, 4, 54],
  ])('gives nothing back by subtraction (seed %i, AI wrong in %i, %i diseased)', (...of) => {
    const rows = plantedStudy(...of);
    const open = analyse(rows, { metrics: [...metrics] });
    const shown = analyse(rows, { metrics: [...metrics] }, below);
    expect(shown.estimates.map((one) => one.id)).toEqual(open.estimates.map((one) => one.id));
    expect(recovered(open.estimates, shown.estimates)).toEqual([]);
    for (const one of open.estimates) {
      if (one.patientCount >= below) continue;
      const copy = shown.estimates.find((other) => other.id === one.id)!;
      expect(copy).toMatchObject({
        suppressed: true,
        value: null,
        caseCount: 0,
        patientCount: 0,
        readingCount: null,
      });
    }
  });

  it('hides the reader of six cases with one more, and not the others', () => {
    const shown = analyse(plantedStudy(1, 20, 30), { metrics: ['auc'] }, below);
    const readers = shown.estimates.filter(
      (one) => one.metric === 'auc' && one.model === 'old' && one.slice['reader'] !== undefined,
    );
    expect(readers.filter((one) => one.suppressed === true)).toHaveLength(2);
    expect(readers.filter((one) => one.value !== null)).toHaveLength(2);
    expect(readers.at(-1)!.suppressed).toBe(true);
  });

  it('leaves no count of the six cases in tables and maps', () => {
    const shown = analyse(plantedStudy(1, 20, 30), { metrics: ['auc'] }, below);
    const blocks = shown.sections.flatMap((section) => section.blocks);
    const of = (end: string): Block => blocks.find((block) => block.id.endsWith(end))!;
    const cells = of('cells');
    if (cells.kind !== 'heat-map') throw new Error('no heat map');
    for (const column of [0, 1])
      expect(cells.values.filter((row) => row[column] === null)).toHaveLength(2);
    const times = of('times-readers');
    if (times.kind !== 'table') throw new Error('no table');
    expect(times.rows.filter((row) => row['readings_1'] === null)).toHaveLength(2);
    expect(times.rows[0]!['readings_1']).not.toBeNull();
  });

  it('without a limit hides nothing', () => {
    const open = analyse(plantedStudy(1, 20, 30), { metrics: [...metrics] });
    expect(open.estimates.some((one) => one.suppressed === true)).toBe(false);
  });
});

describe('hidden parts of a total', () => {
  it('are two at least, and enough people together', () => {
    expect([...hiddenParts([30, 4, 12, 50], 10)].sort()).toEqual([1, 2]);
    expect([...hiddenParts([30, 2, 3, 50], 10)].sort()).toEqual([0, 1, 2]);
    expect(hiddenParts([30, 12], 10).size).toBe(0);
    expect(hiddenParts([30, 0, 12], 10).size).toBe(0);
    expect([...hiddenParts([4], 10)]).toEqual([0]);
    expect(hiddenParts([4, 3], null).size).toBe(0);
  });
});
