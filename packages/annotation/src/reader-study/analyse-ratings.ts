import { clusteredProportion, type Limits } from '@equipoise/stats';
import {
  type CovarianceMethod,
  checkRatings,
  dorfmanBerbaumMetz,
  type FiguresWithCovariance,
  figuresWithCovariance,
  jackknifeCovariance,
  type OrAnalysis,
  obuchowskiRocketteFrom,
  type RandomFactors,
  type ReaderMetric,
  type UStatisticAnalysis,
  type UStatisticMetric,
  uStatistic,
} from './core.ts';
import type { AnalysisRow, MetricResult, ReaderValue, TruthPeople } from './metric-result.ts';
import { patientJackknife } from './patient-jackknife.ts';
import { hasClusters, type StudyLayout } from './study-layout.ts';
import type { StudyMetricId, StudyQuestion } from './study-rows.ts';

const covarianceNames: Readonly<Record<CovarianceMethod, string>> = {
  delong: 'DeLong',
  jackknife: 'jackknife',
  unbiased: 'unbiased',
};

const randomNames: Readonly<Record<RandomFactors, string>> = {
  'readers+cases': 'readers and cases random',
  cases: 'cases random, these readers only',
  readers: 'readers random, these cases only',
};

/** The row of Obuchowski and Rockette's analysis in the list of analyses. */
export function orRow(
  analysis: OrAnalysis,
  covariance: string,
  id: string,
  isPrimary: boolean,
): AnalysisRow {
  return {
    id,
    title: `Obuchowski-Rockette, ${covariance} covariance, ${
      analysis.isSingleReader ? 'one reader, cases random' : randomNames[analysis.random]
    }`,
    random: analysis.isSingleReader ? 'cases' : analysis.random,
    average: 'readers',
    overall: analysis.overall,
    differences: analysis.differences,
    isPrimary,
  };
}

/** The three analyses of Obuchowski and Rockette, by what is random. */
export function orRows(
  parts: FiguresWithCovariance,
  covariance: string,
  level: number,
): { readonly rows: AnalysisRow[]; readonly main: OrAnalysis } {
  const of = (random: RandomFactors): OrAnalysis =>
    obuchowskiRocketteFrom(parts, { random, level });
  const main = of('readers+cases');
  const slug = covariance.toLowerCase().replaceAll(' ', '-');
  const rows = [orRow(main, covariance, `obuchowski-rockette-${slug}`, false)];
  if (!main.isSingleReader) {
    rows.push(orRow(of('cases'), covariance, `obuchowski-rockette-${slug}-fixed-readers`, false));
    rows.push(orRow(of('readers'), covariance, `obuchowski-rockette-${slug}-fixed-cases`, false));
  }
  return { rows, main };
}

function uRow(analysis: UStatisticAnalysis, isPrimary: boolean): AnalysisRow {
  return {
    id: `u-statistic-${analysis.momentKind}`,
    title: `U-statistic, ${analysis.momentKind === 'mle' ? 'MLE' : 'unbiased'} moments, readers and cases random`,
    random: 'readers+cases',
    average: 'pairs',
    overall: null,
    differences: analysis.differences,
    isPrimary,
  };
}

function dbmRow(layout: StudyLayout, metric: ReaderMetric): AnalysisRow {
  const dbm = dorfmanBerbaumMetz(layout, metric);
  return {
    id: 'dorfman-berbaum-metz',
    title: 'Dorfman-Berbaum-Metz, pseudovalues, readers and cases random',
    random: 'readers+cases',
    average: 'readers',
    overall: {
      kind: 'F',
      statistic: dbm.statistic,
      denominator: dbm.statistic,
      df1: dbm.df1,
      df2: dbm.df2.value,
      p: dbm.p,
    },
    differences: [],
    isPrimary: false,
  };
}

/** Counts behind each modality. */
function countsOf(layout: StudyLayout): MetricResult['counts'] {
  return layout.ratings.map((readers) => {
    let readings = 0;
    const seen = new Uint8Array(layout.truth.length);
    let active = 0;
    for (const row of readers) {
      let own = 0;
      for (let c = 0; c < row.length; c++) {
        if (Number.isNaN(row[c]!)) continue;
        own++;
        seen[c] = 1;
      }
      readings += own;
      if (own > 0) active++;
    }
    let cases = 0;
    let positives = 0;
    for (let c = 0; c < seen.length; c++) {
      cases += seen[c]!;
      positives += seen[c]! * layout.truth[c]!;
    }
    return { readings, cases, positives, readers: active };
  });
}

