import type { CarriedLabels, Estimate, Figure, LabelUncertaintyRow } from '@equipoise/domain';
import type { Value } from '@equipoise/stats';
import { smallCell } from '../fairness/performance.ts';
import { makeEstimate } from '../frame/make-estimate.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';

/** Why a figure with drawn labels takes no part in a verdict: what readers say contradicts the draws. */
export const contradicted = 'assumption-contradicted';

/**
 * The rows of one run and attribute as estimates like any other: counts are those of the labels as given.
 *
 * @param run task, model and class
 * @param attribute whose levels the rows are about; null for everyone
 * @param rows with the labels as given, drawn, and of one reader a case
 * @param drawCount draws behind each row
 * @param isDoubtful whether the readings speak against the assumption behind drawn labels
 */
export function carriedEstimates(
  run: PredictionRun,
  attribute: RunAttribute | null,
  rows: readonly LabelUncertaintyRow[],
  drawCount: number,
  isDoubtful: boolean,
): readonly Estimate[] {
  return rows.flatMap((row) => {
    const drawn = estimateOf(run, attribute, row, 'drawn', row.with, drawCount);
    const doubted = isDoubtful ? { ...drawn, caution: drawn.caution ?? contradicted } : drawn;
    if (row.oneReader === null) return [doubted];
    return [doubted, estimateOf(run, attribute, row, 'one-reader', row.oneReader, drawCount)];
  });
}

function estimateOf(
  run: PredictionRun,
  attribute: RunAttribute | null,
  row: LabelUncertaintyRow,
  labels: CarriedLabels,
  figure: Figure,
  drawCount: number,
): Estimate {
  const { metric, level, versus } = row;
  const result = run.byMetric.get(metric)!; // The rows come from this run.
  const cell =
    attribute === null || level === null
      ? result.overall
      : result.attributes[attribute.index]!.cells[attribute.levels.indexOf(level)]!;
  const isGap = versus !== null;
  const caution = isGap ? row.reason : smallCell(metric, cell);
  const { withinVariance, betweenVariance } = row;
  const hasError = labels === 'drawn' && withinVariance !== null && betweenVariance !== null;
  const what = labels === 'drawn' ? 'draws of the labels' : 'draws of one reader a case';
  const estimate = makeEstimate(
    run,
    {
      metric,
      slice: attribute === null || level === null ? {} : { [attribute.name]: level },
      versus,
      scale: isGap ? 'difference' : null,
    },
    {
      value: valueFrom(figure),
      limits: figure.low === null || figure.high === null ? null : [figure.low, figure.high],
      method: `Rubin's rules over ${drawCount} ${what}${isGap ? ', studentised max-T' : ''}`,
      standardError: hasError ? Math.sqrt(withinVariance + betweenVariance) : null,
      caution,
    },
    cell.counts,
  );
  return { ...estimate, id: `${estimate.id}/labels-${labels}`, labels };
}

function valueFrom({ value, reason }: Figure): Value {
  return value === null ? { value, reason: reason ?? 'undefined-in-most-draws' } : { value };
}
