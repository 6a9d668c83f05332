import type { CommandSpec } from '../command.ts';
import { makeProgress } from '../progress.ts';
import { tableText } from '../table-text.ts';
import { paint } from '../terminal.ts';
import { numberOption, workersOption } from './audit-options.ts';

/** `equipoise verify-stats`: the simulations behind the intervals, run again. */
export const verifyStatsCommand: CommandSpec = {
  verb: 'verify-stats',
  summary: 'Run the simulations that show what the intervals and tests hold, and print the table.',
  examples: ['equipoise verify-stats', 'equipoise verify-stats --full --state verify-state.json'],
  configure(command) {
    command
      .option(
        '--full',
        'the stated number of studies in every cell (about half an hour on two cores); resumable',
      )
      .option(
        '--state <file>',
        'where finished cells of --full are kept',
        'verify-stats-state.json',
      )
      .option('--save <file>', 'write the table as JSON, as the release carries it')
      .option('--seed <number>', 'seed', numberOption('--seed'), 1)
      .option('--workers <count>', 'threads', workersOption)
      .option('--json', 'print the table as JSON');
  },
  async run(_args, options, terminal) {
    const { isUnexpected, verifyStatistics } = await import('@equipoise/workbench');
    const progress = makeProgress(terminal);
    try {
      const proof = await verifyStatistics({
        isFull: options['full'] === true,
        statePath: options['full'] === true ? String(options['state']) : null,
        savePath: typeof options['save'] === 'string' ? options['save'] : null,
        seed: Number(options['seed']),
        ...(typeof options['workers'] === 'number' ? { workers: options['workers'] } : {}),
        signal: terminal.signal,
        onProgress: progress.report,
        clock: terminal.clock,
        now: terminal.now,
      });
      progress.end();
      const failed = proof.rows.filter(isUnexpected).length;
      if (options['json'] === true) terminal.out(`${JSON.stringify(proof, null, 2)}\n`);
      else {
        const rows = proof.rows.map((row) => [
          row.claim,
          row.design,
          row.nominal,
          row.observed.toFixed(4),
          String(row.runs),
          `${row.low.toFixed(4)} to ${row.high.toFixed(4)}`,
          row.isPassed
            ? 'holds'
            : isUnexpected(row)
              ? paint(terminal, 'red', 'fails')
              : 'fails, as it must',
        ]);
        const header = [
          'claim',
          'design',
          'nominal',
          'observed',
          'runs',
          '99.9 % interval',
          'verdict',
        ];
        terminal.out(tableText(header, rows, new Set([3, 4])));
        const claims = proof.rows.filter((row) => row.isPassed || isUnexpected(row)).length;
        terminal.out(
          `\n${claims - failed} of ${claims} claims hold (seed ${proof.seed}, ${proof.minutes} minutes).\n`,
        );
      }
      return failed === 0 ? 0 : 1;
    } finally {
      progress.end();
    }
  },
};
