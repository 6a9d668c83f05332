import {
  type Adapter,
  type AdapterResult,
  adapters,
  headersOf,
  recogniseFiles,
  type Table,
} from '@equipoise/dataset';
import { fail } from '../errors.ts';
import { nearNames } from '../protocol/near-names.ts';
import type { ConcreteTask } from '../protocol/parse-tasks.ts';
import type { ResolvedProtocol } from '../protocol/resolved-protocol.ts';
import type { Warning } from './warnings.ts';

/** A table in the form of its layout, with the roles and tasks that follow from it. */
export interface AdaptedTable {
  readonly table: Table;
  readonly protocol: ResolvedProtocol;
  /** Null where tasks were declared by hand. */
  readonly tasks: readonly ConcreteTask[] | null;
  readonly warnings: readonly Warning[];
}

/** The adapter that was named. @throws workbench/unknown-adapter */
export function adapterNamed(id: string): Adapter | null {
  if (id === 'auto') return null;
  const found = adapters.find((adapter) => adapter.id === id);
  if (found !== undefined) return found;
  const ids = adapters.map((adapter) => adapter.id);
  const near = nearNames(id, ids);
  return fail(
    'workbench/unknown-adapter',
    `No data set layout is called "${id}".`,
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Known: auto, ${ids.join(', ')}.`,
  );
}

function pick(id: string, tables: readonly Table[]): Adapter {
  const named = adapterNamed(id);
  const headers = tables.map(headersOf);
  const found = recogniseFiles(headers, named === null ? adapters : [named]);
  const first = found[0];
  if (first !== undefined) return first.adapter;
  return fail(
    'workbench/unknown-adapter',
    named === null
      ? 'The headers are those of no known data set layout.'
      : `The headers are not those of ${named.title}.`,
    'See equipoise datasets, or name label and score columns yourself.',
  );
}

function tasksOf(
  result: AdapterResult,
  protocol: ResolvedProtocol,
): { kind: 'binary' | 'multiclass'; tasks: ConcreteTask[] } {
  const scored = result.tasks.filter((task) => task.scores.length > 0);
  if (scored.length === 0) {
    fail(
      'workbench/missing-option',
      'The files hold labels but no scores of a model.',
      'Add the predictions as another file, with the case id and one score column a finding.',
    );
  }
  const kind = scored.some((task) => task.kind === protocol.kind)
    ? (protocol.kind as 'binary' | 'multiclass')
    : scored[0]!.kind;
  return {
    kind,
    tasks: scored
      .filter((task) => task.kind === kind)
      .map((task) => ({
        name: task.id,
        label: task.label,
        scores: task.scores,
        modelNames: ['model'],
        rules: {
          positive: task.positive,
          negative: task.negative,
          neither: task.neither,
          classes: task.classes,
        },
      })),
  };
}

/**
 * Reads tables of a public layout: one table, with roles and tasks where none were declared by hand.
 *
 * @throws workbench/unknown-adapter, workbench/missing-option, dataset/bad-adapter
 */
export function applyAdapter(tables: readonly Table[], protocol: ResolvedProtocol): AdaptedTable {
  const adapter = pick(protocol.adapter!, tables);
  const result = adapter.read(tables);
  const { roles } = result;
  const own = protocol.tasks.length > 0 ? null : tasksOf(result, protocol);
  const proposed = [roles.sex, roles.age, roles.view, ...roles.groups].filter(
    (name): name is string => name !== null,
  );
  const groups = protocol.groups.length > 0 ? protocol.groups : [...new Set(proposed)];
  const patient = protocol.patient ?? roles.patient;
  const adapted: ResolvedProtocol = {
    ...protocol,
    kind: own?.kind ?? protocol.kind,
    patient,
    site: protocol.site ?? roles.site,
    groups,
  };
  return {
    table: result.table,
    protocol: adapted,
    tasks: own?.tasks ?? null,
    warnings: [
      {
        code: 'adapter',
        sentence: `The files are read as ${adapter.title}: patient "${patient}", groups ${groups.join(', ')}. ${adapter.licenceNote}`,
      },
      ...result.notes.map((note) => ({ code: note.code, sentence: note.message })),
    ],
  };
}
