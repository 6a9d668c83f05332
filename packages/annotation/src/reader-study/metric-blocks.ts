import type { Block, ForestBlock, ReadersEstimate, TableBlock } from '@equipoise/domain';
import type { MetricEstimates } from './metric-estimates.ts';
import type { MetricResult } from './metric-result.ts';
import type { StudyContext } from './study-context.ts';
import { because, metricWords } from './study-words.ts';

type ForestRow = ForestBlock['rows'][number];

/** A row of a forest from an estimate. */
export function forestRow(
  label: string,
  group: string | null,
  one: ReadersEstimate,
  counts = '',
): ForestRow {
  return {
    label,
    group,
    value: one.value,
    low: one.low,
    high: one.high,
    counts:
      one.suppressed === true
        ? '—'
        : counts !== ''
          ? counts
          : `${one.caseCount} cases${one.readerCount === null ? '' : `, ${one.readerCount} readers`}`,
    reason: one.value === null ? because(one.undefinedReason) : null,
  };
}

/** Id of a block of this study. */
export function blockId(context: StudyContext, ...parts: readonly string[]): string {
  return ['reader-study', ...(context.rows.name === '' ? [] : [context.rows.name]), ...parts].join(
    '-',
  );
}

const averageWords = {
  readers: 'mean of readers',
  pairs: 'pooled by pairs',
} as const;

/** Forest of the modalities, with the readers where they are few. */
function meansForest(
  result: MetricResult,
  estimates: MetricEstimates,
  context: StudyContext,
  model: ReadersEstimate | null,
): ForestBlock {
  const words = metricWords[result.metric];
  return {
    kind: 'forest',
    id: blockId(context, result.metric, 'modalities'),
    title: `${words.title} by modality`,
    caption: `${words.plain} ${
      result.average === 'pairs'
        ? 'Each line pools the pairs of cases of all readers'
        : 'Each line is the mean of the readers'
    }, with its interval for readers and cases.`,
    task: context.rows.name === '' ? null : context.rows.name,
    axis: words.title,
    rule: words.chance,
    margin: null,
    digits: 3,
    rows: [
      ...estimates.means.map((one) => forestRow(one.model, null, one)),
      ...(model === null ? [] : [forestRow('AI alone', null, model, `${model.caseCount} cases`)]),
    ],
  };
}

/** Forest of the differences: all readers first, then each reader. */
function differenceForest(
  result: MetricResult,
  estimates: MetricEstimates,
  context: StudyContext,
  test: number,
): ForestBlock | null {
  const { rows, reference } = context;
  const main = estimates.differences.find(
    ({ analysis, pair }) => analysis.isPrimary && pair.testA === test && pair.testB === reference,
  );
  if (main === undefined) return null;
  const margin = context.question.margins[result.metric] ?? null;
  const each = estimates.readerDifferences[test]!.flatMap((one, reader) =>
    one === null ? [] : [forestRow(context.readerNames[reader]!, null, one)],
  );
  const words = metricWords[result.metric];
  const [name, standard] = [rows.modalities[test]!, rows.modalities[reference]!];
  return {
    kind: 'forest',
    id: blockId(context, result.metric, 'difference', name),
    title: `${words.title}: ${name} minus ${standard}`,
    caption: `Right of the line ${name} is better. The first row takes readers and cases as samples; the others are one reader each, over cases.${
      margin === null ? '' : ` The band is the margin of ${margin}.`
    }`,
    task: rows.name === '' ? null : rows.name,
    axis: `difference in ${words.noun}`,
    rule: 0,
    margin,
    digits: 3,
    rows: [forestRow('All readers', null, main.estimate), ...(each.length > 1 ? each : [])],
  };
}

