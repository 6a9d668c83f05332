import type { ReadersEstimate } from '@equipoise/domain';
import {
  blandAltman,
  blandAltmanRepeated,
  type Limits,
  meanScore,
  tQuantile,
} from '@equipoise/stats';
import type { AgreementContext } from '../agreement/agreement-context.ts';
import { fitNumberModel, type NumberModel, type NumberReadings } from './number-fusion.ts';

/** What is known of one reader who measures. */
export interface NumberReader {
  readonly reader: number;
  readonly name: string;
  readonly caseCount: number;
  /** Offset against the mean of the readers, by the model. */
  readonly bias: ReadersEstimate;
  /** Standard deviation of the reader's error, by the model. */
  readonly sd: ReadersEstimate;
  /** Mean of reader minus mean of the others, case by case. */
  readonly fromOthers: ReadersEstimate;
  /** Where 95 of 100 of those differences lie. */
  readonly lower: ReadersEstimate;
  readonly upper: ReadersEstimate;
  /** Offset whose limits, shared among all readers, leave out 0. */
  readonly isBiased: boolean;
  /** Spread whose lower limit is above twice the middle reader's. */
  readonly isRough: boolean;
}

/** Groups of patients that are left out in turn. */
const mostFolds = 50;
/** Fewest patients for limits of the model's figures, of all readers and of one. */
const fewestPatients = 10;
const fewestOwn = 5;

interface Folds {
  readonly count: number;
  readonly models: readonly (NumberModel | null)[];
}

/** The model without one group of patients after the other. */
function leaveOut(readings: NumberReadings, patients: Int32Array, model: NumberModel): Folds {
  const order = new Map<number, number>();
  for (const t of readings.caseIndex) {
    if (!order.has(patients[t]!)) order.set(patients[t]!, order.size);
  }
  const count = Math.min(mostFolds, order.size);
  if (order.size < fewestPatients) return { count: 0, models: [] };
  const models = Array.from({ length: count }, (_, fold) => {
    const kept: number[] = [];
    readings.caseIndex.forEach((t, i) => {
      if (order.get(patients[t]!)! % count !== fold) kept.push(i);
    });
    return fitNumberModel(
      {
        ...readings,
        caseIndex: Int32Array.from(kept, (i) => readings.caseIndex[i]!),
        reader: Int32Array.from(kept, (i) => readings.reader[i]!),
        value: Float64Array.from(kept, (i) => readings.value[i]!),
      },
      model,
    );
  });
  return { count, models };
}

/** Jackknife error of a figure over the folds; null where one of them has none. */
function errorOf(folds: Folds, pick: (model: NumberModel) => number): number | null {
  const values: number[] = [];
  for (const model of folds.models) {
    const value = model === null ? Number.NaN : pick(model);
    if (!Number.isFinite(value)) return null;
    values.push(value);
  }
  if (values.length < 2) return null;
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const squares = values.reduce((sum, x) => sum + (x - mean) * (x - mean), 0);
  return Math.sqrt(((values.length - 1) / values.length) * squares);
}

/**
 * Offset, spread and limits of agreement of every reader; the limits of the model's figures leave out groups of
 * patients in turn.
 *
 * @param names of the readers of the model
 * @param readerCount readers with an answer
 */