function cellCounts(layout: StudyLayout, test: number, reader: number): [number, number] {
  const row = layout.ratings[test]![reader]!;
  let m = 0;
  let n = 0;
  for (let c = 0; c < row.length; c++) {
    if (Number.isNaN(row[c]!)) continue;
    if (layout.truth[c] === 1) m++;
    else n++;
  }
  return [m, n];
}

/** Distinct patients of each truth that one reader, or any reader, read under a modality. */
function peopleOf(layout: StudyLayout, test: number, reader: number | null): TruthPeople {
  const rows = layout.ratings[test]!.filter((_, k) => reader === null || k === reader);
  const seen = [new Set<number>(), new Set<number>()] as const;
  for (let c = 0; c < layout.truth.length; c++) {
    if (rows.some((row) => !Number.isNaN(row[c]!)))
      seen[layout.truth[c] === 1 ? 1 : 0].add(layout.patientOf[c]!);
  }
  return { diseased: seen[1].size, other: seen[0].size };
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, x) => sum + x, 0) / values.length;

/** Pooled over pairs of cases, as the U-statistic does; null without a pair. */
function pooled(
  result: Pick<MetricResult, 'metric'>,
  readers: readonly ReaderValue[],
  test: number,
): number | null {
  if (result.metric === 'partial-auc') return null;
  let sum = 0;
  let weight = 0;
  for (const one of readers) {
    const pairs = one.diseasedCount * one.nonDiseasedCount;
    if (one.test !== test || one.estimate.value === null || pairs === 0) continue;
    sum += pairs * one.estimate.value;
    weight += pairs;
  }
  return weight > 0 ? sum / weight : null;
}

/** Whether a study is analysed by U-statistics, which allow any crossing and pool over pairs. */
function wantsU(layout: StudyLayout, metric: ReaderMetric, question: StudyQuestion): boolean {
  if (metric.kind === 'partial-auc' || hasClusters(layout)) return false;
  return question.design === 'split-plot' || layout.design.missingCount > 0;
}

/**
 * Analyses one figure of merit of readings laid out by modality, reader and case.
 *
 * A complete crossing is taken by Obuchowski and Rockette, any other by one-shot U-statistics; where patients
 * have several cases the jackknife leaves out patients. Every analysis that applies is shown beside the primary.
 */
export function analyseRatings(
  id: StudyMetricId,
  layout: StudyLayout,
  metric: ReaderMetric,
  question: StudyQuestion,
  level: number,
): MetricResult {
  const notes: string[] = [];
  const isComplete = layout.design.missingCount === 0;
  const isClustered = hasClusters(layout);
  const isU = wantsU(layout, metric, question);
  const analyses: AnalysisRow[] = [];
  let covariance: CovarianceMethod =
    question.covariance ?? (isComplete || metric.kind === 'partial-auc' ? 'jackknife' : 'unbiased');
  if (isClustered && covariance !== 'jackknife') covariance = 'jackknife';
  if (covariance === 'delong' && !isComplete) covariance = 'unbiased';
  const parts = isClustered
    ? jackknifeCovariance(
        layout.ratings.map((readers) =>
          readers.map((row) =>
            patientJackknife(layout.truth, row, metric, layout.patientOf, layout.patientCount),
          ),
        ),
      )
    : figuresWithCovariance(checkRatings(layout), metric, covariance);
  if (isClustered) {
    notes.push(
      `Some patients have several cases, so the jackknife leaves out one patient at a time (${layout.patientCount} patients, ${layout.truth.length} cases).`,
    );
  }
  const name = isClustered ? 'patient jackknife' : covarianceNames[covariance];
  const { rows: orAnalyses, main } = orRows(parts, name, level);
  let unbiased: UStatisticAnalysis | null = null;
  let primaryU: UStatisticAnalysis | null = null;
  if (metric.kind !== 'partial-auc' && !isClustered) {
    const kind = metric as UStatisticMetric;
    unbiased = uStatistic(layout, { metric: kind, level });
    primaryU = unbiased;
    if (isU && unbiased.hasNegativeVariance) {
      primaryU = uStatistic(layout, { metric: kind, level, moments: 'mle' });
      notes.push(
        primaryU.hasNegativeVariance
          ? 'A variance of the U-statistic came out negative, by unbiased moments and by maximum likelihood: too few readings are shared for an interval.'
          : 'An unbiased variance of the U-statistic came out negative, so the moments by maximum likelihood are used.',
      );
    }
  }
  if (isU && primaryU !== null) {
    analyses.push(uRow(primaryU, true), ...orAnalyses);
    if (primaryU !== unbiased && unbiased !== null) analyses.push(uRow(unbiased, false));
  } else {
    analyses.push({ ...orAnalyses[0]!, isPrimary: true }, ...orAnalyses.slice(1));
    if (metric.kind === 'auc' && isComplete && !isClustered) {
      const other: CovarianceMethod = covariance === 'delong' ? 'jackknife' : 'delong';
      const otherParts = figuresWithCovariance(checkRatings(layout), metric, other);
      analyses.push(orRows(otherParts, covarianceNames[other], level).rows[0]!);
    }
    // Pseudovalues run over all cases; for a rate they run over one truth, as the jackknife does.
    if ((metric.kind === 'auc' || metric.kind === 'partial-auc') && isComplete && !isClustered) {
      if (!main.isSingleReader && layout.ratings.length > 1) analyses.push(dbmRow(layout, metric));
    }
    if (unbiased !== null) {
      analyses.push(uRow(unbiased, false));
      analyses.push(
        uRow(
          uStatistic(layout, { metric: metric as UStatisticMetric, level, moments: 'mle' }),
          false,
        ),
      );
    }
  }
  const readers = readerValues(
    layout,
    metric,
    isU ? (metric as UStatisticMetric) : null,
    main,
    level,
  );
  const base = { metric: id };
  const counts = countsOf(layout);
  const perReader = main.readers.flatMap(({ test, reader }) => {
    const [m, n] = cellCounts(layout, test, reader);
    return m + n > 0 ? [m + n] : [];
  });
  let positives = 0;
  for (const one of layout.truth) positives += one;
  return {
    metric: id,
    method: analyses[0]!.id,
    average: isU ? 'pairs' : 'readers',
    means: isU && primaryU !== null ? primaryU.tests : main.means,
    otherMeans: layout.ratings.map((_, test) =>
      isU && primaryU !== null
        ? (mean(
            readers.values
              .filter((one) => one.test === test)
              .flatMap((one) => (one.estimate.value === null ? [] : [one.estimate.value])),
          ) ?? null)
        : pooled(base, readers.values, test),
    ),
    readers: readers.values,
    readerDifferences: readers.differences,
    analyses,
    components: main.withoutFigure.length === 0 ? main.components : null,
    casesPerReader: mean(perReader) ?? 0,
    identical: main.identicalTests,
    caseCount: layout.truth.length,
    patientCount: layout.patientCount,
    positiveCount: positives,
    counts,
    people: (test, reader) => peopleOf(layout, test, reader),
    notes,
    reason: null,
  };
}

