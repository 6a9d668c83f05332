import { replicatesFromClusterDraws } from '@equipoise/stats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boxIou,
  detectionF1,
  detectionPrecision,
  froc,
  matchBoxes,
  panopticQuality,
  resampledDetection,
} from '../../src/detection/index.ts';
import { scene } from './support.ts';

const match = matchBoxes(scene.groundTruth, scene.detections, 0.5);

describe('overlap of boxes', () => {
  const coordinate = fc.integer({ min: -20, max: 20 });
  const box = fc
    .tuple(coordinate, coordinate, fc.nat(15), fc.nat(15))
    .map(([x, y, w, h]) => [x, y, x + w, y + h]);

  it('is symmetric, in [0, 1], and does not move with both boxes', () => {
    fc.assert(
      fc.property(box, box, coordinate, (a, b, shift) => {
        const { iou } = boxIou(a, b);
        expect(boxIou(b, a).iou).toBe(iou);
        expect(iou).toBeGreaterThanOrEqual(0);
        expect(iou).toBeLessThanOrEqual(1);
        const moved = (one: number[]): number[] => one.map((x) => x + shift);
        expect(boxIou(moved(a), moved(b)).iou).toBeCloseTo(iou, 12);
      }),
    );
  });

  it('of boxes without content is 0, of a box with itself 1', () => {
    expect(boxIou([1, 1, 1, 1], [1, 1, 1, 1])).toEqual({ iou: 0, intersectionOverReference: 0 });
    expect(boxIou([0, 0, 0, 2, 2, 2], [0, 0, 0, 2, 2, 2]).iou).toBe(1);
  });

  it('refuses boxes of different dimension', () => {
    expect(() => boxIou([0, 0, 1, 1], [0, 0, 0, 1, 1, 1])).toThrow(/length-mismatch/);
    expect(() => boxIou([0, 0, 1], [0, 0, 1])).toThrow(/length-mismatch/);
  });
});

describe('matching', () => {
  it('takes detections by falling score; a second one on a lesion is a false positive', () => {
    expect(Array.from(match.isHit)).toEqual([1, 0, 1, 0, 1, 0]);
    expect(Array.from(match.markLesion)).toEqual([0, -1, 1, -1, 0, -1]);
  });

  it('does not depend on the order in which the detections are listed', () => {
    const turned = matchBoxes(scene.groundTruth, [...scene.detections].reverse(), 0.5);
    expect(Array.from(turned.isHit).reverse()).toEqual(Array.from(match.isHit));
  });

  it('a stricter threshold never finds more', () => {
    const hits = (iou: number): number =>
      detectionPrecision(matchBoxes(scene.groundTruth, scene.detections, iou)).hitCount;
    // At .85 the second box of the first lesion takes the place of the first.
    expect([0.1, 0.5, 0.85, 0.95, 1].map(hits)).toEqual([3, 3, 3, 1, 1]);
  });

  it('refuses an image that does not exist and a threshold outside (0, 1]', () => {
    expect(() => matchBoxes([[]], [{ image: 1, box: [0, 0, 1, 1], score: 1 }], 0.5)).toThrow(
      /image 1 of 1/,
    );
    expect(() => matchBoxes([], [], 0)).toThrow(/bad-definition/);
  });
});

