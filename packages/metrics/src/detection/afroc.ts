import { none, some, type Value } from '@equipoise/stats';
import { fail } from '../errors.ts';
import { type LesionMarks, type LesionRatings, lesionRatings } from './marks.ts';

/** Areas of the alternative free-response family and the inferred ROC. */
export interface AfrocFigures {
  /** Every lesion against the false positives of normal cases. */
  readonly afroc: Value;
  /** The same with lesions weighted to 1 per case. */
  readonly wafroc: Value;
  /** Every lesion against the false positives of all cases. */
  readonly afroc1: Value;
  /** The same with lesions weighted to 1 per case. */
  readonly wafroc1: Value;
  /** Area under the ROC curve of the highest mark of each case. */
  readonly inferredRoc: Value;
  readonly normalCount: number;
  readonly diseasedCount: number;
  readonly lesionCount: number;
}

/** Cases that are left out together: the patient of each case, 0 to patientCount − 1. */
export interface CasePatients {
  readonly patientOf: ArrayLike<number>;
  readonly patientCount: number;
}

/** One figure of the family. */
export type AfrocKind = 'afroc' | 'wafroc' | 'afroc1' | 'wafroc1' | 'inferred-roc';

/** A figure of merit with what it becomes without each case or patient; NaN where there is no value. */
export interface CaseJackknife {
  readonly figure: number;
  readonly leaveOneOut: Float64Array;
}

/**
 * AFROC, weighted AFROC, AFROC1 and inferred ROC of one reader. Unmarked lesions and unmarked cases rank below
 * every mark (minus infinity); ties count one half.
 *
 * @param marks marks matched to lesions
 * @param lesionWeights weight per lesion, in the order of cases; 1 over the lesions of the case by default
 * @returns values in [0, 1]; `no-lesions` or `no-normal-cases`
 *
 * Errors: `metrics/length-mismatch` when weights and lesions differ in number.
 * Source: Chakraborty and Berbaum 2004, Medical Physics 31:2313; Chakraborty and Zhai 2016, Medical Physics
 * 43:2548 (weighted AFROC).
 */
export function afroc(marks: LesionMarks, lesionWeights?: ArrayLike<number>): AfrocFigures {
  const value = (kind: AfrocKind): Value => {
    const { figure } = afrocJackknife(marks, kind, lesionWeights);
    if (!Number.isNaN(figure)) return some(figure);
    return none(counts.lesionCount === 0 ? 'no-lesions' : 'no-normal-cases');
  };
  const counts = countCases(marks);
  return {
    afroc: value('afroc'),
    wafroc: value('wafroc'),
    afroc1: value('afroc1'),
    wafroc1: value('wafroc1'),
    inferredRoc: value('inferred-roc'),
    ...counts,
  };
}

/**
 * One figure of the family with its leave-one-out values, ready for the jackknife covariance of a reader study.
 *
 * @param marks marks matched to lesions
 * @param kind which figure
 * @param lesionWeights weight per lesion for the weighted figures; 1 over the lesions of the case by default
 * @param patients cases of one patient, left out together where patients have several; each case alone by default
 * @returns the figure (NaN without lesions or without cases to compare with) and one value per case, or per patient
 *
 * Errors: `metrics/length-mismatch` when weights and lesions, or patients and cases, differ in number.
 * Source: Quenouille 1956, Biometrika 43:353; Obuchowski 1997, Biometrics 53:567 (clustered cases).
 */
export function afrocJackknife(
  marks: LesionMarks,
  kind: AfrocKind,
  lesionWeights?: ArrayLike<number>,
  patients?: CasePatients,
): CaseJackknife {
  const caseCount = marks.lesionCounts.length;
  const units = patients ?? { patientOf: { length: caseCount }, patientCount: caseCount };
  if (units.patientOf.length !== caseCount)
    fail(
      'metrics/length-mismatch',
      `${units.patientOf.length} patients were named for ${caseCount} cases.`,
      'Name the patient of each case.',
    );
  const unitOf = Int32Array.from({ length: caseCount }, (_, c) => patients?.patientOf[c] ?? c);
  const groups: Units = { unitOf, unitCount: units.patientCount };
  const ratings = lesionRatings(marks);
  if (kind === 'inferred-roc') return inferredRoc(marks, ratings, groups);
  const isWeighted = kind === 'wafroc' || kind === 'wafroc1';
  const weights = isWeighted
    ? weightsOf(marks, ratings, lesionWeights)
    : new Float64Array(ratings.lesionScore.length).fill(1);
  const isCompared = Uint8Array.from(marks.lesionCounts, (count) =>
    kind.endsWith('1') || count === 0 ? 1 : 0,
  );
  return pairFigure(ratings, weights, isCompared, groups);
}