function readerValues(
  layout: StudyLayout,
  metric: ReaderMetric,
  byU: UStatisticMetric | null,
  main: OrAnalysis,
  level: number,
): { values: ReaderValue[]; differences: MetricResult['readerDifferences'][number][] } {
  const withCounts = (
    one: Omit<ReaderValue, 'diseasedCount' | 'nonDiseasedCount'>,
  ): ReaderValue => {
    const [diseasedCount, nonDiseasedCount] = cellCounts(layout, one.test, one.reader);
    const exact = shareLimits(layout, metric, one.test, one.reader, level);
    return { ...one, diseasedCount, nonDiseasedCount, ...(exact === null ? {} : { exact }) };
  };
  if (byU === null) {
    return {
      values: main.readers.map(withCounts),
      differences: [...main.readerDifferences],
    };
  }
  const values: ReaderValue[] = [];
  const differences: MetricResult['readerDifferences'][number][] = [];
  const readerCount = layout.ratings[0]?.length ?? 0;
  for (let reader = 0; reader < readerCount; reader++) {
    const alone = uStatistic(
      { truth: layout.truth, ratings: layout.ratings.map((rows) => [rows[reader]!]) },
      { metric: byU, level },
    );
    alone.tests.forEach((one, test) => {
      values.push(withCounts({ test, reader, ...one }));
    });
    for (const one of alone.differences) differences.push({ ...one, reader });
  }
  values.sort((a, b) => a.test - b.test || a.reader - b.reader);
  return { values, differences };
}

/** Wilson limits over patients of one reader's share of right calls; null for areas. */
function shareLimits(
  layout: StudyLayout,
  metric: ReaderMetric,
  test: number,
  reader: number,
  level: number,
): Limits | null {
  if (metric.kind !== 'sensitivity' && metric.kind !== 'specificity') return null;
  const of = metric.kind === 'sensitivity' ? 1 : 0;
  const row = layout.ratings[test]![reader]!;
  const cases = Int32Array.from(layout.truth.keys()).filter(
    (c) => layout.truth[c] === of && !Number.isNaN(row[c]!),
  );
  return clusteredProportion(
    Uint8Array.from(cases, (c) => (row[c]! >= metric.threshold === (of === 1) ? 1 : 0)),
    Int32Array.from(cases, (c) => layout.patientOf[c]!),
    level,
  ).limits;
}