export function numberReaders(
  readings: NumberReadings,
  model: NumberModel | null,
  patients: Int32Array,
  names: readonly string[],
  context: AgreementContext,
): NumberReader[] {
  const { caseIndex, reader, value, caseCount, readerCount } = readings;
  const { level } = context.options;
  const sums = new Float64Array(caseCount);
  const counts = new Float64Array(caseCount);
  const rowsOf: number[][] = Array.from({ length: readerCount }, () => []);
  value.forEach((x, i) => {
    sums[caseIndex[i]!]! += x;
    counts[caseIndex[i]!]!++;
    rowsOf[reader[i]!]!.push(i);
  });
  const active = rowsOf.flatMap((rows, r) => (rows.length > 0 ? [r] : []));
  const folds = model === null ? null : leaveOut(readings, patients, model);
  const isTold = active.length > 2;
  const sds = active.map((r) => model?.sd[r] ?? Number.NaN).sort((a, b) => a - b);
  const middle = sds[(sds.length - 1) >> 1] ?? Number.NaN;
  const order = [...active].sort((a, b) => (names[a]! < names[b]! ? -1 : 1));
  return order.map((r) => {
    const rows = rowsOf[r]!;
    const paired = rows.filter((i) => counts[caseIndex[i]!]! > 1);
    const own = paired.map((i) => value[i]!);
    const others = paired.map((i) => {
      const t = caseIndex[i]!;
      return (sums[t]! - value[i]!) / (counts[t]! - 1);
    });
    const who = paired.map((i) => patients[caseIndex[i]!]!);
    const people = new Set(rows.map((i) => patients[caseIndex[i]!]!)).size;
    const parts = {
      model: names[r]!,
      caseCount: rows.length,
      patientCount: people,
      readerCount: active.length,
      readingCount: rows.length,
    };
    const told = (metric: string, found: number | null, limits: Limits | null): ReadersEstimate =>
      context.estimate({
        ...parts,
        metric,
        value: found,
        low: limits?.[0] ?? null,
        high: limits?.[1] ?? null,
        method: limits === null ? 'random-effects-readers' : 'jackknife-patient-groups',
        reason:
          model === null
            ? 'no-case-has-two-readings'
            : isTold
              ? 'not-defined'
              : 'fewer-than-three-readers',
        caution: limits === null ? 'too-few-patients' : null,
      });
    const biasError = folds === null ? null : errorOf(folds, (one) => one.bias[r]!);
    const logError = folds === null ? null : errorOf(folds, (one) => Math.log(one.sd[r]!));
    // Groups without a patient of this reader tell nothing of the reader.
    const df = Math.min(folds?.count ?? 0, people) - 1;
    const around = (centre: number, error: number | null, share: number): Limits | null => {
      if (error === null || people < fewestOwn) return null;
      const half = tQuantile(1 - (1 - share) / 2, df) * error;
      return [centre - half, centre + half];
    };
    const bias = model === null ? null : model.bias[r]!;
    const sd = model === null || !isTold ? null : model.sd[r]!;
    const sdLimits = sd === null ? null : around(Math.log(sd), logError, level);
    const strict = 1 - (1 - level) / Math.max(1, active.length);
    const wide = bias === null ? null : around(bias, biasError, strict);
    const wideSd = sd === null ? null : around(Math.log(sd), logError, strict);
    const differences = own.map((x, i) => x - others[i]!);
    const mean = meanScore(differences, who, level);
    const isFew = mean.unitCount < fewestOwn;
    const counted = {
      ...parts,
      caseCount: mean.unitCount,
      patientCount: mean.patientCount,
    };
    const fromOthers = context.estimate({
      ...counted,
      metric: 'mean-difference-from-others',
      value: isFew ? null : mean.estimate.value,
      low: mean.limits?.[0] ?? null,
      high: mean.limits?.[1] ?? null,
      method: mean.method,
      reason: isFew ? 'too-few-cases' : (mean.estimate.reason ?? null),
      caution: mean.limits === null ? (mean.se.reason ?? null) : null,
    });
    const agreement = limitsOfAgreement(own, others, who, level);
    const edge = (metric: string, at: number | null, limits: Limits | null): ReadersEstimate =>
      context.estimate({
        ...counted,
        metric,
        value: isFew ? null : at,
        low: limits?.[0] ?? null,
        high: limits?.[1] ?? null,
        method: agreement.method,
        reason: 'too-few-cases',
        caution: limits === null ? 'no-limits-with-several-cases-a-patient' : null,
      });
    return {
      reader: r,
      name: names[r]!,
      caseCount: rows.length,
      bias: told('reader-bias', bias, bias === null ? null : around(bias, biasError, level)),
      sd: told(
        'reader-sd',
        sd,
        sdLimits === null ? null : [Math.exp(sdLimits[0]), Math.exp(sdLimits[1])],
      ),
      fromOthers,
      lower: edge('limit-of-agreement-low', agreement.limits?.[0] ?? null, agreement.lower),
      upper: edge('limit-of-agreement-high', agreement.limits?.[1] ?? null, agreement.upper),
      isBiased: isTold && wide !== null && (wide[0] > 0 || wide[1] < 0),
      isRough: wideSd !== null && Math.exp(wideSd[0]) > 2 * middle,
    };
  });
}

interface AgreementLimits {
  readonly limits: Limits | null;
  readonly lower: Limits | null;
  readonly upper: Limits | null;
  readonly method: string;
}

/** Limits of agreement of a reader and the mean of the others; exact limits of them where a patient has one case. */
function limitsOfAgreement(
  own: readonly number[],
  others: readonly number[],
  patients: readonly number[],
  level: number,
): AgreementLimits {
  const isRepeated = new Set(patients).size < patients.length;
  if (!isRepeated) {
    const found = blandAltman(own, others, level);
    return {
      limits: found.limitsOfAgreement,
      lower: found.lowerLimits,
      upper: found.upperLimits,
      method: 'bland-altman',
    };
  }
  const found = blandAltmanRepeated(
    own.map((x, i) => x - others[i]!),
    patients,
    level,
  );
  return {
    limits: found.limitsOfAgreement,
    lower: null,
    upper: null,
    method: 'bland-altman-repeated',
  };
}
