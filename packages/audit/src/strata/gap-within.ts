import type { Figure } from '@equipoise/domain';
import { addAuroc, type Linearised } from '@equipoise/stats';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';
import { differenceFigure, orderOfScores } from '../frame/rates.ts';
import { patientRoom, rowRoom } from '../frame/room.ts';
import { type CellCounts, type Cells, cellsOf, countCells, labelledCells } from './cells.ts';
import { oneStratum, type Strata } from './strata.ts';

/** Metrics whose gaps are held within strata. */
export type HeldMetric = 'auroc' | 'sensitivity' | 'specificity';

/** Those metrics, in the order of the report. */
export const heldMetrics: readonly HeldMetric[] = ['auroc', 'sensitivity', 'specificity'];

/** A gap between a level and the rest, held within strata. */
export interface HeldGap {
  /** Its array is used again for the next gap of a run of the same rows; null where no stratum has both sides. */
  readonly gap: Linearised | null;
  /** Share of the level's cases that lie in strata where both sides have a value; null without cases. */
  readonly supportShare: number | null;
}

/**
 * Weighted mean over strata of the within-stratum gap between a level and the rest; weights are the strata's shares
 * of all cases that the metric is taken over, among strata in which both sides have a value.
 */
export function gapWithin(
  run: PredictionRun,
  strata: Strata,
  metric: HeldMetric,
  attribute: RunAttribute,
  index: number,
): HeldGap {
  const { job } = run;
  const cells = cellsOf(strata, attribute, index);
  const counts = countCells(cells, job.label, job.rowWeight);
  const { kept, total, supportShare } = keepStrata(cells, counts, metric, strata.count);
  const add = kept.length === 0 ? null : cellAdder(run, metric, cells, counts);
  if (add === null) return { gap: null, supportShare };
  const room = patientRoom(job);
  // Both hold 0 before and after each stratum.
  const here = room.kept('stratum-here');
  const there = room.kept('stratum-there');
  const byCluster = room.cleared('held');
  let value = 0;
  for (const { stratum, weight } of kept) {
    const inside = add.add(2 * stratum, here);
    const outside = add.add(2 * stratum + 1, there);
    const share = weight / total;
    value += share * (inside - outside);
    add.take(2 * stratum, share, here, there, byCluster);
    add.take(2 * stratum + 1, share, here, there, byCluster);
  }
  return { gap: { value, byCluster }, supportShare };
}

/** The gap between a level and the rest over all rows; its array is used again like that of {@link gapWithin}. */
export function crudeGap(
  run: PredictionRun,
  metric: HeldMetric,
  attribute: RunAttribute,
  index: number,
): Linearised | null {
  return gapWithin(run, oneStratum(attribute), metric, attribute, index).gap;
}

const figureCache = new WeakMap<PredictionRun, Map<string, Figure>>();

/** The same as a figure, worked out once a run. */
export function crudeFigure(
  run: PredictionRun,
  metric: HeldMetric,
  attribute: RunAttribute,
  index: number,
  level: number,
): Figure {
  const cache = figureCache.get(run) ?? new Map<string, Figure>();
  figureCache.set(run, cache);
  const key = `${metric}/${attribute.index}/${index}/${level}`;
  const known = cache.get(key);
  if (known) return known;
  const figure = differenceFigure(crudeGap(run, metric, attribute, index), level);
  cache.set(key, figure);
  return figure;
}

interface Kept {
  readonly kept: readonly { readonly stratum: number; readonly weight: number }[];
  readonly total: number;
  readonly supportShare: number | null;
}

/** Strata in which both sides have a value, with the cases that the metric is taken over. */
function keepStrata(
  { start }: Cells,
  { positives, positiveWeight, negativeWeight }: CellCounts,
  metric: HeldMetric,
  strataCount: number,
): Kept {
  const cases = (c: number): number => {
    const all = start[c + 1]! - start[c]!;
    if (metric === 'auroc') return all;
    return metric === 'sensitivity' ? positives[c]! : all - positives[c]!;
  };
  const hasValue = (c: number): boolean =>
    (metric === 'specificity' || positiveWeight[c] !== 0) &&
    (metric === 'sensitivity' || negativeWeight[c] !== 0);
  const kept: { stratum: number; weight: number }[] = [];
  let [total, supported, inside] = [0, 0, 0];
  for (let stratum = 0; stratum < strataCount; stratum += 1) {
    const [here, there] = [2 * stratum, 2 * stratum + 1];
    inside += cases(here);
    if (!hasValue(here) || !hasValue(there)) continue;
    const weight = cases(here) + cases(there);
    kept.push({ stratum, weight });
    total += weight;
    supported += cases(here);
  }
  return { kept, total, supportShare: inside === 0 ? null : supported / inside };
}