/** What is left out at once: a case, or all cases of a patient. */
interface Units {
  readonly unitOf: Int32Array;
  readonly unitCount: number;
}

/** Weighted share of (lesion, compared case) pairs in which the lesion ranks higher, and that without each unit. */
function pairFigure(
  { lesionScore, lesionCase, falsePositive }: LesionRatings,
  weights: Float64Array,
  isCompared: Uint8Array,
  { unitOf, unitCount }: Units,
): CaseJackknife {
  const compared = Float64Array.from(falsePositive.filter((_, c) => isCompared[c] === 1)).sort();
  const order = Array.from({ length: lesionScore.length }, (_, l) => l);
  order.sort((a, b) => lesionScore[a]! - lesionScore[b]!);
  const sorted = Float64Array.from(order, (l) => lesionScore[l]!);
  const above = new Float64Array(sorted.length + 1);
  for (let k = sorted.length - 1; k >= 0; k--) above[k] = above[k + 1]! + weights[order[k]!]!;
  // Compared cases of each unit: pairs inside a unit are taken off with it only once.
  const comparedOf: number[][] = Array.from({ length: unitCount }, () => []);
  for (let c = 0; c < isCompared.length; c++)
    if (isCompared[c] === 1) comparedOf[unitOf[c]!]!.push(c);
  const lost = new Float64Array(unitCount);
  const weightOf = new Float64Array(unitCount);
  let total = 0;
  let allWeight = 0;
  for (let l = 0; l < lesionScore.length; l++) {
    const [below, upTo] = bounds(compared, lesionScore[l]!);
    const won = weights[l]! * ((below + upTo) / 2);
    const unit = unitOf[lesionCase[l]!]!;
    total += won;
    lost[unit]! += won;
    weightOf[unit]! += weights[l]!;
    allWeight += weights[l]!;
    for (const c of comparedOf[unit]!)
      lost[unit]! -= weights[l]! * success(lesionScore[l]!, falsePositive[c]!);
  }
  const leaveOneOut = new Float64Array(unitCount);
  for (let u = 0; u < unitCount; u++) {
    for (const c of comparedOf[u]!) {
      const [below, upTo] = bounds(sorted, falsePositive[c]!);
      lost[u]! += (above[below]! + above[upTo]!) / 2;
    }
    const pairs = (allWeight - weightOf[u]!) * (compared.length - comparedOf[u]!.length);
    leaveOneOut[u] = pairs > 1e-12 ? (total - lost[u]!) / pairs : Number.NaN;
  }
  const pairs = allWeight * compared.length;
  return { figure: pairs > 0 ? total / pairs : Number.NaN, leaveOneOut };
}

function success(lesion: number, other: number): number {
  return lesion > other ? 1 : lesion === other ? 0.5 : 0;
}

/** How many sorted values lie below `x`, and how many at or below. */
function bounds(sorted: Float64Array, x: number): [below: number, upTo: number] {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < x) low = middle + 1;
    else high = middle;
  }
  const below = low;
  high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return [below, low];
}

function inferredRoc(marks: LesionMarks, { highest }: LesionRatings, units: Units): CaseJackknife {
  const isCompared = Uint8Array.from(marks.lesionCounts, (count) => (count === 0 ? 1 : 0));
  const diseased = Int32Array.from(isCompared.keys()).filter((c) => isCompared[c] === 0);
  return pairFigure(
    {
      lesionScore: Float64Array.from(diseased, (c) => highest[c]!),
      lesionCase: diseased,
      falsePositive: highest,
      highest,
    },
    new Float64Array(diseased.length).fill(1),
    isCompared,
    units,
  );
}

function weightsOf(
  marks: LesionMarks,
  { lesionScore, lesionCase }: LesionRatings,
  given?: ArrayLike<number>,
): Float64Array {
  if (!given) return Float64Array.from(lesionCase, (c) => 1 / marks.lesionCounts[c]!);
  if (given.length !== lesionScore.length)
    fail(
      'metrics/length-mismatch',
      `${given.length} weights were given for ${lesionScore.length} lesions.`,
      'Give one weight per lesion, in the order of the cases.',
    );
  return Float64Array.from(given);
}

function countCases(
  marks: LesionMarks,
): Pick<AfrocFigures, 'normalCount' | 'diseasedCount' | 'lesionCount'> {
  let normalCount = 0;
  let lesionCount = 0;
  for (let c = 0; c < marks.lesionCounts.length; c++) {
    if (marks.lesionCounts[c] === 0) normalCount++;
    lesionCount += marks.lesionCounts[c]!;
  }
  return { normalCount, diseasedCount: marks.lesionCounts.length - normalCount, lesionCount };
}
