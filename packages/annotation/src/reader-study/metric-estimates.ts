import type { ReadersEstimate } from '@equipoise/domain';
import type { AnalysisRow, MetricResult, PairDifference } from './metric-result.ts';
import type { StudyContext } from './study-context.ts';

/** A difference with the estimate that shows it. */
export interface ShownDifference {
  readonly analysis: AnalysisRow;
  readonly pair: PairDifference;
  readonly estimate: ReadersEstimate;
}

/** Everything about one figure of merit as estimates, in the order of the report. */
export interface MetricEstimates {
  /** Per modality. */
  readonly means: readonly ReadersEstimate[];
  /** Mean of readers where pooled is reported, pooled where the mean is; null where there is none. */
  readonly otherMeans: readonly (ReadersEstimate | null)[];
  /** Per modality and reader; null where the reader read nothing under it. */
  readonly readers: readonly (readonly (ReadersEstimate | null)[])[];
  readonly differences: readonly ShownDifference[];
  /** Against the reference, per modality and reader. */
  readonly readerDifferences: readonly (readonly (ReadersEstimate | null)[])[];
}

/** Turns what was computed into estimates. */
export function metricEstimates(result: MetricResult, context: StudyContext): MetricEstimates {
  const { rows, reference } = context;
  const { metric } = result;
  const countsOf = (test: number): { caseCount: number; patientCount: number } => {
    const cases = result.counts[test]?.cases ?? 0;
    return {
      caseCount: cases,
      patientCount:
        result.patientCount < result.caseCount ? Math.min(cases, result.patientCount) : cases,
    };
  };
  const readersOf = (test: number): { readerCount: number; readingCount: number } => ({
    readerCount: result.counts[test]?.readers ?? 0,
    readingCount: result.counts[test]?.readings ?? 0,
  });
  const peopleOf = (test: number, reader: number | null = null): number => {
    const { diseased, other } = result.people(test, reader);
    if (metric === 'sensitivity') return diseased;
    return metric === 'specificity' ? other : Math.min(diseased, other);
  };
  const casesOf = (test: number, reader: number): number => {
    const one = result.readers.find((value) => value.test === test && value.reader === reader);
    return (one?.diseasedCount ?? 0) + (one?.nonDiseasedCount ?? 0);
  };
  const means = result.means.map((one, test) =>
    context.estimate({
      people: peopleOf(test),
      model: rows.modalities[test]!,
      metric,
      value: one.estimate.value,
      low: one.limits?.[0] ?? null,
      high: one.limits?.[1] ?? null,
      method: result.method,
      standardError: one.se.value,
      positiveCount: result.counts[test]?.positives ?? 0,
      ...countsOf(test),
      ...readersOf(test),
      reason: one.estimate.reason ?? null,
      caution: one.estimate.value !== null && one.limits === null ? (one.se.reason ?? null) : null,
    }),
  );
  const otherMeans = result.otherMeans.map((value, test) =>
    value === null
      ? null
      : context.estimate({
          people: peopleOf(test),
          model: rows.modalities[test]!,
          metric,
          class: result.average === 'pairs' ? 'mean of readers' : 'pooled by pairs',
          value,
          low: null,
          high: null,
          method: 'without-interval',
          ...countsOf(test),
          ...readersOf(test),
        }),
  );
  const differences = result.analyses.flatMap((analysis) =>
    analysis.differences.map((pair): ShownDifference => {
      const [a, b] = [countsOf(pair.testA), countsOf(pair.testB)];
      return {
        analysis,
        pair,
        estimate: context.estimate({
          people: Math.min(peopleOf(pair.testA), peopleOf(pair.testB)),
          model: rows.modalities[pair.testA]!,
          metric,
          class: analysis.isPrimary ? null : analysis.id,
          versus: rows.modalities[pair.testB]!,
          value: pair.estimate.value,
          low: pair.limits?.[0] ?? null,
          high: pair.limits?.[1] ?? null,
          method: analysis.id,
          standardError: pair.se.value,
          caseCount: Math.max(a.caseCount, b.caseCount),
          patientCount: Math.min(a.patientCount, b.patientCount),
          readerCount: Math.max(
            readersOf(pair.testA).readerCount,
            readersOf(pair.testB).readerCount,
          ),
          readingCount: readersOf(pair.testA).readingCount + readersOf(pair.testB).readingCount,
          reason: pair.estimate.reason ?? null,
          caution:
            pair.estimate.value !== null && pair.limits === null ? (pair.se.reason ?? null) : null,
        }),
      };
    }),
  );
  const readers = rows.modalities.map((modality, test) =>
    rows.readers.map((_, reader) => {
      const one = result.readers.find((value) => value.test === test && value.reader === reader);
      const cases = casesOf(test, reader);
      if (one === undefined || cases === 0) return null;
      const isFlat = one.se.value === 0 || one.limits === null;
      const limits = one.exact ?? (isFlat ? null : one.limits);
      return context.estimate({
        people: peopleOf(test, reader),
        model: modality,
        metric,
        slice: { reader: context.readerNames[reader]! },
        value: one.estimate.value,
        low: limits?.[0] ?? null,
        high: limits?.[1] ?? null,
        method: one.exact === undefined ? `${result.method}-one-reader` : 'wilson-clustered',
        caution: limits === null ? 'zero-variance' : null,
        standardError: one.se.value,
        caseCount: cases,
        patientCount: Math.min(cases, result.patientCount),
        positiveCount: one.diseasedCount,
        readerCount: 1,
        readingCount: cases,
        reason: one.estimate.reason ?? null,
      });
    }),
  );
  const readerDifferences = rows.modalities.map((modality, test) =>
    rows.readers.map((_, reader) => {
      const one = result.readerDifferences.find(
        (value) => value.testA === test && value.testB === reference && value.reader === reader,
      );
      if (one === undefined || !readers[test]?.[reader] || !readers[reference]?.[reader])
        return null;
      const limits = one.se.value === 0 ? null : one.limits;
      return context.estimate({
        people: Math.min(peopleOf(test, reader), peopleOf(reference, reader)),
        model: modality,
        metric,
        slice: { reader: context.readerNames[reader]! },
        versus: rows.modalities[reference]!,
        value: one.estimate.value,
        low: limits?.[0] ?? null,
        high: limits?.[1] ?? null,
        caution: limits === null ? 'zero-variance' : null,
        method: `${result.method}-one-reader`,
        standardError: one.se.value,
        caseCount: Math.max(casesOf(test, reader), casesOf(reference, reader)),
        patientCount: Math.min(
          casesOf(test, reader),
          casesOf(reference, reader),
          result.patientCount,
        ),
        readerCount: 1,
        readingCount: casesOf(test, reader) + casesOf(reference, reader),
        reason: one.estimate.reason ?? null,
      });
    }),
  );
  return { means, otherMeans, readers, differences, readerDifferences };
}
