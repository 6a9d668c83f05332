/**
 * Plain percentile replicates: values only, no standard error, no simultaneous limits, one thread.
 * `percentile-run.ts SHAPE_JSON REPLICATES`. It stands beside the default inference in S1 and S3.
 */
import { drawCounts } from '@equipoise/stats';
import { makeStudy, type StudyShape } from '../study.ts';

const [shapeText = '{}', replicateText = '2000'] = process.argv.slice(2);
const shape = JSON.parse(shapeText) as StudyShape; // Our own bench files write it.
const replicates = Number(replicateText);
const study = makeStudy(shape);
const codes = [...study.attributes.values()][0]!;
const levels = Object.values(shape.attributes)[0]!;
const y = [...study.labels.values()][0]!;
const p = [...study.scores.values()][0]!;

const start = process.hrtime.bigint();
const order = Uint32Array.from(p.keys()).sort((a, b) => p[a]! - p[b]!);
const n = shape.rowCount;
const patient = Int32Array.from(order, (row) => study.patient[row]!);
const cell = Int32Array.from(order, (row) => codes[row]! * 2 + y[row]!);
const tie = Uint8Array.from(order, (row, i) => (i > 0 && p[row] === p[order[i - 1]!]! ? 1 : 0));
const cut = order.findIndex((row) => p[row]! >= 0.5);
const counts = new Int32Array(shape.patientCount);
const below = new Float64Array(levels);
const negatives = new Float64Array(levels);
const positives = new Float64Array(levels);
const wins = new Float64Array(levels);
const sums = new Float64Array(levels * 4);
const values = Array.from({ length: levels * 5 }, () => new Float64Array(replicates));

/** Closes a block of equal scores for one level: its positives win over what lies below, ties half. */
function closeBlock(level: number): void {
  wins[level]! += positives[level]! * (below[level]! + negatives[level]! / 2);
  below[level]! += negatives[level]!;
  positives[level] = 0;
  negatives[level] = 0;
}

for (let b = 0; b < replicates; b++) {
  drawCounts(1, 1, b, shape.patientCount, counts);
  below.fill(0);
  wins.fill(0);
  sums.fill(0);
  for (let i = 0; i < n; i++) {
    if (tie[i] === 0 && i > 0) {
      // A new score. A block of one row concerns one level only.
      if (tie[i - 1] === 0) closeBlock(cell[i - 1]! >> 1);
      else for (let g = 0; g < levels; g++) closeBlock(g);
    }
    const weight = counts[patient[i]!]!;
    if (weight === 0) continue;
    const level = cell[i]! >> 1;
    const isPositive = (cell[i]! & 1) === 1;
    sums[level * 4 + (isPositive ? 2 : 0) + (i >= cut ? 1 : 0)]! += weight;
    if (isPositive) positives[level]! += weight;
    else negatives[level]! += weight;
  }
  for (let g = 0; g < levels; g++) closeBlock(g);
  for (let g = 0; g < levels; g++) {
    const tn = sums[g * 4]!;
    const fp = sums[g * 4 + 1]!;
    const fn = sums[g * 4 + 2]!;
    const tp = sums[g * 4 + 3]!;
    values[g * 5]![b] = wins[g]! / ((tp + fn) * (tn + fp));
    values[g * 5 + 1]![b] = tp / (tp + fn);
    values[g * 5 + 2]![b] = fp / (tn + fp);
    values[g * 5 + 3]![b] = tp / (tp + fp);
    values[g * 5 + 4]![b] = (tp + tn) / (tp + tn + fp + fn);
  }
}
for (const column of values) column.sort();
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(
  JSON.stringify({
    seconds,
    peakMb: process.resourceUsage().maxRSS / 1024,
    versions: { node: process.version },
  }),
);
