import type { CommandSpec } from '../command.ts';
import { makeProgress } from '../progress.ts';
import { numberOption, workersOption } from './audit-options.ts';
import { resultJson, showResult, showWarnings } from './show-result.ts';

/** `equipoise demo`: the main job on the embedded phantom. */
export const demoCommand: CommandSpec = {
  verb: 'demo',
  summary: 'Make a synthetic study with planted flaws, audit it, and set planted against found.',
  examples: ['equipoise demo', 'equipoise demo --out demo-report --seed 7'],
  configure(command) {
    command
      .option('--out <folder>', 'output folder', 'audit')
      .option('--seed <number>', 'seed of the phantom and of the audit', numberOption('--seed'), 1)
      .option(
        '--patients <count>',
        'number of patients (default: 1200)',
        numberOption('--patients'),
      )
      .option('--workers <count>', 'threads; no digit depends on it', workersOption)
      .option('--json', 'print the result as JSON');
  },
  async run(_args, options, terminal) {
    const { runDemo } = await import('@equipoise/workbench');
    const progress = makeProgress(terminal);
    const seed = Number(options['seed']);
    try {
      const result = await runDemo({
        out: String(options['out']),
        seed,
        ...(typeof options['patients'] === 'number' ? { patients: options['patients'] } : {}),
        ...(typeof options['workers'] === 'number' ? { workers: options['workers'] } : {}),
        clock: terminal.clock,
        nodeVersion: terminal.nodeVersion,
        signal: terminal.signal,
        onProgress: progress.report,
        command: `equipoise demo --seed ${seed}`,
      });
      progress.end();
      showWarnings(result.document, terminal);
      if (options['json'] === true) {
        terminal.out(resultJson(result.document, result.folder, result.exitCode));
      } else showResult(result.document, result.folder, terminal);
      return result.exitCode;
    } finally {
      progress.end();
    }
  },
};
