import {
  type Adapter,
  type AdapterResult,
  adapters,
  type FileHeaders,
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
  if (named === null || named.id === 'ham10000') refuseWithoutMetadata(headers);
  return fail(
    'workbench/unknown-adapter',
    named === null
      ? 'The headers are those of no known data set layout.'
      : `The headers are not those of ${named.title}.`,
    'See equipoise datasets, or name label and score columns yourself.',
  );
}

const lesionClasses = ['MEL', 'NV', 'BCC', 'AKIEC', 'BKL', 'DF', 'VASC'];

/** Ground truth and predictions of ISIC 2018 have the same headers, so neither names the label without the metadata. */
function refuseWithoutMetadata(files: readonly FileHeaders[]): void {
  const alike = files.filter(({ columns }) =>
    lesionClasses.every((name) => columns.includes(name)),
  );
  if (alike.length === 0) return;
  fail(
    'workbench/unknown-adapter',
    `${alike.map((file) => file.name).join(' and ')} ${alike.length === 1 ? 'has' : 'have'} one column a class as ISIC 2018 has, but no file names lesion and diagnosis (lesion_id, image_id, dx): by their headers ground truth and predictions look the same.`,
    `Add HAM10000_metadata.csv, or write the class of each image into one column and give --kind multiclass --label COLUMN --score ${lesionClasses.join(',')}.`,
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
