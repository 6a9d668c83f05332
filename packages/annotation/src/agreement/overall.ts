import type { ReadersEstimate } from '@equipoise/domain';
import {
  type AgreementInterval,
  agreementInterval,
  clusteredProportionFromCounts,
  completeTargets,
  oneAgainstRest,
  prevalenceAndBias,
  type Ratings,
} from '@equipoise/stats';
import type { AgreementContext } from './agreement-context.ts';
import type { CoefficientChoice, NamedCoefficient } from './coefficient-choice.ts';
import { countPatients, type RatedQuestion } from './rated-question.ts';

/** Agreement of all readers on one question. */
export interface Overall {
  readonly byId: ReadonlyMap<string, ReadersEstimate>;
  /** The same with readers as the sample. */
  readonly overReaders: ReadonlyMap<string, ReadersEstimate>;
  readonly headline: ReadersEstimate;
  /** Headline with patients and readers both as samples. */
  readonly overBoth: ReadersEstimate | null;
  readonly percent: ReadersEstimate | null;
  /** One class against the rest; empty for two classes and numbers. */
  readonly byClass: readonly { readonly name: string; readonly kappa: ReadersEstimate }[];
  /** Share of each class in all answers. */
  readonly shares: readonly { readonly name: string; readonly share: ReadersEstimate }[];
  readonly prevalenceIndex: ReadersEstimate | null;
  readonly biasIndex: ReadersEstimate | null;
}

/** An interval as the parts of an estimate. */
export function intervalParts(interval: AgreementInterval): {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly method: string;
  readonly caseCount: number;
  readonly patientCount: number;
  readonly readerCount: number;
  readonly readingCount: number;
  readonly standardError: number | null;
  readonly reason: string | null;
  readonly caution: string | null;
} {
  return {
    value: interval.estimate.value,
    low: interval.limits?.[0] ?? null,
    high: interval.limits?.[1] ?? null,
    method: interval.method,
    caseCount: interval.pairedUnitCount,
    patientCount: interval.patientCount,
    readerCount: interval.readerCount,
    readingCount: interval.readingCount,
    standardError: interval.se.value,
    reason: interval.estimate.reason ?? null,
    caution: interval.limits === null ? (interval.reason ?? null) : null,
  };
}

/** Readings times readers above which readers are left out in turn for the main coefficients only. */
const costly = 4e6;

/**
 * Coefficients over all readers with patient-clustered limits, reader-clustered ones beside, the shares of the
 * answers and the indices of prevalence and bias.
 */
export function overallAgreement(
  question: RatedQuestion,
  choice: CoefficientChoice,
  context: AgreementContext,
): Overall {
  const { ratings } = question;
  const { level, areSlots } = context.options;
  const byId = new Map<string, ReadersEstimate>();
  const overReaders = new Map<string, ReadersEstimate>();
  const cost = ratings.codes.length * question.readers.length;
  const isMain = (one: NamedCoefficient): boolean =>
    one === choice.headline || one.id.startsWith('gwet') || one === choice.percent;
  for (const one of choice.all) {
    const parts = partsOf(question, one, level);
    byId.set(one.id, context.estimate({ metric: one.id, ...parts }));
    if (areSlots || question.readers.length < 3 || (cost > costly && !isMain(one))) continue;
    if (cost > costly * 30) continue;
    const readers = agreementInterval(ratings, one.coefficient, { level, over: 'readers' });
    overReaders.set(
      one.id,
      context.estimate({ metric: `${one.id}-over-readers`, ...intervalParts(readers) }),
    );
  }
  const hasReaders = overReaders.has(choice.headline.id);
  const both = hasReaders
    ? agreementInterval(ratings, choice.headline.coefficient, { level, over: 'both' })
    : null;
  return {
    byId,
    overReaders,
    headline: byId.get(choice.headline.id)!,
    overBoth:
      both === null
        ? null
        : context.estimate({
            metric: `${choice.headline.id}-over-patients-and-readers`,
            ...intervalParts(both),
          }),
    percent: choice.percent === null ? null : (byId.get(choice.percent.id) ?? null),
    ...answerShares(question, context),
  };
}

