import {
  boundaryIou,
  centrelineDice,
  connectedComponents,
  decodeRuns,
  distanceTransform,
  type Mask,
  multilabelDice,
  type SurfaceMetrics,
  segmentationMetrics,
  type Value,
} from '@equipoise/imaging';
import { type Input, number } from './input.ts';

interface Runs {
  readonly shape: readonly number[];
  readonly rle: readonly number[];
}

// The case files fix the types of their fields (README of the golden values), so casts here are reads.
function mask(input: Input, name: string): Mask {
  const { shape, rle } = input[name] as Runs;
  const spacing = input['spacing'] as readonly number[] | undefined;
  return { shape, spacingMm: spacing ?? shape.map(() => 1), data: decodeRuns(shape, rle), name };
}

const numberOrNull = (x: Value): number | null => x.value;

function border(m: SurfaceMetrics): unknown {
  return {
    hd: numberOrNull(m.hausdorff),
    hd95: numberOrNull(m.hausdorff95),
    hd95pooled: numberOrNull(m.hausdorff95Pooled),
    assd: numberOrNull(m.assd),
    masd: numberOrNull(m.masd),
    nsd: numberOrNull(m.surfaceDice),
    nBorderRef: m.referencePoints,
    nBorderPred: m.predictedPoints,
  };
}

function surfel(m: SurfaceMetrics): unknown {
  return {
    avgRefToPred: numberOrNull(m.averageReferenceToPredicted),
    avgPredToRef: numberOrNull(m.averagePredictedToReference),
    hd100: numberOrNull(m.hausdorff),
    hd95: numberOrNull(m.hausdorff95),
    overlapRef: numberOrNull(m.referenceShare),
    overlapPred: numberOrNull(m.predictedShare),
    surfaceDice: numberOrNull(m.surfaceDice),
  };
}

function flatten(rows: unknown): number[] {
  return (rows as unknown[]).flat(Number.POSITIVE_INFINITY) as number[];
}

function shapeOf(rows: unknown): number[] {
  return Array.isArray(rows) ? [rows.length, ...shapeOf(rows[0])] : [];
}

function descending(sizes: Int32Array): number[] {
  return [...sizes].sort((a, b) => b - a);
}

/** Library calls behind every `seg.` function of the golden files. */
export const segmentationAdapters: Record<string, (input: Input) => unknown> = {
  'seg.metrics': (input) => {
    const [ref, pred] = [mask(input, 'ref'), mask(input, 'pred')];
    const m = segmentationMetrics(ref, pred, number(input, 'tolerance'));
    return {
      dice: numberOrNull(m.dice),
      iou: numberOrNull(m.iou),
      sensitivity: numberOrNull(m.sensitivity),
      precision: numberOrNull(m.precision),
      volumeRef: m.volume.reference,
      volumePred: m.volume.predicted,
      volumeError: m.volume.error,
      relativeVolumeError: numberOrNull(m.volume.relativeError),
      volumetricSimilarity: numberOrNull(m.volume.similarity),
      centroidDistance: numberOrNull(m.centroidDistance),
      border: border(m.border),
      surfel: surfel(m.surfel),
      itkHausdorff: numberOrNull(m.volumeHausdorff),
    };
  },
  'seg.metricsPolicy': (input) => {
    const [ref, pred] = [mask(input, 'ref'), mask(input, 'pred')];
    const m = segmentationMetrics(ref, pred, number(input, 'tolerance'));
    return {
      dice: numberOrNull(m.dice),
      iou: numberOrNull(m.iou),
      nsd: numberOrNull(m.surfel.surfaceDice),
      hd: numberOrNull(m.border.hausdorff),
      hd95: numberOrNull(m.border.hausdorff95),
      assd: numberOrNull(m.border.assd),
    };
  },
  'seg.multilabel': (input) => {
    const shape = shapeOf(input['ref']);
    const spacingMm = shape.map(() => 1);
    const result = multilabelDice(
      { shape, spacingMm, data: flatten(input['ref']) },
      { shape: shapeOf(input['pred']), spacingMm, data: flatten(input['pred']) },
      input['labels'] as number[],
    );
    return {
      dice: Object.fromEntries([...result.dice].map(([k, v]) => [String(k), v.value])),
      macro: numberOrNull(result.macro),
      micro: numberOrNull(result.micro),
      generalised: numberOrNull(result.generalised),
    };
  },
  'seg.clDice': (input) => {
    const result = centrelineDice(mask(input, 'ref'), mask(input, 'pred'), {
      reference: mask(input, 'skeletonRef'),
      predicted: mask(input, 'skeletonPred'),
    });
    return {
      topologyPrecision: numberOrNull(result.topologyPrecision),
      topologySensitivity: numberOrNull(result.topologySensitivity),
      clDice: numberOrNull(result.clDice),
    };
  },
  'seg.clDiceEndToEnd': (input) => ({
    clDice: numberOrNull(centrelineDice(mask(input, 'ref'), mask(input, 'pred')).clDice),
  }),
  'seg.boundaryIou': (input) => ({
    boundaryIou: numberOrNull(
      boundaryIou(mask(input, 'ref'), mask(input, 'pred'), number(input, 'width')),
    ),
  }),
  'seg.components': (input) => {
    const object = mask(input, 'mask');
    const face = connectedComponents(object, 'face');
    const edge = connectedComponents(object, 'edge');
    const full = connectedComponents(object, 'full');
    return {
      face: face.count,
      edge: edge.count,
      full: full.count,
      sizesFace: descending(face.sizes),
      sizesFull: descending(full.sizes),
    };
  },
  'seg.edt': (input) => {
    const distances = distanceTransform(mask(input, 'mask'));
    let sum = 0;
    let sumSquares = 0;
    let max = 0;
    for (const d of distances) {
      sum += d;
      sumSquares += d * d;
      max = Math.max(max, d);
    }
    return { sum, sumSquares, max, corner: distances.at(-1) };
  },
};
