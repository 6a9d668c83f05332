import type { Figure } from '@equipoise/domain';
import {
  combineDraws,
  drawLimits,
  type Linearised,
  minus,
  standardErrorOf,
} from '@equipoise/stats';
import type { PredictionRun } from '../frame/prediction-run.ts';
import { countsOfRows, undefinedFigure } from '../frame/rates.ts';

/** What of each row is counted, by what was said of it and the label drawn: at 2 × said + drawn. */
export interface Counted {
  /** 0 or 1 a row; -1 in rows that are not counted. */
  readonly said: Int8Array;
  readonly hit: readonly [number, number, number, number];
  readonly counted: readonly [number, number, number, number];
}

/** Every row counts. */
export const everyLabel: Counted['counted'] = [1, 1, 1, 1];

/**
 * A share over some rows, combined over draws.
 *
 * @param rows of the run
 * @param draws labels, one array a draw
 * @param count what is counted
 * @param level confidence level
 */
export function drawnShare(
  run: PredictionRun,
  rows: Int32Array,
  draws: readonly Uint8Array[],
  count: Counted,
  level: number,
): Figure {
  const values = new Float64Array(draws.length).fill(Number.NaN);
  const errors = values.slice();
  const patients = countsOfRows(run, rows).patientCount;
  draws.forEach((drawn, m) => {
    const share = shareOf(run, rows, drawn, count);
    if (share === null) return;
    values[m] = share.value;
    errors[m] = standardErrorOf(share);
  });
  const combined = combineDraws(values, errors, patients - 1);
  if (combined === null) return undefinedFigure('empty-denominator');
  const limits = drawLimits(combined, 'share', level, patients);
  return {
    value: combined.value,
    low: limits?.[0] ?? null,
    high: limits?.[1] ?? null,
    reason: null,
  };
}

function shareOf(
  run: PredictionRun,
  rows: Int32Array,
  drawn: Uint8Array,
  { said, hit, counted }: Counted,
): Linearised | null {
  const { patient, patientCount, rowWeight } = run.job;
  const weights = new Float64Array(4);
  for (let k = 0; k < rows.length; k++) {
    const i = rows[k]!;
    const code = 2 * said[i]! + drawn[i]!;
    weights[code] = weights[code]! + (rowWeight === null ? 1 : rowWeight[i]!);
  }
  let top = 0;
  let bottom = 0;
  for (let code = 0; code < 4; code++) {
    top += weights[code]! * hit[code]!;
    bottom += weights[code]! * counted[code]!;
  }
  if (bottom === 0) return null;
  const value = top / bottom;
  const moves = Float64Array.from(hit, (one, code) => (one - value * counted[code]!) / bottom);
  const byCluster = new Float64Array(patientCount);
  for (let k = 0; k < rows.length; k++) {
    const i = rows[k]!;
    const move = moves[2 * said[i]! + drawn[i]!]!;
    const p = patient[i]!;
    byCluster[p] = byCluster[p]! + (rowWeight === null ? move : rowWeight[i]! * move);
  }
  return { value, byCluster };
}

/** The share of some rows minus that of others, combined over draws. */
export function drawnDifference(
  run: PredictionRun,
  rows: Int32Array,
  rest: Int32Array,
  draws: readonly Uint8Array[],
  count: Counted,
  level: number,
): Figure {
  const values = new Float64Array(draws.length).fill(Number.NaN);
  const errors = values.slice();
  draws.forEach((drawn, m) => {
    const a = shareOf(run, rows, drawn, count);
    const b = shareOf(run, rest, drawn, count);
    if (a === null || b === null) return;
    const difference = minus(a, b);
    values[m] = difference.value;
    errors[m] = standardErrorOf(difference);
  });
  const patients = countsOfRows(run, rows).patientCount;
  const combined = combineDraws(values, errors, patients - 1);
  if (combined === null) return undefinedFigure('undefined-on-one-side');
  const limits = drawLimits(combined, 'bounded', level);
  return {
    value: combined.value,
    low: limits?.[0] ?? null,
    high: limits?.[1] ?? null,
    reason: null,
  };
}
