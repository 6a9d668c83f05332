import type { Inspection } from '@equipoise/workbench';
import type { CommandSpec } from '../command.ts';
import { tableText } from '../table-text.ts';
import { plain } from '../terminal.ts';

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
  return `${plain(inspection.name)}: ${inspection.rowCount} rows\n\n${table}\n${command}\n`;
}

/** `equipoise inspect`: what a file seems to hold. */
export const inspectCommand: CommandSpec = {
  verb: 'inspect',
  summary: 'Show the columns of a table and suggest roles for them.',
  examples: ['equipoise inspect predictions.csv', 'equipoise inspect predictions.parquet --json'],
  configure(command) {
    command.argument('<file>', 'table to look at').option('--json', 'print the result as JSON');
  },
  async run(args, options, terminal) {
    const { inspectFile } = await import('@equipoise/workbench');
    const inspection = await inspectFile(String(args[0]));
    terminal.out(
      options['json'] === true
        ? `${JSON.stringify(inspection, null, 2)}\n`
        : inspectionText(inspection),
    );
    return 0;
  },
};
