/**
 * One engine job in a fresh process on the built packages: `engine-run.ts SHAPE_JSON REPLICATES
 * PERMUTATIONS WORKERS`. Making the study is not timed; starting the workers is.
 */
import type { EngineJob, EngineMetric } from '@equipoise/stats';
import { createPool } from '@equipoise/stats/node';
import { makeStudy, type StudyShape } from '../study.ts';

const [shapeText = '{}', replicates = '2000', permutations = '0', workers = '2'] =
  process.argv.slice(2);
const study = makeStudy(JSON.parse(shapeText) as StudyShape); // Our own bench files write it.
const [label] = [...study.labels.values()];
const [score] = [...study.scores.values()];
if (!label || !score) throw new Error('The shape has no task.');
const metrics: readonly EngineMetric[] = ['auroc', 'sensitivity', 'fpr', 'ppv', 'accuracy'];
const job: EngineJob = {
  rowCount: study.shape.rowCount,
  patientCount: study.shape.patientCount,
  patient: study.patient,
  label,
  score,
  decision: Uint8Array.from(score, (one) => (one >= 0.5 ? 1 : 0)),
  loss: [],
  rowWeight: null,
  attributes: [...study.attributes].map(([name, codes]) => ({
    codes,
    levelCount: study.shape.attributes[name] ?? 0,
  })),
  metrics,
  replicates: Number(replicates),
  permutations: Number(permutations),
  level: 0.95,
  seed: 1,
  stream: 1,
};
const before = process.memoryUsage.rss() / 1e6;
const start = process.hrtime.bigint();
const pool = createPool({ workers: Number(workers) });
const result = await pool.run(job);
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
await pool.close();
console.log(
  JSON.stringify({
    seconds,
    peakMb: process.resourceUsage().maxRSS / 1024,
    beforeMb: before,
    versions: { node: process.version },
    overall: Object.fromEntries(result.metrics.map((one) => [one.metric, one.overall.value.value])),
    gaps: result.metrics.map((one) => one.attributes[0]?.versusRest.familySize ?? 0),
  }),
);