describe('figures of detections', () => {
  it('count hits, false positives and misses at a threshold', () => {
    expect(detectionF1(match, 0.5)).toMatchObject({
      hitCount: 1,
      falsePositiveCount: 3,
      missedCount: 2,
      precision: { value: 0.25 },
      falsePositivesPerImage: { value: 1 },
    });
  });

  it('perfect detections have precision 1 by every convention', () => {
    const perfect = matchBoxes(
      scene.groundTruth,
      scene.detections.filter((_, i) => match.isHit[i] === 1),
      0.5,
    );
    const result = detectionPrecision(perfect);
    for (const one of [result.allPoint, result.at101, result.step])
      expect(one.value).toBeCloseTo(1, 12);
    expect(froc(perfect).cpmStep.value).toBe(1);
  });

  it('interpolated precision is never below the steps', () => {
    const result = detectionPrecision(match);
    expect(result.allPoint.value).toBeGreaterThanOrEqual(result.step.value!);
  });

  it('no lesion anywhere: null for what needs one, a rate of false positives all the same', () => {
    const none = matchBoxes([[], []], [{ image: 0, box: [0, 0, 1, 1], score: 0.5 }], 0.5);
    expect(detectionPrecision(none).step).toEqual({ value: null, reason: 'no-lesions' });
    expect(froc(none).cpmStep).toEqual({ value: null, reason: 'no-lesions' });
    expect(Array.from(froc(none).falsePositivesPerImage)).toEqual([0.5]);
    expect(detectionF1(none, 0).recall).toEqual({ value: null, reason: 'no-lesions' });
    expect(detectionF1(none, 0).f1.value).toBe(0);
  });

  it('nothing at all: every share is null', () => {
    const nothing = matchBoxes([], [], 0.5);
    const counts = detectionF1(nothing, 0.5);
    for (const one of [counts.f1, counts.precision, counts.recall, counts.falsePositivesPerImage])
      expect(one.value).toBeNull();
    expect(froc(nothing).atStep[0]).toEqual({ value: null, reason: 'no-images' });
  });

  it('FROC sensitivity rises with the rate and stays flat beyond the last point', () => {
    const { atStep, atLinear } = froc(match, [0, 0.2, 0.5, 1, 8, 100]);
    for (const list of [atStep, atLinear])
      for (let k = 1; k < list.length; k++)
        expect(list[k]!.value).toBeGreaterThanOrEqual(list[k - 1]!.value!);
    expect(atStep[5]!.value).toBe(1);
    expect(atLinear[5]!.value).toBe(1);
    expect(froc(match, []).cpmStep).toEqual({ value: null, reason: 'no-rates' });
  });

  it('whole image weights are copies of images', () => {
    const copies = [2, 0, 1];
    const images = copies.flatMap((count, image) => Array.from({ length: count }, () => image));
    const copied = matchBoxes(
      images.map((image) => scene.groundTruth[image]!),
      images.flatMap((image, at) =>
        scene.detections.filter((one) => one.image === image).map((one) => ({ ...one, image: at })),
      ),
      0.5,
    );
    expect(detectionPrecision(match, copies).step.value).toBeCloseTo(
      detectionPrecision(copied).step.value!,
      12,
    );
    expect(froc(match, undefined, copies).cpmLinear.value).toBeCloseTo(
      froc(copied).cpmLinear.value!,
      12,
    );
    expect(detectionF1(match, 0.5, copies)).toEqual(detectionF1(copied, 0.5));
  });

  it('resamples patients: images of one patient are drawn together', () => {
    const statistic = resampledDetection(match, { kind: 'sensitivity', threshold: 0.35 });
    const patients = Int32Array.of(0, 1, 1);
    const drawn = replicatesFromClusterDraws(statistic, patients, [
      [0, 0],
      [1, 1],
      [0, 1],
    ]);
    expect(Array.from(drawn)).toEqual([1, 0, 2 / 3]);
    for (const kind of ['average-precision', 'cpm'] as const)
      expect(resampledDetection(match, { kind })([1, 1, 1])).toBeGreaterThan(0);
    expect(resampledDetection(match, { kind: 'average-precision' })([0, 0, 1])).toBeNaN();
  });
});

describe('panoptic quality', () => {
  it('does not depend on the numbers of the instances', () => {
    const reference = [1, 1, 1, 0, 2, 2, 0, 3];
    const predicted = [5, 5, 0, 0, 9, 9, 9, 0];
    const a = panopticQuality(reference, predicted);
    const b = panopticQuality(
      reference.map((x) => (x === 0 ? 0 : 10 - x)),
      predicted.map((x) => x * 3),
    );
    expect(b).toEqual(a);
    expect(a).toMatchObject({ matchedCount: 2, falsePositiveCount: 0, missedCount: 1 });
    expect(a.panoptic.value).toBeCloseTo(a.segmentation.value! * a.recognition.value!, 12);
  });

  it('an overlap of exactly one half is no match', () => {
    expect(panopticQuality([1, 1], [1, 0]).matchedCount).toBe(0);
  });

  it('two empty pictures have no value; one empty picture has recognition 0', () => {
    expect(panopticQuality([0, 0], [0, 0]).panoptic).toEqual({
      value: null,
      reason: 'no-instances',
    });
    expect(panopticQuality([1, 0], [0, 0])).toMatchObject({
      recognition: { value: 0 },
      segmentation: { value: null, reason: 'no-match' },
    });
    expect(() => panopticQuality([1], [1, 0])).toThrow(/length-mismatch/);
  });
});
