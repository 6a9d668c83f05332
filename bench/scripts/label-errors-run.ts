/**
 * Suspect labels in a fresh process on the built package: `label-errors-run.ts LABELS PROBABILITIES CLASSES`.
 * Reading the files is not timed.
 */
import { readFileSync } from 'node:fs';
import { findLabelIssues, scoredLabels, selfConfidence, worstFirst } from '@equipoise/annotation';

const [labelPath = '', probabilityPath = '', classes = '2'] = process.argv.slice(2);
const labels = new Int32Array(new Uint8Array(readFileSync(labelPath)).buffer);
const probabilities = new Float64Array(new Uint8Array(readFileSync(probabilityPath)).buffer);
const start = process.hrtime.bigint();
const input = scoredLabels(labels, probabilities, Number(classes));
const ranked = worstFirst(findLabelIssues(input).rows, selfConfidence(input));
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(
  JSON.stringify({
    seconds,
    peakMb: process.resourceUsage().maxRSS / 1024,
    versions: { node: process.version },
    suspects: ranked.length,
  }),
);