function partsOf(
  question: RatedQuestion,
  one: NamedCoefficient,
  level: number,
): ReturnType<typeof intervalParts> {
  const { ratings } = question;
  const parts = intervalParts(agreementInterval(ratings, one.coefficient, { level }));
  const isMeasured = one.id.startsWith('icc') || one.id === 'concordance';
  if (!isMeasured) return parts;
  const complete = completeTargets({
    values: question.table,
    readerCount: question.readers.length,
  });
  const counts = { ...parts, caseCount: complete.targetCount };
  if (parts.value !== null || complete.targetCount >= 2) return counts;
  return { ...counts, reason: question.pairedCount === 0 ? 'no-pairs' : 'incomplete-design' };
}

/** Most classes for which each class is put against the rest. */
const mostClasses = 30;
/** Most readers for whom pairs are counted. */
const mostPaired = 300;

function answerShares(
  question: RatedQuestion,
  context: AgreementContext,
): Pick<Overall, 'byClass' | 'shares' | 'prevalenceIndex' | 'biasIndex'> {
  const { ratings, classes } = question;
  if (classes === null || classes.length > mostClasses) {
    return { byClass: [], shares: [], prevalenceIndex: null, biasIndex: null };
  }
  const { level } = context.options;
  const counts = {
    caseCount: question.answeredCaseCount,
    patientCount: countPatients(ratings, (u) => ratings.starts[u + 1]! > ratings.starts[u]!),
    readerCount: question.readers.length,
    readingCount: ratings.codes.length,
  };
  const shares = classes.map((name, code) => ({
    name,
    share: context.estimate({
      metric: 'answer-share',
      class: name,
      ...shareOf(ratings, code, null, level),
      ...counts,
    }),
  }));
  const byClass =
    classes.length === 2
      ? []
      : classes.map((name, code) => ({
          name,
          kappa: context.estimate({
            metric: 'class-kappa',
            class: name,
            ...intervalParts(
              agreementInterval(oneAgainstRest(ratings, code), { kind: 'fleiss' }, { level }),
            ),
          }),
        }));
  if (classes.length !== 2) return { byClass, shares, prevalenceIndex: null, biasIndex: null };
  const positives = ratings.codes.reduce((sum, code) => sum + code, 0) / ratings.codes.length;
  const indices = question.readers.length > mostPaired ? null : prevalenceAndBias(ratings);
  // An index gives back the share that was hidden.
  const isHidden = shares.some(({ share }) => share.suppressed === true);
  const index = (metric: string, value: { value: number | null; reason?: string | undefined }) =>
    context.estimate({
      metric,
      value: isHidden ? null : value.value,
      low: null,
      high: null,
      method: 'of-the-readings',
      caution: 'describes-the-readings',
      reason: isHidden ? 'suppressed' : (value.reason ?? null),
      ...counts,
    });
  return {
    byClass,
    shares,
    prevalenceIndex: index('prevalence-index', { value: Math.abs(2 * positives - 1) }),
    biasIndex: indices === null ? null : index('bias-index', indices.biasIndex),
  };
}

/** Share of a class in the answers of one reader, or of all; patients are the clusters. */
export function shareOf(
  ratings: Ratings,
  code: number,
  reader: number | null,
  level: number,
): {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly method: string;
  readonly numerator: number;
  readonly denominator: number;
  readonly reason: string | null;
  readonly caution: string | null;
} {
  const hits = new Float64Array(ratings.patientCount);
  const sizes = new Float64Array(ratings.patientCount);
  for (let u = 0; u < ratings.unitCount; u++) {
    const patient = ratings.patients[u]!;
    for (let i = ratings.starts[u]!; i < ratings.starts[u + 1]!; i++) {
      if (reader !== null && ratings.readers[i] !== reader) continue;
      sizes[patient]!++;
      if (ratings.codes[i] === code) hits[patient]!++;
    }
  }
  return proportionParts(clusteredProportionFromCounts(hits, sizes, level));
}

/** A clustered share as the parts of an estimate. */
export function proportionParts(share: ReturnType<typeof clusteredProportionFromCounts>): {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly method: string;
  readonly numerator: number;
  readonly denominator: number;
  readonly reason: string | null;
  readonly caution: string | null;
} {
  return {
    value: share.estimate.value,
    low: share.limits?.[0] ?? null,
    high: share.limits?.[1] ?? null,
    method: share.method,
    numerator: share.successes,
    denominator: share.rows,
    reason: share.estimate.reason ?? null,
    caution: share.limits === null ? (share.se.reason ?? 'one-cluster') : null,
  };
}
