import type { LabelSampler } from '@equipoise/domain';
import { type CombinedDraws, combineDraws, type EngineJob, runEngine } from '@equipoise/stats';
import { logLosses, squaredErrors } from '../frame/measure.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';

/** A metric over draws of the labels: value and patient-clustered standard error of each draw. */
interface Series {
  readonly values: Float64Array;
  readonly errors: Float64Array;
}

/** One metric over draws: everyone, or each level and its gap to the rest. */
export interface DrawnMetric {
  readonly overall: CombinedDraws | null;
  readonly levels: readonly (CombinedDraws | null)[];
  readonly gaps: readonly (CombinedDraws | null)[];
}

function series(count: number): Series {
  const empty = (): Float64Array => new Float64Array(count).fill(Number.NaN);
  return { values: empty(), errors: empty() };
}

/**
 * Every metric of a run with labels drawn again and again.
 *
 * @param run as measured with the labels as given
 * @param attribute whose levels are looked at; null for everyone alone
 * @param sampler gives the labels
 * @param drawCount draws
 * @param turn called before each draw; may wait or throw
 * @returns by metric id
 */
export async function drawnCells(
  run: PredictionRun,
  attribute: RunAttribute | null,
  sampler: LabelSampler,
  drawCount: number,
  turn: (draw: number) => Promise<void>,
): Promise<ReadonlyMap<string, DrawnMetric>> {
  const ids = [...run.byMetric.keys()];
  const levelCount = attribute?.levels.length ?? 0;
  const overall = ids.map(() => series(drawCount));
  const levels = ids.map(() => Array.from({ length: levelCount }, () => series(drawCount)));
  const gaps = ids.map(() => Array.from({ length: levelCount }, () => series(drawCount)));
  const put = (at: Series, m: number, value: number | null, error: number | null): void => {
    at.values[m] = value ?? Number.NaN;
    at.errors[m] = error ?? Number.NaN;
  };
  for (let m = 0; m < drawCount; m++) {
    await turn(m);
    const result = runEngine(jobWith(run, ids, attribute, sampler.next()));
    result.metrics.forEach((found, k) => {
      put(overall[k]!, m, found.overall.value.value, found.overall.standardError.value);
      const part = found.attributes[0];
      part?.cells.forEach((cell, level) => {
        put(levels[k]![level]!, m, cell.value.value, cell.standardError.value);
      });
      part?.versusRest.gaps.forEach((gap) => {
        put(gaps[k]![gap.level]!, m, gap.value.value, gap.standardError.value);
      });
    });
  }
  return new Map(
    ids.map((id, k) => {
      const counts = run.byMetric.get(id)!;
      const part = attribute === null ? undefined : counts.attributes[attribute.index];
      const settle = (found: Series, patients: number): CombinedDraws | null =>
        combineDraws(found.values, found.errors, patients - 1);
      return [
        id,
        {
          overall: settle(overall[k]!, patientsBehind(id, counts.overall.counts)),
          levels: levels[k]!.map((one, level) =>
            settle(one, patientsBehind(id, part!.cells[level]!.counts)),
          ),
          gaps: gaps[k]!.map((one) => settle(one, run.job.patientCount)),
        },
      ];
    }),
  );
}

function jobWith(
  run: PredictionRun,
  ids: readonly string[],
  attribute: RunAttribute | null,
  label: Uint8Array,
): EngineJob {
  const { job } = run;
  const loss = ids.flatMap((id) =>
    id === 'brier'
      ? [squaredErrors(job.score!, label)]
      : id === 'log-loss'
        ? [logLosses(job.score!, label)]
        : [],
  );
  return {
    ...job,
    label,
    loss,
    attributes: attribute === null ? [] : [job.attributes[attribute.index]!],
    replicates: 0,
    permutations: 0,
    keepReplicates: false,
  };
}

/** Fewest patients behind a metric's denominators, with the labels as given. */
function patientsBehind(
  metric: string,
  counts: {
    readonly patients: number;
    readonly positivePatients: number;
    readonly negativePatients: number;
  },
): number {
  if (['sensitivity', 'fnr'].includes(metric)) return counts.positivePatients;
  if (['specificity', 'fpr'].includes(metric)) return counts.negativePatients;
  if (['prevalence', 'selection-rate', 'accuracy', 'brier', 'log-loss'].includes(metric))
    return counts.patients;
  return Math.min(counts.positivePatients, counts.negativePatients);
}
