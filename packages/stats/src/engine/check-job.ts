import { fail } from '../errors.ts';
import { checkNoNaN, checkWeights } from '../special/check.ts';
import type { EngineJob } from './types.ts';

function sameLength(name: string, length: number, rowCount: number): void {
  if (length === rowCount) return;
  fail(
    'stats/length-mismatch',
    `${name} has ${length} entries for ${rowCount} rows.`,
    'Pass one entry per row.',
  );
}

/**
 * Stops on a job whose arrays do not belong together.
 *
 * @param job what a caller asks for
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 */
export function checkJob(job: EngineJob): void {
  const { rowCount, patientCount } = job;
  sameLength('patient', job.patient.length, rowCount);
  sameLength('label', job.label.length, rowCount);
  if (job.score !== null) {
    sameLength('score', job.score.length, rowCount);
    for (let i = 0, bad = 0; i < rowCount; i++) {
      if (job.label[i] !== 255 && Number.isNaN(job.score[i]!)) bad++;
      if (i === rowCount - 1 && bad > 0) checkNoNaN(job.score, 'score');
    }
  }
  if (job.decision !== null) sameLength('decision', job.decision.length, rowCount);
  if (job.rowWeight !== null) checkWeights(job.rowWeight, rowCount);
  for (const [j, values] of job.loss.entries()) sameLength(`loss:${j}`, values.length, rowCount);
  for (const { codes, levelCount } of job.attributes) {
    sameLength('codes', codes.length, rowCount);
    for (let i = 0; i < rowCount; i++) {
      if (codes[i]! >= -1 && codes[i]! < levelCount) continue;
      outside('A level code', codes[i]!, `-1 to ${levelCount - 1}`);
    }
  }
  for (let i = 0; i < rowCount; i++) {
    const p = job.patient[i]!;
    if (!(p >= 0 && p < patientCount)) outside('A patient number', p, `0 to ${patientCount - 1}`);
    const y = job.label[i]!;
    if (y > 1 && y !== 255) outside('A label', y, '0, 1 or 255');
  }
  if (!(job.level > 0 && job.level < 1)) outside('The level', job.level, '(0, 1)');
  for (const count of [job.replicates, job.permutations]) {
    if (!Number.isInteger(count) || count < 0)
      outside('A number of replicates', count, 'whole, 0 or more');
  }
}

function outside(name: string, value: number, range: string): never {
  fail('stats/bad-argument', `${name} is ${value}, expected ${range}.`, 'Mend the job.');
}
