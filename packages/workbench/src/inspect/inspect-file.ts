import { basename } from 'node:path';
import { headersOf, recogniseFiles, suggestRoles, type Table } from '@equipoise/dataset';
import { readTable } from '@equipoise/dataset/node';
import { type DeclaredIntake, intakeOptions } from '../study/intake-options.ts';

/** What a file seems to hold: suggestions, never acted upon. */
export interface Inspection {
  readonly name: string;
  readonly rowCount: number;
  readonly columns: readonly {
    readonly name: string;
    readonly kind: string;
    readonly blankCount: number;
  }[];
  readonly roles: readonly {
    readonly role: string;
    readonly column: string;
    readonly reason: string;
  }[];
  /** Public layouts that know this file by its headers. */
  readonly layouts: readonly { readonly id: string; readonly title: string }[];
  /** The command that would audit the file with the suggested roles; null when label or score is not in sight. */
  readonly command: string | null;
}

const groupRoles = new Set(['sex', 'age', 'site', 'ethnicity', 'view', 'scanner']);

function quote(text: string): string {
  return /^[\w.:=*/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function commandFor(
  path: string,
  table: Table,
  roles: Inspection['roles'],
  declared: DeclaredIntake,
): string | null {
  const named = (role: string): string[] =>
    roles.filter((one) => one.role === role).map((one) => one.column);
  const labels = named('label');
  const scores = named('score');
  if (labels.length === 0 || scores.length === 0) return null;
  const parts = ['equipoise audit', quote(path)];
  const wide = labels.length > 1 && scores.length > 1 ? widePattern(labels, scores) : null;
  if (wide !== null) parts.push('--task', `'${wide}'`);
  else parts.push('--label', quote(labels[0]!), '--score', quote(scores[0]!));
  const groups = roles.filter((one) => groupRoles.has(one.role)).map((one) => one.column);
  if (groups.length > 0) parts.push('--group', quote(groups.join(',')));
  const patient = named('patient').find((name) =>
    table.columns.some((column) => column.name === name),
  );
  if (patient !== undefined) parts.push('--patient', quote(patient));
  if (declared.encoding) parts.push('--encoding', declared.encoding);
  if (declared.delimiter) parts.push('--delimiter', quote(declared.delimiter));
  if (declared.decimal) parts.push('--decimal', quote(declared.decimal));
  if (declared.missing?.length) parts.push(`--missing=${quote(declared.missing.join(','))}`);
  return parts.join(' ');
}

/** `*=y_*:prob_*` when labels and scores share their endings. */
function widePattern(labels: readonly string[], scores: readonly string[]): string | null {
  for (const score of scores) {
    const cut = score.indexOf('_');
    if (cut < 1) continue;
    const ending = score.slice(cut + 1);
    const label = labels.find((one) => one.endsWith(`_${ending}`));
    if (label !== undefined) {
      return `*=${label.slice(0, label.length - ending.length)}*:${score.slice(0, cut + 1)}*`;
    }
  }
  return null;
}

/**
 * Reads a table and suggests what its columns may stand for.
 *
 * @param declared how the file is written, where that was declared
 * @throws errors of the intake (`dataset/...`)
 */
export async function inspectFile(
  path: string,
  declared: DeclaredIntake = {},
): Promise<Inspection> {
  const table = await readTable(path, intakeOptions(declared));
  const roles = suggestRoles(table);
  return {
    name: basename(path),
    rowCount: table.rowCount,
    columns: table.columns.map(({ name, kind, blankCount }) => ({ name, kind, blankCount })),
    roles,
    layouts: recogniseFiles([headersOf(table)]).map(({ adapter }) => ({
      id: adapter.id,
      title: adapter.title,
    })),
    command: commandFor(path, table, roles, declared),
  };
}
