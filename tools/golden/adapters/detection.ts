import {
  afroc,
  type Box,
  boxIou,
  type Detection,
  type DetectionMatch,
  detectionF1,
  detectionPrecision,
  froc,
  matchBoxes,
  panopticQuality,
} from '@equipoise/metrics';
import type { Input } from './input.ts';

// The case files fix the types of their fields (README of the golden values), so casts here are reads.
const box = (input: Input, key: string): number[] => input[key] as number[];
const matchOf = (input: Input): DetectionMatch =>
  matchBoxes(
    input['groundTruth'] as Box[][],
    input['detections'] as Detection[],
    input['iou'] as number,
  );

/** Library calls behind every `det.` function of the golden files. */
export const detectionAdapters: Record<string, (input: Input) => unknown> = {
  'det.ap': (input) => {
    const match = matchOf(input);
    const result = detectionPrecision(match);
    return {
      isTp: match.isHit,
      apInterpolatedAllPoint: result.allPoint.value,
      ap101: result.at101.value,
      apStep: result.step.value,
      nGroundTruth: result.lesionCount,
      tpTotal: result.hitCount,
      fpTotal: result.falsePositiveCount,
    };
  },
  'det.f1': (input) => {
    const result = detectionF1(matchOf(input), input['threshold'] as number);
    return {
      tp: result.hitCount,
      fp: result.falsePositiveCount,
      fn: result.missedCount,
      f1: result.f1.value,
      precision: result.precision.value,
      recall: result.recall.value,
      fpPerImage: result.falsePositivesPerImage.value,
    };
  },
  'det.froc': (input) => {
    const curve = froc(matchOf(input), input['fpPerImage'] as number[]);
    return {
      thresholds: curve.thresholds,
      fppi: curve.falsePositivesPerImage,
      sensitivity: curve.sensitivity,
      atStep: curve.atStep.map((one) => one.value),
      atLinear: curve.atLinear.map((one) => one.value),
      cpmStep: curve.cpmStep.value,
      cpmLinear: curve.cpmLinear.value,
    };
  },
  'det.afroc': (input) => {
    const result = afroc(matchOf(input));
    return {
      afroc: result.afroc.value,
      wafroc: result.wafroc.value,
      afroc1: result.afroc1.value,
      inferredRocAuc: result.inferredRoc.value,
      nNormal: result.normalCount,
    };
  },
  'det.panoptic': (input) => {
    const flat = (key: string): number[] => (input[key] as number[][]).flat();
    const result = panopticQuality(flat('ref'), flat('pred'));
    return {
      sq: result.segmentation.value,
      rq: result.recognition.value,
      pq: result.panoptic.value,
      tp: result.matchedCount,
      fp: result.falsePositiveCount,
      fn: result.missedCount,
    };
  },
  'det.boxIou': (input) => {
    const plane = boxIou(box(input, 'a'), box(input, 'b'));
    return {
      iou: plane.iou,
      iou3: boxIou(box(input, 'a3'), box(input, 'b3')).iou,
      intersectionOverRef: plane.intersectionOverReference,
    };
  },
};
