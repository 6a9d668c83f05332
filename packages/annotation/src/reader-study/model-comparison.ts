import type { ReadersEstimate } from '@equipoise/domain';
import { type ReaderMetric, readersAgainstModel } from './core.ts';
import { patientJackknife } from './patient-jackknife.ts';
import type { StudyContext } from './study-context.ts';
import type { StudyLayout } from './study-layout.ts';
import type { StudyMetricId } from './study-rows.ts';
import { difference, metricWords, pText, withRange } from './study-words.ts';

/** Score of the AI per kept case; NaN where it gave none. The probability serves areas, the label rates. */
function modelScores(
  layout: StudyLayout,
  context: StudyContext,
  values: Float64Array,
  metric: ReaderMetric,
): Float64Array | null {
  const { rows } = context;
  const source = metric.kind === 'auc' ? rows.adviceProbability : rows.advice;
  if (source === null || rows.truthOfRow !== null) return null;
  const ofCase = new Map<number, number>();
  for (let i = 0; i < source.length; i++) {
    if (!Number.isNaN(source[i]!)) ofCase.set(rows.caseIndex[i]!, source[i]!);
  }
  // Cases of the layout stand in the order in which they first appear among the used rows.
  const order: number[] = [];
  const seen = new Set<number>();
  for (let i = 0; i < values.length; i++) {
    const c = rows.caseIndex[i]!;
    if (Number.isNaN(values[i]!) || Number.isNaN(rows.truthOfCase[c]!) || seen.has(c)) continue;
    seen.add(c);
    order.push(c);
  }
  const scores = Float64Array.from(order, (c) => ofCase.get(c) ?? Number.NaN);
  return scores.length === layout.truth.length && scores.some((x) => !Number.isNaN(x))
    ? scores
    : null;
}

/**
 * The AI as a fixed reader beside each modality: its figure, and the readers' mean against it.
 *
 * @returns the AI's own estimate, or null where there is no AI or the readers did not read its cases
 */
export function againstModel(
  id: StudyMetricId,
  layout: StudyLayout,
  values: Float64Array,
  metric: ReaderMetric,
  context: StudyContext,
): ReadersEstimate | null {
  const scores = modelScores(layout, context, values, metric);
  if (scores === null) return null;
  const { rows } = context;
  const words = metricWords[id];
  let own: ReadersEstimate | null = null;
  rows.modalities.forEach((modality, test) => {
    const kept = Int32Array.from(layout.truth.keys()).filter(
      (c) =>
        !Number.isNaN(scores[c]!) && layout.ratings[test]!.every((row) => !Number.isNaN(row[c]!)),
    );
    const read = layout.ratings[test]!.some((row) => row.some((x) => !Number.isNaN(x)));
    if (!read) return;
    if (kept.length < 0.8 * layout.truth.length) {
      // Rates of the AI are held against the readers answer by answer elsewhere.
      if (metric.kind === 'sensitivity' || metric.kind === 'specificity') return;
      context.find({
        key: `${id}|ai|${modality}`,
        model: modality,
        metric: id,
        verdict: 'not-assessable',
        role: 'description',
        reason: 'readers-read-other-cases',
        sentence: `The ${words.noun} of the AI is not held against the readers (${modality}): only ${kept.length} of ${layout.truth.length} cases were read by all readers and by the AI.`,
      });
      return;
    }
    const take = (row: Float64Array): Float64Array => Float64Array.from(kept, (c) => row[c]!);
    const truth = Uint8Array.from(kept, (c) => layout.truth[c]!);
    const readers = layout.ratings[test]!.map(take);
    const model = take(scores);
    const patients = new Set(Array.from(kept, (c) => layout.patientOf[c]!)).size;
    const isClustered = patients < kept.length;
    const patientOf = Int32Array.from(kept, (c) => layout.patientOf[c]!);
    const figures = isClustered
      ? [...readers, model].map((row) =>
          patientJackknife(truth, row, metric, patientOf, layout.patientCount),
        )
      : null;
    const found = readersAgainstModel(
      { truth, readers, model },
      { metric, level: context.level, ...(figures === null ? {} : { figures }) },
    );
    const patientsOf = (truth: number): number =>
      new Set([...kept].filter((c) => layout.truth[c] === truth).map((c) => layout.patientOf[c]!))
        .size;
    const people =
      metric.kind === 'sensitivity'
        ? patientsOf(1)
        : metric.kind === 'specificity'
          ? patientsOf(0)
          : Math.min(patientsOf(0), patientsOf(1));
    const counts = { caseCount: kept.length, patientCount: patients, people };
    own ??= context.estimate({
      model: 'AI alone',
      metric: id,
      value: found.model.estimate.value,
      low: found.model.limits?.[0] ?? null,
      high: found.model.limits?.[1] ?? null,
      method: isClustered ? 'patient-jackknife' : 'jackknife',
      standardError: found.model.se.value,
      ...counts,
      readerCount: null,
      readingCount: null,
      reason: found.model.estimate.reason ?? null,
    });
    const gap = context.estimate({
      model: modality,
      metric: id,
      versus: 'AI alone',
      value: found.difference.estimate.value,
      low: found.difference.limits?.[0] ?? null,
      high: found.difference.limits?.[1] ?? null,
      method: 'readers-against-fixed-model',
      standardError: found.difference.se.value,
      ...counts,
      readerCount: found.readerCount,
      readingCount: found.readerCount * kept.length,
      reason: found.difference.estimate.reason ?? null,
    });
    // Rates are held against the AI answer by answer elsewhere; one sentence each is enough.
    if (gap.value === null || id !== 'auc') return;
    context.find({
      key: `${id}|ai|${modality}`,
      model: modality,
      metric: id,
      verdict: 'not-assessable',
      role: 'description',
      reason: 'no-margin-declared',
      estimateIds: [gap.id],
      sentence: `Readers (${modality}) minus the AI alone, ${words.noun}: ${withRange(gap, difference)}, ${pText(found.difference.p.value)}; ${found.readersBelow} of ${found.readerCount} readers lie below the AI.`,
    });
  });
  return own;
}