/** Takes a metric over cells. */
interface CellAdder {
  /** Adds the linearisation of the metric in a cell to an array and gives the value. */
  readonly add: (cell: number, into: Float64Array) => number;
  /** Adds `share` of here − there to `out` for the patients of a cell, and sets them back to 0. */
  readonly take: (
    cell: number,
    share: number,
    here: Float64Array,
    there: Float64Array,
    out: Float64Array,
  ) => void;
}

/** Null where a column is missing. */
function cellAdder(
  run: PredictionRun,
  metric: HeldMetric,
  cells: Cells,
  counts: CellCounts,
): CellAdder | null {
  return metric === 'auroc' ? areaAdder(run, cells) : rateAdder(run, metric, cells, counts);
}

/** Takes the sums of the patients of some rows; a patient's second row finds them at 0. */
function takeRows(
  rows: Int32Array,
  from: number,
  to: number,
  patient: Int32Array,
  share: number,
  here: Float64Array,
  there: Float64Array,
  out: Float64Array,
): void {
  for (let k = from; k < to; k += 1) {
    const p = patient[rows[k]!]!;
    out[p]! += share * (here[p]! - there[p]!);
    here[p] = 0;
    there[p] = 0;
  }
}

function areaAdder({ job }: PredictionRun, cells: Cells): CellAdder | null {
  const { label, score, patient, rowWeight } = job;
  if (score === null) return null;
  const placement = rowRoom(job).kept('placement');
  const ranked = { label, score, cluster: patient, weight: rowWeight, placement };
  const { rows, start } = cells;
  const sorted = sortCells(cells, orderOfScores(score));
  return {
    // Strata without a value were left out before.
    add: (c, into) => addAuroc(rows, sorted, start[c]!, start[c + 1]!, ranked, into) ?? 0,
    take: (c, share, here, there, out) =>
      takeRows(rows, start[c]!, start[c + 1]!, patient, share, here, there, out),
  };
}

const sortedRoom = new WeakMap<Int32Array, Int32Array>();

/** Rows cell by cell, each by rising score; the array is used again for other scores of the same layout. */
function sortCells({ cell, rows, start }: Cells, order: Int32Array): Int32Array {
  const out = sortedRoom.get(rows) ?? new Int32Array(rows.length);
  sortedRoom.set(rows, out);
  const next = start.slice();
  for (let k = 0; k < order.length; k += 1) {
    const i = order[k]!;
    const c = cell[i]!;
    const place = next[c]!;
    next[c] = place + 1;
    out[place] = i;
  }
  return out;
}

function rateAdder(
  { job }: PredictionRun,
  metric: 'sensitivity' | 'specificity',
  cells: Cells,
  { positiveWeight, negativeWeight }: CellCounts,
): CellAdder | null {
  const { decision, label, patient, rowWeight: weight } = job;
  if (decision === null) return null;
  const { rows, start } = labelledCells(cells, label);
  const isSensitivity = metric === 'sensitivity';
  const part = isSensitivity ? 1 : 0;
  const hit = isSensitivity ? 1 : 0;
  const bottoms = isSensitivity ? positiveWeight : negativeWeight;
  const moves = new Float64Array(2);
  const add = (c: number, into: Float64Array): number => {
    const from = start[2 * c + part]!;
    const to = start[2 * c + part + 1]!;
    const bottom = bottoms[c]!;
    if (weight === null) {
      let called = 0;
      for (let k = from; k < to; k += 1) called += decision[rows[k]!]!;
      const value = (isSensitivity ? called : to - from - called) / bottom;
      moves[hit] = (1 - value) / bottom;
      moves[1 - hit] = -value / bottom;
      for (let k = from; k < to; k += 1) {
        const i = rows[k]!;
        into[patient[i]!]! += moves[decision[i]!]!;
      }
      return value;
    }
    let top = 0;
    for (let k = from; k < to; k += 1) if (decision[rows[k]!] === hit) top += weight[rows[k]!]!;
    const value = top / bottom;
    for (let k = from; k < to; k += 1) {
      const i = rows[k]!;
      const own = decision[i] === hit ? weight[i]! : 0;
      into[patient[i]!]! += (own - value * weight[i]!) / bottom;
    }
    return value;
  };
  return {
    add,
    take: (c, share, here, there, out) =>
      takeRows(
        rows,
        start[2 * c + part]!,
        start[2 * c + part + 1]!,
        patient,
        share,
        here,
        there,
        out,
      ),
  };
}
