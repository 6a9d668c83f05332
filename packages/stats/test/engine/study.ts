import type { EngineJob } from '../../src/engine/types.ts';
import { randomStream } from '../../src/random.ts';

/** What a made-up study looks like. */
export interface StudyShape {
  readonly patients: number;
  readonly images: number;
  readonly levels: number;
  readonly seed: number;
  /** the attribute changes within patients */
  readonly varies?: boolean;
  /** scores rounded to so many steps, for ties */
  readonly steps?: number;
  readonly weights?: boolean;
  readonly missing?: boolean;
}

/** A study with patient effects, one or two attributes and a decision at 0.5. */
export function makeStudy(shape: StudyShape): EngineJob {
  const u = randomStream(shape.seed, 77);
  const rowCount = shape.patients * shape.images;
  const patient = Int32Array.from({ length: rowCount }, (_, i) => i % shape.patients);
  const effect = Float64Array.from({ length: shape.patients }, () => u() - 0.5);
  const level = Int32Array.from({ length: shape.patients }, () => Math.floor(u() * shape.levels));
  const label = new Uint8Array(rowCount);
  const score = new Float64Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    label[i] = u() < 0.4 ? 1 : 0;
    const raw =
      0.5 + (label[i] === 1 ? 0.12 : -0.12) + 0.4 * (u() - 0.5) + 0.2 * effect[patient[i]!]!;
    const clipped = Math.min(0.98, Math.max(0.02, raw));
    score[i] =
      shape.steps === undefined ? clipped : Math.round(clipped * shape.steps) / shape.steps;
  }
  const codes = Int32Array.from({ length: rowCount }, (_, i) => {
    if (shape.missing === true && i % 11 === 0) return -1;
    return shape.varies === true && u() < 0.4
      ? Math.floor(u() * shape.levels)
      : level[patient[i]!]!;
  });
  return {
    rowCount,
    patientCount: shape.patients,
    patient,
    label,
    score,
    decision: Uint8Array.from(score, (s) => (s >= 0.5 ? 1 : 0)),
    loss: [Float64Array.from(score, (s, i) => (s - label[i]!) * (s - label[i]!))],
    rowWeight:
      shape.weights === true ? Float64Array.from({ length: rowCount }, () => 0.5 + u()) : null,
    attributes: [{ codes, levelCount: shape.levels }],
    metrics: [
      'auroc',
      'auprc',
      'sensitivity',
      'specificity',
      'ppv',
      'npv',
      'accuracy',
      'balanced-accuracy',
      'f1',
      'mcc',
      'youden',
      'fnr',
      'fpr',
      'selection-rate',
      'prevalence',
      'loss:0',
      'observed-expected',
      'calibration-slope',
      'calibration-intercept',
    ],
    replicates: 40,
    permutations: 0,
    level: 0.95,
    seed: 5,
    stream: 3,
    keepReplicates: true,
  };
}
