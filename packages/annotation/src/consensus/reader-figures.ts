import type { ReadersEstimate } from '@equipoise/domain';
import { clusteredProportion, expit, type Limits, logit, randomStream } from '@equipoise/stats';
import type { Collector } from '../frame/collector.ts';
import { majorityVote } from '../fusion/majority.ts';
import { withoutReader } from '../fusion/rates-against-others.ts';
import { type ReaderRate, readerRates } from '../fusion/reader-rates.ts';
import { sampledReaderRates } from '../posterior/sampled-rates.ts';
import { isGrave } from './consensus-words.ts';
import type { FusedPanel } from './fuse-panel.ts';
import { toldClasses } from './panel.ts';

/** What is known of one reader of one question. */
export interface ReaderFigures {
  readonly reader: number;
  readonly name: string;
  readonly readingCount: number;
  /** By told class. */
  readonly sensitivity: readonly ReadersEstimate[];
  readonly specificity: readonly ReadersEstimate[];
  /** Share of answers equal to the vote of the others. */
  readonly withOthers: ReadersEstimate;
  /** Far below the other readers. */
  readonly isOutlier: boolean;
}

/** A reader is named when the upper limit lies this far below the median of the others. */
export const outlierMargin = 0.05;
const SWEEP_BUDGET = 60_000_000;

interface Agreement {
  readonly outcomes: number[];
  readonly patients: number[];
}

/** Per reader and case: is the answer the vote of all others? Ties of the others are left out. */
function againstOthers(fused: FusedPanel, patients: Int32Array): Agreement[] {
  const { answers, active } = fused.panel;
  return active.map((r) => {
    const others = majorityVote(withoutReader(answers, r)).labels;
    const outcomes: number[] = [];
    const of: number[] = [];
    for (let t = 0; t < answers.caseCount; t++) {
      if (others[t]! < 0) continue;
      for (let i = answers.starts[t]!; i < answers.starts[t + 1]!; i++) {
        if (answers.reader[i] !== r) continue;
        outcomes.push(answers.label[i] === others[t] ? 1 : 0);
        of.push(patients[t]!);
      }
    }
    return { outcomes, patients: of };
  });
}

/** Limits of a rate widened on the logit scale by what patients with several cases take away. */
function widened(median: number, limits: Limits, alone: ReaderRate, grouped: ReaderRate): Limits {
  const effect =
    grouped.effectiveAnswers > 0 ? alone.effectiveAnswers / grouped.effectiveAnswers : 1;
  if (!(effect > 1)) return limits;
  const edge = (x: number): number => Math.min(1 - 1e-9, Math.max(1e-9, x));
  const centre = logit(edge(median));
  const stretch = (x: number): number =>
    expit(centre + Math.sqrt(effect) * (logit(edge(x)) - centre));
  return [stretch(limits[0]), stretch(limits[1])];
}

/**
 * Sensitivity and specificity of every reader by the posterior of the panel itself, and the agreement of each
 * with the vote of the others.
 *
 * @param fused a question
 * @param patients patient of each case
 * @param names readers as shown
 * @param collector where estimates go
 * @param seed of the draws
 */
export function readerFigures(
  fused: FusedPanel,
  patients: Int32Array,
  names: readonly string[],
  collector: Collector,
  seed: number,
): ReaderFigures[] {
  const { panel } = fused;
  const { answers, active, task } = panel;
  const k = answers.classCount;
  const readCases = answers.reader.reduce((sum) => sum + 1, 0);
  const draws = Math.max(200, Math.min(1000, Math.floor(SWEEP_BUDGET / (2 * readCases * k))));
  const isTold = active.length >= 3;
  const rates = isTold
    ? sampledReaderRates(answers, randomStream(seed, 42), { draws, level: collector.level })
    : [];
  const isClustered = new Set(patients).size < patients.length;
  const model = fused.all.find((one) => one.method === 'dawid-skene')?.posterior;
  const alone = isTold && isClustered && model ? readerRates(answers, model) : null;
  const grouped = isTold && isClustered && model ? readerRates(answers, model, { patients }) : null;
  const caution = fused.doubts.some(isGrave) ? 'latent-model-in-doubt' : null;
  const agreements = againstOthers(fused, patients);
  const strict = 1 - (1 - collector.level) / Math.max(1, active.length);
  const shares = agreements.map((one) => clusteredProportion(one.outcomes, one.patients, strict));
  const order = [...active.keys()].sort((a, b) =>
    names[active[a]!]! < names[active[b]!]! ? -1 : 1,
  );
  return order.map((at) => {
    const r = active[at]!;
    const name = names[r]!;
    const mine: number[] = [];
    for (let t = 0; t < answers.caseCount; t++) {
      for (let i = answers.starts[t]!; i < answers.starts[t + 1]!; i++) {
        if (answers.reader[i] === r) mine.push(patients[t]!);
      }
    }
    const counts = {
      task,
      model: name,
      caseCount: mine.length,
      patientCount: new Set(mine).size,
      readerCount: active.length,
      readingCount: mine.length,
    };
    const told = (metric: 'sensitivity' | 'specificity'): ReadersEstimate[] =>
      toldClasses(panel).map((c) => {
        const rate = rates[r * k + c]?.[metric];
        const limits =
          rate === undefined
            ? null
            : alone === null || grouped === null
              ? rate.limits
              : widened(
                  rate.median,
                  rate.limits,
                  alone[r * k + c]![metric],
                  grouped[r * k + c]![metric],
                );
        return collector.estimate({
          ...counts,
          metric,
          class: panel.classes[c]!,
          value: rate?.median ?? null,
          low: limits?.[0] ?? null,
          high: limits?.[1] ?? null,
          method: 'dawid-skene-posterior',
          reason: 'fewer-than-three-readers',
          caution,
        });
      });
    const { outcomes, patients: of } = agreements[at]!;
    const plain = clusteredProportion(outcomes, of, collector.level);
    const others = shares
      .filter((_, i) => i !== at)
      .map((one) => one.estimate.value)
      .filter((one): one is number => one !== null)
      .sort((a, b) => a - b);
    const median = others.length === 0 ? null : others[Math.floor((others.length - 1) / 2)]!;
    const upper = shares[at]!.limits?.[1] ?? null;
    return {
      reader: r,
      name,
      readingCount: mine.length,
      sensitivity: told('sensitivity'),
      specificity: told('specificity'),
      withOthers: collector.estimate({
        ...counts,
        caseCount: outcomes.length,
        patientCount: plain.clusters,
        metric: 'agreement-with-vote-of-others',
        value: plain.estimate.value,
        low: plain.limits?.[0] ?? null,
        high: plain.limits?.[1] ?? null,
        method: plain.method,
        numerator: plain.successes,
        denominator: plain.rows,
        reason: 'nobody-else-answered',
      }),
      isOutlier:
        active.length >= 3 && median !== null && upper !== null && upper < median - outlierMargin,
    };
  });
}
