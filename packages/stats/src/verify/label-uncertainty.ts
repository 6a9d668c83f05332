import { randomStream } from '../random.ts';
import { normalCdf, normalQuantile } from '../special/normal.ts';
import type { VerifyForm } from './cells.ts';
import { verifyRow } from './row.ts';
import type { VerifyRow } from './types.ts';

/** A design in which nobody knows the true label: readers hint at it. */
export interface LabelDesign {
  readonly patients: number;
  readonly readers: number;
  readonly sensitivity: number;
  readonly specificity: number;
  /** How much lower both are in the second of two groups of patients. */
  readonly worseInGroup: number;
  /** How much lower the model's mean score of positives is in the second group. */
  readonly scoreShift: number;
  /** Added to the chance of a reader's error where the model is least sure: 0 = independent errors. */
  readonly sharedErrors: number;
}

/** A cell of the simulation of label uncertainty; computed where labels can be drawn. */
export interface LabelCell {
  readonly id: string;
  readonly claim: 'C5' | 'C5-fails';
  readonly runs: number;
  readonly design: LabelDesign;
}

/** One simulated study: rows are patients. */
export interface LabelStudy {
  readonly truth: Uint8Array;
  readonly score: Float64Array;
  readonly group: Int32Array;
  /** Row-major answers, rows by readers. */
  readonly answers: Uint8Array;
  /** Majority of the answers; ties count as no. */
  readonly majority: Uint8Array;
}

/** What is covered, with its true value. */
export type LabelMeasure = 'auroc' | 'sensitivity' | 'gap in auroc' | 'gap in sensitivity';

/** Limits by measure: with the majority taken as the truth, and with labels drawn. */
export interface LabelLimits {
  readonly without: Readonly<Partial<Record<LabelMeasure, readonly [number, number]>>>;
  readonly with: Readonly<Partial<Record<LabelMeasure, readonly [number, number]>>>;
  /** Whether the readings were seen to contradict independent errors. */
  readonly isDoubtful: boolean;
}

/** Threshold of the simulated model on its score. */
export const labelThreshold = 0.9;
const prevalence = 0.3;
const shareOfGroup = 0.4;
const shift = Math.SQRT2 * normalQuantile(0.88);
/** Errors are shared where the noise of the score passes this far to the wrong side. */
const hard = 0.5;

const independent: LabelDesign = {
  patients: 400,
  readers: 3,
  sensitivity: 0.8,
  specificity: 0.9,
  worseInGroup: 0,
  scoreShift: 0.3,
  sharedErrors: 0,
};

/**
 * The cells of the simulation of label uncertainty.
 *
 * @param form short or full
 */
export function labelCells(form: VerifyForm): LabelCell[] {
  const runs = form === 'full' ? 1000 : 40;
  const worse = { ...independent, worseInGroup: 0.15, scoreShift: 0 };
  const shared = { ...independent, sharedErrors: 0.35 };
  const cells: LabelCell[] = [
    { id: 'c5/readers3/p400', claim: 'C5', runs, design: independent },
    { id: 'c5/readers3/p400/worse-in-group', claim: 'C5', runs, design: worse },
    { id: 'c5/readers3/p400/shared-errors', claim: 'C5-fails', runs, design: shared },
  ];
  if (form === 'full') {
    const small = { ...independent, patients: 300 };
    cells.push({ id: 'c5/readers3/p300', claim: 'C5', runs, design: small });
  }
  return cells;
}

/** True values of what is covered, in an endless population. */
export function labelTruth(design: LabelDesign): Readonly<Record<LabelMeasure, number>> {
  const area = (d: number): number => normalCdf(d / Math.SQRT2);
  const hit = (d: number): number => normalCdf(d - labelThreshold);
  const other = shift - design.scoreShift;
  const mean = (f: (d: number) => number): number =>
    (1 - shareOfGroup) * f(shift) + shareOfGroup * f(other);
  return {
    auroc: mean(area),
    sensitivity: mean(hit),
    'gap in auroc': area(other) - area(shift),
    'gap in sensitivity': hit(other) - hit(shift),
  };
}

