import { type CombinedDraws, combineDraws, type EngineJob, runEngine } from '@equipoise/stats';
import { logLosses, squaredErrors } from '../frame/measure.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';
import type { LabelDraws } from './label-draws.ts';

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
 * @param attributes whose levels are looked at; none for everyone alone
 * @param draws labels, one array a draw
 * @param turn called before each draw; may wait or throw
 * @returns by metric id, one map an attribute (one in all without attributes)
 */
export async function drawnCells(
  run: PredictionRun,
  attributes: readonly RunAttribute[],
  draws: LabelDraws,
  turn: (draw: number) => Promise<void>,
): Promise<readonly ReadonlyMap<string, DrawnMetric>[]> {
  const ids = [...run.byMetric.keys()];
  const { count } = draws;
  const overall = ids.map(() => series(count));
  const parts = attributes.map(({ levels }) => ({
    levels: ids.map(() => levels.map(() => series(count))),
    gaps: ids.map(() => levels.map(() => series(count))),
  }));
  const put = (at: Series, m: number, value: number | null, error: number | null): void => {
    at.values[m] = value ?? Number.NaN;
    at.errors[m] = error ?? Number.NaN;
  };
  for (let m = 0; m < count; m++) {
    await turn(m);
    const result = runEngine(jobWith(run, ids, attributes, draws.labels(m)));
    result.metrics.forEach((found, k) => {
      put(overall[k]!, m, found.overall.value.value, found.overall.standardError.value);
      found.attributes.forEach(({ cells, versusRest }, a) => {
        cells.forEach((cell, level) => {
          put(parts[a]!.levels[k]![level]!, m, cell.value.value, cell.standardError.value);
        });
        for (const gap of versusRest.gaps)
          put(parts[a]!.gaps[k]![gap.level]!, m, gap.value.value, gap.standardError.value);
      });
    });
  }
  const settle = (found: Series, patients: number): CombinedDraws | null =>
    combineDraws(found.values, found.errors, patients - 1);
  const everyone = ids.map((id, k) =>
    settle(overall[k]!, patientsBehind(id, run.byMetric.get(id)!.overall.counts)),
  );
  if (attributes.length === 0)
    return [new Map(ids.map((id, k) => [id, { overall: everyone[k]!, levels: [], gaps: [] }]))];
  return attributes.map((attribute, a) => {
    const metrics = ids.map((id, k): [string, DrawnMetric] => {
      const { cells } = run.byMetric.get(id)!.attributes[attribute.index]!;
      const levels = parts[a]!.levels[k]!.map((one, level) =>
        settle(one, patientsBehind(id, cells[level]!.counts)),
      );
      const gaps = parts[a]!.gaps[k]!.map((one) => settle(one, run.job.patientCount));
      return [id, { overall: everyone[k]!, levels, gaps }];
    });
    return new Map(metrics);
  });
}

function jobWith(
  run: PredictionRun,
  ids: readonly string[],
  attributes: readonly RunAttribute[],
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
    attributes: attributes.map(({ index }) => job.attributes[index]!),
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
