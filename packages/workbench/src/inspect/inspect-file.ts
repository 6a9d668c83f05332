import { basename } from 'node:path';
import { suggestRoles, type Table } from '@equipoise/dataset';
import { readTable } from '@equipoise/dataset/node';

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
  /** The command that would audit the file with the suggested roles; null when label or score is not in sight. */
  readonly command: string | null;
}

const groupRoles = new Set(['sex', 'age', 'site', 'ethnicity', 'view', 'scanner']);

function quote(text: string): string {
  return /^[\w.:=*/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function commandFor(path: string, table: Table, roles: Inspection['roles']): string | null {
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
 * @throws errors of the intake (`dataset/...`)
 */
export async function inspectFile(path: string): Promise<Inspection> {
  const table = await readTable(path, {});
  const roles = suggestRoles(table);
  return {
    name: basename(path),
    rowCount: table.rowCount,
    columns: table.columns.map(({ name, kind, blankCount }) => ({ name, kind, blankCount })),
    roles,
    command: commandFor(path, table, roles),
  };
}
