/**
 * Dawid-Skene in a fresh process on the built package: `dawid-skene-run.ts ANSWERS CLASSES ROUNDS`.
 * Reading the file is not timed.
 */
import { readFileSync } from 'node:fs';
import { dawidSkene, makeReadings } from '@equipoise/annotation';

const [path = '', classes = '2', rounds = '100'] = process.argv.slice(2);
const bytes = readFileSync(path);
const triples = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
const column = (k: number): Int32Array =>
  Int32Array.from({ length: triples.length / 3 }, (_, i) => triples[3 * i + k]!);
const [cases, readers, labels] = [column(0), column(1), column(2)];
const start = process.hrtime.bigint();
const readings = makeReadings(cases, readers, labels, { classCount: Number(classes) });
const fit = dawidSkene(readings, { maxRounds: Number(rounds), tolerance: 0 });
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(
  JSON.stringify({
    seconds,
    peakMb: process.resourceUsage().maxRSS / 1024,
    versions: { node: process.version },
    rounds: fit.rounds,
    prevalence: [...fit.prevalence],
  }),
);
