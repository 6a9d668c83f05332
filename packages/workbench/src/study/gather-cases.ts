import { joinTables, type Table } from '@equipoise/dataset';
import type { Flow, FlowStep } from '@equipoise/domain';
import { fail } from '../errors.ts';
import { stem } from '../protocol/parse-models.ts';
import type { ConcreteTask } from '../protocol/parse-tasks.ts';
import type { ResolvedProtocol } from '../protocol/resolved-protocol.ts';
import { applyAdapter } from './apply-adapter.ts';
import type { Cases } from './cases.ts';
import { asText, findColumn, rowList } from './columns.ts';
import { type Duplicates, findDuplicates } from './duplicates.ts';
import { type ReadInput, readInput } from './read-inputs.ts';
import { type NamedTable, singleCases, splitByModel, stackModels } from './stack-models.ts';
import type { InputFile } from './study-build.ts';
import type { Warning } from './warnings.ts';

/** All tables of a study as one row a case. */
export interface GatheredCases {
  readonly cases: Cases;
  /** The protocol, completed by a data set layout where one was named. */
  readonly protocol: ResolvedProtocol;
  /** Tasks that a layout declares; null where the protocol does. */
  readonly tasks: readonly ConcreteTask[] | null;
  readonly inputs: readonly InputFile[];
  readonly flowInputs: Flow['inputs'];
  readonly joins: Flow['joins'];
  readonly steps: readonly FlowStep[];
  readonly duplicates: Duplicates;
  readonly warnings: readonly Warning[];
}

function joinOne(
  left: Table,
  right: Table,
  on: string,
): { table: Table; entry: Flow['joins'][number] } {
  findColumn(left, on, '--on');
  findColumn(right, on, '--on');
  const { table, matched, leftOnly, rightOnly } = joinTables(left, right, on);
  return {
    table,
    entry: { left: left.name, right: right.name, on, matched, leftOnly, rightOnly },
  };
}

/** With one table and nothing to join, the column of `--on` names the case of a row: no id may stand twice. */
function checkIds(table: Table, protocol: ResolvedProtocol): void {
  if (protocol.modelColumn !== null) return;
  for (const name of protocol.on) {
    const { codes, values } = asText(findColumn(table, name, '--on'));
    const seen = new Uint8Array(values.length);
    const repeats: number[] = [];
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row]!;
      if (code < 0) continue;
      if (seen[code] === 1) repeats.push(row + table.firstRow);
      seen[code] = 1;
    }
    if (repeats.length === 0) continue;
    fail(
      'workbench/duplicate-id',
      `${table.name}: the id column "${name}" repeats an id in ${rowList(repeats.slice(0, 5), repeats.length)}.`,
      'Keep one row for each id, or leave out --on.',
    );
  }
}

function noteWarnings(read: readonly ReadInput[]): Warning[] {
  return read.flatMap(({ table }) =>
    table.notes.map((note) => ({ code: note.code, sentence: `${table.name}: ${note.message}` })),
  );
}

function modelTables(
  first: Table,
  models: readonly ReadInput[],
  protocol: ResolvedProtocol,
): NamedTable[] {
  if (protocol.modelColumn !== null) return splitByModel(first, protocol.modelColumn);
  if (models.length === 0) return [];
  return [
    { name: stem(protocol.predictions[0]!), table: first, rows: null },
    ...models.map((read, m) => ({ name: protocol.models[m]!.name, table: read.table, rows: null })),
  ];
}

/**
 * Reads all tables, lays models over one list of cases, and joins what is to be joined; rows without
 * a partner stay and are counted on both sides.
 *
 * @throws errors of the intake, of joins and of {@link stackModels}
 */
export async function gatherCases(
  protocol: ResolvedProtocol,
  signal: AbortSignal | undefined,
): Promise<GatheredCases> {
  const read = (path: string, role: string): Promise<ReadInput> =>
    readInput(path, role, protocol, signal);
  const predictions: ReadInput[] = [];
  for (const path of protocol.predictions) predictions.push(await read(path, 'predictions'));
  const models: ReadInput[] = [];
  for (const model of protocol.models) models.push(await read(model.file, `model ${model.name}`));
  const others: ReadInput[] = [];
  for (const path of protocol.joins) others.push(await read(path, 'join'));

  if (protocol.adapter !== null) return adaptedCases([...predictions, ...others], protocol);
  const joins: Flow['joins'][number][] = [];
  let first = predictions[0]!.table;
  const duplicates = findDuplicates(first, []);
  for (const more of predictions.slice(1)) {
    const joined = joinOne(first, more.table, protocol.on[0]!);
    first = joined.table;
    joins.push(joined.entry);
  }
  if (predictions.length + models.length + others.length === 1) checkIds(first, protocol);
  const named = modelTables(first, models, protocol);
  let cases =
    named.length === 0 ? singleCases('model', first) : stackModels(named, protocol.on[0]!);
  const readRows =
    named.length === 0
      ? first.rowCount
      : named.reduce((sum, part) => sum + (part.rows?.length ?? part.table.rowCount), 0);
  for (const [i, other] of others.entries()) {
    const on = protocol.on.length === 1 ? protocol.on[0]! : protocol.on[i]!;
    const joined = joinOne(cases.table, other.table, on);
    cases = { ...cases, table: joined.table };
    joins.push(joined.entry);
  }
  const all = [...predictions, ...models, ...others];
  const steps: FlowStep[] = [
    { id: 'read', label: 'Rows read', rowCount: readRows, patientCount: 0, excluded: [] },
  ];
  if (named.length > 0) {
    const merged = readRows - cases.table.rowCount;
    steps.push({
      id: 'cases',
      label: `Cases of ${named.length} models`,
      rowCount: cases.table.rowCount,
      patientCount: 0,
      excluded:
        merged === 0
          ? []
          : [{ reason: 'same case seen by another model', rowCount: merged, patientCount: 0 }],
    });
  }
  return {
    cases,
    protocol,
    tasks: null,
    inputs: all.map((one) => one.input),
    flowInputs: flowInputsOf(all),
    joins,
    steps,
    duplicates,
    warnings: noteWarnings(all),
  };
}

function flowInputsOf(all: readonly ReadInput[]): Flow['inputs'] {
  return all.map(({ table }) => ({
    name: table.name,
    rowCount: table.rowCount,
    columnCount: table.columns.length,
  }));
}

/** The cases of a public layout, whose adapter does the joining itself. */
function adaptedCases(all: readonly ReadInput[], protocol: ResolvedProtocol): GatheredCases {
  const adapted = applyAdapter(
    all.map((one) => one.table),
    protocol,
  );
  return {
    cases: singleCases('model', adapted.table),
    protocol: adapted.protocol,
    tasks: adapted.tasks,
    inputs: all.map((one) => one.input),
    flowInputs: flowInputsOf(all),
    joins: adapted.table.notes.flatMap((note) => (note.join === undefined ? [] : [note.join])),
    steps: [
      {
        id: 'read',
        label: 'Rows read',
        rowCount: adapted.table.rowCount,
        patientCount: 0,
        excluded: [],
      },
    ],
    duplicates: findDuplicates(adapted.table, []),
    warnings: [...noteWarnings(all), ...adapted.warnings],
  };
}