/** The same difference by every analysis that applies. */
function analysesTable(
  result: MetricResult,
  estimates: MetricEstimates,
  context: StudyContext,
): TableBlock | null {
  const { rows } = context;
  const hasMany = rows.modalities.length > 2;
  const lines: Record<string, string | number | null>[] = [];
  const hidden = estimates.means.some((one) => one.suppressed === true);
  for (const analysis of result.analyses) {
    const { overall } = analysis;
    const test =
      hidden || overall === null
        ? { statistic: null, df1: null, df2: null }
        : {
            statistic: overall.statistic.value,
            df1: overall.kind === 'none' ? null : overall.df1,
            df2: overall.df2,
          };
    const shown = estimates.differences.filter((one) => one.analysis === analysis);
    if (hasMany && overall !== null && overall.kind !== 'none') {
      lines.push({
        analysis: analysis.title,
        comparison: 'all modalities equal',
        average: averageWords[analysis.average],
        value: null,
        low: null,
        high: null,
        standardError: null,
        df: null,
        ...test,
        p: hidden ? null : overall.p.value,
      });
    }
    if (shown.length === 0 && !hasMany) {
      lines.push({
        analysis: analysis.title,
        comparison: `${rows.modalities[0]} minus ${rows.modalities[1]}`,
        average: averageWords[analysis.average],
        value: null,
        low: null,
        high: null,
        standardError: null,
        df: null,
        ...test,
        p: hidden ? null : (overall?.p.value ?? null),
      });
    }
    for (const { pair, estimate } of shown) {
      const isHidden = estimate.suppressed === true;
      lines.push({
        analysis: analysis.title + (analysis.isPrimary ? ' (primary)' : ''),
        comparison: `${estimate.model} minus ${estimate.versus}`,
        average: averageWords[analysis.average],
        value: estimate.value,
        low: estimate.low,
        high: estimate.high,
        standardError: estimate.standardError ?? null,
        df: isHidden ? null : degrees(pair),
        ...(hasMany ? { statistic: null, df1: null, df2: null } : test),
        p: isHidden ? null : pair.p.value,
      });
    }
  }
  if (lines.length === 0) return null;
  return {
    kind: 'table',
    id: blockId(context, result.metric, 'analyses'),
    title: `${metricWords[result.metric].title}: the same difference by every analysis`,
    caption: 'One row per analysis; what is taken as a sample differs.',
    task: rows.name === '' ? null : rows.name,
    columns: [
      { key: 'analysis', title: 'Analysis', digits: null },
      ...(hasMany ? [{ key: 'comparison', title: 'Comparison', digits: null }] : []),
      { key: 'average', title: 'Average', digits: null },
      { key: 'value', title: 'Difference', digits: 4 },
      { key: 'low', title: 'low', digits: 4 },
      { key: 'high', title: 'high', digits: 4 },
      { key: 'standardError', title: 'SE', digits: 4 },
      { key: 'df', title: 'df of the interval', digits: 2 },
      { key: 'statistic', title: 'F or χ²', digits: 3 },
      { key: 'df1', title: 'df1', digits: 0 },
      { key: 'df2', title: 'df2', digits: 2 },
      { key: 'p', title: 'p', digits: 4 },
    ],
    rows: lines,
    note: 'Readers and cases random: holds for other readers and other cases. Cases random: for these readers only. Readers random: for these cases only.',
    shown: null,
  };
}

function degrees(pair: MetricEstimates['differences'][number]['pair']): number | null {
  const exact = (pair as { readonly dfExact?: { readonly value: number | null } }).dfExact;
  return exact === undefined ? pair.df : exact.value;
}

/** Every reader, with the modalities side by side; the averages first. */
function readersTable(
  result: MetricResult,
  estimates: MetricEstimates,
  context: StudyContext,
): TableBlock {
  const { modalities } = context.rows;
  const title = metricWords[result.metric].title;
  type Line = Record<string, string | number | null>;
  const line = (reader: string, of: (test: number) => ReadersEstimate | null): Line => {
    const out: Line = { reader };
    const reasons = new Set<string>();
    modalities.forEach((_, test) => {
      const one = of(test);
      out[`value_${test}`] = one?.value ?? null;
      out[`low_${test}`] = one?.low ?? null;
      out[`high_${test}`] = one?.high ?? null;
      out[`cases_${test}`] = one?.suppressed === true ? null : (one?.caseCount ?? null);
      out[`diseased_${test}`] = one?.positiveCount ?? null;
      if (one !== null && one.value === null) reasons.add(because(one.undefinedReason));
      else if (one !== null && one.low === null && one.caution) reasons.add(because(one.caution));
    });
    out['reason'] = reasons.size === 0 ? null : [...reasons].join('; ');
    return out;
  };
  const [first, second] =
    result.average === 'pairs'
      ? ['Pooled by pairs (reported)', 'Mean of readers']
      : ['Mean of readers (reported)', 'Pooled by pairs'];
  const lines = [
    line(first, (test) => estimates.means[test]!),
    ...(estimates.otherMeans.some((one) => one !== null)
      ? [line(second, (test) => estimates.otherMeans[test] ?? null)]
      : []),
    ...context.readerNames.map((name, reader) =>
      line(name, (test) => estimates.readers[test]![reader] ?? null),
    ),
  ];
  return {
    kind: 'table',
    id: blockId(context, result.metric, 'readers'),
    title: `${title} of each reader`,
    caption: 'One row per reader, the averages first.',
    task: context.rows.name === '' ? null : context.rows.name,
    columns: [
      { key: 'reader', title: 'Reader', digits: null },
      ...modalities.flatMap((name, test) => [
        { key: `value_${test}`, title: name === 'all' ? title : name, digits: 3 },
        { key: `low_${test}`, title: 'low', digits: 3 },
        { key: `high_${test}`, title: 'high', digits: 3 },
        { key: `cases_${test}`, title: 'cases', digits: 0 },
        { key: `diseased_${test}`, title: 'diseased', digits: 0 },
      ]),
      ...(lines.some((one) => one['reason'] !== null)
        ? [{ key: 'reason', title: 'note', digits: null }]
        : []),
    ],
    rows: lines,
    note: 'The interval of one reader is over cases alone.',
    shown: null,
  };
}

/** The pictures and tables of one figure of merit. */
export function metricBlocks(
  result: MetricResult,
  estimates: MetricEstimates,
  context: StudyContext,
  extra: { readonly model: ReadersEstimate | null; readonly curve: Block | null },
): Block[] {
  const differences = context.rows.modalities.flatMap((_, test) => {
    const block = differenceForest(result, estimates, context, test);
    return block === null ? [] : [block];
  });
  const analyses = analysesTable(result, estimates, context);
  return [
    meansForest(result, estimates, context, extra.model),
    ...(extra.curve === null ? [] : [extra.curve]),
    ...differences,
    ...(analyses === null ? [] : [analyses]),
    readersTable(result, estimates, context),
  ];
}
