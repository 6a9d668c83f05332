import type { Inspection } from '@equipoise/workbench';
import type { CommandSpec } from '../command.ts';
import { tableText } from '../table-text.ts';
import { plain } from '../terminal.ts';
import { addIntakeOptions } from './audit-options.ts';

/** An inspection as text: columns, suggested roles, the command that would use them. */
export function inspectionText(inspection: Inspection): string {
  const roleOf = new Map(inspection.roles.map((one) => [one.column, one]));
  const rows = inspection.columns.map((column) => [
    plain(column.name),
    column.kind,
    String(column.blankCount),
    roleOf.get(column.name)?.role ?? '',
    roleOf.get(column.name)?.reason ?? '',
  ]);
  const table = tableText(['column', 'kind', 'blank', 'suggested role', 'why'], rows, new Set([2]));
  const command =
    inspection.command === null
      ? 'No label and score could be suggested.'
      : `Suggested, not applied:\n  ${plain(inspection.command)}`;
  const layouts = inspection.layouts.map(
    (one) =>
      `The headers are those of ${one.title}: with its other files, --adapter ${one.id} reads roles and tasks from them.\n`,
  );
  return `${plain(inspection.name)}: ${inspection.rowCount} rows\n\n${table}\n${layouts.join('')}${command}\n`;
}

/** `equipoise inspect`: what a file seems to hold. */
export const inspectCommand: CommandSpec = {
  verb: 'inspect',
  summary: 'Show the columns of a table and suggest roles for them.',
  examples: ['equipoise inspect predictions.csv', 'equipoise inspect predictions.parquet --json'],
  configure(command) {
    command.argument('<file>', 'table to look at');
    addIntakeOptions(command);
    command.option('--json', 'print the result as JSON');
  },
  async run(args, options, terminal) {
    const { inspectFile } = await import('@equipoise/workbench');
    const { parseAuditProtocol } = await import('@equipoise/domain');
    const { encoding, delimiter, decimal, missing } = options;
    const declared = parseAuditProtocol({ encoding, delimiter, decimal, missing }, null);
    const inspection = await inspectFile(String(args[0]), declared);
    terminal.out(
      options['json'] === true
        ? `${JSON.stringify(inspection, null, 2)}\n`
        : inspectionText(inspection),
    );
    return 0;
  },
};