/** One study of the design. */
export function labelStudy(design: LabelDesign, seed: number, run: number): LabelStudy {
  const { patients, readers } = design;
  const uniform = randomStream(seed, 5, patients, Math.round(1000 * design.sharedErrors), run);
  const truth = new Uint8Array(patients);
  const score = new Float64Array(patients);
  const group = new Int32Array(patients);
  const answers = new Uint8Array(patients * readers);
  const majority = new Uint8Array(patients);
  for (let i = 0; i < patients; i++) {
    const g = uniform() < shareOfGroup ? 1 : 0;
    const y = uniform() < prevalence ? 1 : 0;
    const noise = normalQuantile(Math.max(1e-12, uniform()));
    truth[i] = y;
    group[i] = g;
    score[i] = noise + y * (shift - g * design.scoreShift);
    const isHard = y === 1 ? noise < -hard : noise > hard;
    const right = (y === 1 ? design.sensitivity : design.specificity) - g * design.worseInGroup;
    const error = 1 - right + (isHard ? design.sharedErrors : 0);
    let yes = 0;
    for (let r = 0; r < readers; r++) {
      const said = uniform() < error ? 1 - y : y;
      answers[i * readers + r] = said;
      yes += said;
    }
    majority[i] = 2 * yes > readers ? 1 : 0;
  }
  return { truth, score, group, answers, majority };
}

/** The design in words. */
function describe(design: LabelDesign): string {
  const { readers, patients, sensitivity, specificity, worseInGroup, sharedErrors } = design;
  const parts = [
    `${readers} readers of sensitivity ${sensitivity}, specificity ${specificity}, ${patients} patients, prevalence ${prevalence}`,
    ...(worseInGroup > 0 ? [`both ${worseInGroup} lower in one group, no true gap`] : []),
    ...(sharedErrors > 0
      ? [`errors ${sharedErrors} more likely on the cases on which the model errs`]
      : []),
  ];
  return parts.join('; ');
}

const measures: readonly LabelMeasure[] = [
  'auroc',
  'sensitivity',
  'gap in auroc',
  'gap in sensitivity',
];
const nominal = 0.95;

/**
 * Coverage of the true values by limits that carry label uncertainty, and by limits that take the majority of
 * readers as the truth (C5).
 *
 * @param cell design and number of studies
 * @param found limits of each study
 * @returns a row a measure; rows of `C5-fails` are expected to fail
 */
export function labelRows(cell: LabelCell, found: readonly LabelLimits[]): VerifyRow[] {
  const truth = labelTruth(cell.design);
  const design = describe(cell.design);
  const cover = (road: 'with' | 'without', measure: LabelMeasure): VerifyRow => {
    const limits = found.flatMap((one) => {
      const own = one[road][measure];
      return own === undefined ? [] : [own];
    });
    const hits = limits.filter(
      ([low, high]) => low <= truth[measure] && truth[measure] <= high,
    ).length;
    return verifyRow({
      claim: road === 'without' ? 'C5-fails' : cell.claim,
      design,
      measure: `coverage of the true ${measure}, ${road === 'with' ? 'labels drawn' : 'majority taken as the truth'}`,
      nominal,
      band: [0.93, 0.97],
      hits,
      runs: limits.length,
      undefinedRuns: found.length - limits.length,
    });
  };
  const doubtful = found.filter((one) => one.isDoubtful).length;
  const isShared = cell.design.sharedErrors > 0;
  // A majority of readers who are equally good in both groups is wrong alike in both: its gaps hold.
  const naive = cell.design.worseInGroup > 0 ? measures : measures.slice(0, 2);
  return [
    ...(isShared ? measures.slice(0, 1) : measures).map((measure) => cover('with', measure)),
    ...(isShared ? [] : naive.map((measure) => cover('without', measure))),
    verifyRow({
      claim: 'C5',
      design,
      measure: isShared
        ? 'studies in which the readings are called doubtful'
        : 'studies in which independent readings are called doubtful',
      nominal: isShared ? 1 : 0.05,
      band: isShared ? [0.5, 1] : [0, 0.05],
      hits: doubtful,
      runs: found.length,
    }),
  ];
}
