import { existsSync } from 'node:fs';
import type { AuditProtocol } from '@equipoise/domain';
import type { CommandSpec } from '../command.ts';
import { fail } from '../errors.ts';
import { makeProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { addAuditOptions, refuseLater, runKeys } from './audit-options.ts';
import { resultJson, showResult, showWarnings } from './show-result.ts';
import { typedCommand } from './typed-command.ts';

type Workbench = typeof import('@equipoise/workbench');
type Domain = typeof import('@equipoise/domain');

function flagsOf(
  predictions: readonly string[],
  options: Readonly<Record<string, unknown>>,
  workbench: Workbench,
  domain: Domain,
): AuditProtocol {
  const flags: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) {
    if (!runKeys.has(key) && key !== 'argv' && value !== undefined) flags[key] = value;
  }
  if (Array.isArray(flags['margin'])) {
    flags['margin'] = workbench.parseMargins(flags['margin'] as string[]);
  }
  if (predictions.length > 0) flags['predictions'] = [...predictions];
  return domain.parseAuditProtocol(flags, null);
}

async function readFile(
  options: Readonly<Record<string, unknown>>,
  hasPredictions: boolean,
  workbench: Workbench,
  terminal: Terminal,
): Promise<AuditProtocol> {
  const named = options['protocol'];
  if (typeof named === 'string') return workbench.readProtocolFile(named);
  if (hasPredictions || !existsSync('equipoise.yaml')) return {};
  terminal.err('Reading equipoise.yaml in this folder.\n');
  return workbench.readProtocolFile('equipoise.yaml');
}

function hasRoles(protocol: AuditProtocol): boolean {
  return (
    protocol.label !== undefined ||
    protocol.score !== undefined ||
    protocol.adapter !== undefined ||
    protocol.decision !== undefined ||
    (protocol.task ?? []).length > 0
  );
}

async function suggest(
  protocol: AuditProtocol,
  workbench: Workbench,
  terminal: Terminal,
): Promise<never> {
  const [path] = protocol.predictions ?? [];
  if (path === undefined) {
    fail(
      'cli/usage',
      'No predictions file was named.',
      'Write equipoise audit predictions.csv --label y --score p.',
    );
  }
  const inspection = await workbench.inspectFile(path, protocol);
  const { inspectionText } = await import('./inspect.ts');
  terminal.out(inspectionText(inspection));
  return fail(
    'cli/no-roles',
    'No label and no score column were named; roles are suggested, never taken for granted.',
    inspection.command === null
      ? 'Name them with --label and --score, or with --task.'
      : `Check the suggestion above and run it: ${inspection.command}`,
  );
}

/** `equipoise audit`: from a table of predictions to a report. */
export const auditCommand: CommandSpec = {
  verb: 'audit',
  summary:
    'Audit a table of predictions by group: report, figures, tables and methods in one folder.',
  examples: [
    'equipoise audit predictions.csv --label y --score p --group sex,age,site --patient patient_id',
    "equipoise audit wide.parquet --task '*=y_*:prob_*' --group sex,view --patient patient_id --bins age=0,20,40,60,80",
    'equipoise audit a.csv --model b=b.csv --on image_id --label y --score p --group sex --patient pid --gate gates.yaml',
  ],
  configure(command) {
    command.argument(
      '[predictions...]',
      'CSV, TSV, Parquet, JSON lines or NPY, each plain or gzip; several are joined on --on',
    );
    addAuditOptions(command);
  },
  async run(args, options, terminal) {
    refuseLater(options);
    const workbench = await import('@equipoise/workbench');
    const domain = await import('@equipoise/domain');
    const predictions = (args[0] ?? []) as string[];
    const flags = flagsOf(predictions, options, workbench, domain);
    const file = await readFile(options, predictions.length > 0, workbench, terminal);
    const protocol = workbench.mergeProtocols(file, flags);
    if (!hasRoles(protocol)) return suggest(protocol, workbench, terminal);
    const savePath = options['saveProtocol'];
    if (typeof savePath === 'string') workbench.checkProtocolPath(savePath);
    const progress = makeProgress(terminal);
    try {
      const result = await workbench.runAudit(protocol, {
        clock: terminal.clock,
        nodeVersion: terminal.nodeVersion,
        signal: terminal.signal,
        onProgress: progress.report,
        command: typedCommand('audit', (options['argv'] as string[] | undefined) ?? []),
        ...(typeof options['workers'] === 'number' ? { workers: options['workers'] } : {}),
      });
      progress.end();
      if (typeof savePath === 'string') await workbench.saveProtocol(savePath, protocol);
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
