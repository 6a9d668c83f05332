import { rocCurve } from '@equipoise/stats';

/** A point of the mean ROC curve. */
export interface MeanRocPoint {
  readonly x: number;
  readonly y: number;
}

const steps = 40;

/** Sensitivity of an empirical ROC polygon at a false-positive rate; the highest where the polygon stands upright. */
function heightAt(fpr: Float64Array, tpr: Float64Array, x: number): number {
  let at = 0;
  while (at + 1 < fpr.length && fpr[at + 1]! <= x) at++;
  if (fpr[at] === x || at + 1 >= fpr.length) return tpr[at]!;
  const share = (x - fpr[at]!) / (fpr[at + 1]! - fpr[at]!);
  return tpr[at]! + share * (tpr[at + 1]! - tpr[at]!);
}

/**
 * Mean ROC curve of the readers under one modality: their empirical polygons averaged over sensitivity at each
 * false-positive rate.
 *
 * @param truth 0 or 1 per case
 * @param readers reader × case, NaN = not read
 * @returns points from (0, 0) to (1, 1); empty where no reader read both kinds of case
 *
 * Source: Chen and Samuelson 2014, British Journal of Radiology 87:20140016 (averages of reader ROC curves).
 */
export function meanRoc(truth: Uint8Array, readers: readonly Float64Array[]): MeanRocPoint[] {
  const heights = new Float64Array(steps + 1);
  let count = 0;
  for (const row of readers) {
    const read = Int32Array.from(row.keys()).filter((i) => !Number.isNaN(row[i]!));
    const curve = rocCurve(
      Uint8Array.from(read, (i) => truth[i]!),
      Float64Array.from(read, (i) => row[i]!),
    );
    if (!curve) continue;
    count++;
    for (let k = 0; k <= steps; k++) heights[k]! += heightAt(curve.fpr, curve.tpr, k / steps);
  }
  if (count === 0) return [];
  const points = Array.from(heights, (sum, k) => ({ x: k / steps, y: sum / count }));
  return [{ x: 0, y: 0 }, ...points];
}
