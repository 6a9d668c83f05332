import { adapters } from './adapters/index.ts';
import { type CaseOutcome, MissingFolder, readCases, runCase } from './cases.ts';

const EXIT_USAGE = 64;

/** Prints one line per fn and the reasons of every failed case. */
function printByFunction(outcomes: readonly CaseOutcome[]): void {
  const names = [...new Set(outcomes.map((o) => o.fn))].sort();
  const width = Math.max(0, ...names.map((n) => n.length));
  for (const name of names) {
    const mine = outcomes.filter((o) => o.fn === name);
    const parts = (['passed', 'failed', 'not covered'] as const)
      .map((status) => ({ status, count: mine.filter((o) => o.status === status).length }))
      .filter((part) => part.count > 0)
      .map((part) => `${part.count} ${part.status}`);
    console.log(`${name.padEnd(width)}  ${parts.join(', ')}`);
    for (const outcome of mine.filter((o) => o.status === 'failed')) {
      console.log(`  ${outcome.id}`);
      for (const why of outcome.why.slice(0, 8)) console.log(`    ${why}`);
    }
  }
}

/** Runs every case of a folder; the exit code is 1 when a covered case fails, 64 for a wrong call. */
function main(folder: string | undefined): number {
  if (!folder) {
    console.error('golden: expected a folder of golden files. Call: npm run golden -- DIR');
    return EXIT_USAGE;
  }
  try {
    const outcomes = [...readCases(folder).values()]
      .flat()
      .map((golden) => runCase(golden, adapters));
    printByFunction(outcomes);
    const count = (status: CaseOutcome['status']): number =>
      outcomes.filter((o) => o.status === status).length;
    const failed = count('failed');
    console.log(`${count('passed')} passed, ${failed} failed, ${count('not covered')} not covered`);
    return failed > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof MissingFolder)) throw error;
    console.error(`golden: no such folder: ${folder}. Pass a folder that holds *.json files.`);
    return EXIT_USAGE;
  }
}

process.exitCode = main(process.argv[2]);
