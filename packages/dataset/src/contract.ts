import type { AdapterResult, FileHeaders } from './adapters/adapter.ts';
import { type Adapter, failAdapter, headersOf } from './adapters/adapter.ts';
import type { Column, Table } from './table.ts';

/** What a contract test of an adapter starts from: tables made by hand, and what must come out. */
export interface AdapterFixture {
  /** Tables of the layout; the rows of the main one must all come out. */
  readonly tables: readonly Table[];
  readonly rowCount: number;
  readonly patientCount: number;
  readonly taskIds: readonly string[];
}

const foreign: readonly FileHeaders[] = [
  { name: 'other.csv', columns: ['id', 'y', 'p', 'sex', 'age', 'site'] },
  { name: 'empty.csv', columns: [] },
];

/**
 * Tests what the declaration of an adapter promises: it recognises its own layout in any order of files and no
 * other, loses no row, changes no input, gives the same answer twice, and every role and task names a column
 * that is there, with levels that are there.
 *
 * @param adapter the adapter
 * @param fixture tables made by hand
 * @throws dataset/bad-adapter with the first promise that is broken
 */
export function checkAdapter(adapter: Adapter, fixture: AdapterFixture): void {
  const broken = (sentence: string): never => failAdapter(adapter.id, sentence);
  const headers = fixture.tables.map(headersOf);
  if (adapter.recognise(headers) === null) broken('it does not recognise its own fixture.');
  if (adapter.recognise(foreign) !== null || adapter.recognise([]) !== null) {
    broken('it recognises files of another layout.');
  }
  const before = fingerprint(fixture.tables);
  const result = adapter.read(fixture.tables);
  if (fingerprint(fixture.tables) !== before) broken('it changes its input.');
  const again = fingerprint([adapter.read(fixture.tables).table]);
  if (fingerprint([result.table]) !== again) broken('two readings differ.');
  const turned = adapter.read([...fixture.tables].reverse());
  if (fingerprint([turned.table]) !== again) broken('the order of the files changes the result.');
  checkTable(result.table, broken);
  if (result.table.rowCount !== fixture.rowCount) broken('the count of rows is another one.');
  checkRoles(result, fixture, broken);
  checkTasks(result, fixture, broken);
}

type Broken = (sentence: string) => never;

function checkTable(table: Table, broken: Broken): void {
  const names = table.columns.map((column) => column.name);
  if (new Set(names).size !== names.length) broken('two columns carry one name.');
  for (const column of table.columns) {
    const length = column.kind === 'text' ? column.codes.length : column.data.length;
    if (length !== table.rowCount) broken(`column ${column.name} has another length.`);
    const blanks =
      column.kind === 'text'
        ? column.codes.filter((code) => code < 0).length
        : column.blank.filter((flag) => flag === 1).length;
    if (blanks !== column.blankCount) broken(`column ${column.name} miscounts its blanks.`);
    if (column.kind === 'text' && column.codes.some((code) => code >= column.values.length)) {
      broken(`column ${column.name} holds a code without a value.`);
    }
  }
}

function checkRoles(result: AdapterResult, fixture: AdapterFixture, broken: Broken): void {
  const { roles, table } = result;
  const named = [
    roles.case,
    roles.patient,
    roles.sex,
    roles.age,
    roles.site,
    roles.view,
    ...roles.groups,
  ];
  for (const name of named) {
    if (name !== null && !table.columns.some((column) => column.name === name)) {
      broken(`a role names the column ${name}, which is not there.`);
    }
  }
  const patient = table.columns.find((column) => column.name === roles.patient);
  if (patient?.kind !== 'text') {
    broken('the patient is not text.');
    return;
  }
  const count = new Set(patient.codes.filter((code) => code >= 0)).size;
  if (count !== fixture.patientCount) broken(`it finds ${count} patients.`);
}

function checkTasks(result: AdapterResult, fixture: AdapterFixture, broken: Broken): void {
  const ids = result.tasks.map((task) => task.id);
  if (ids.join() !== fixture.taskIds.join()) broken(`its tasks are ${ids.join(', ')}.`);
  for (const task of result.tasks) {
    const label = result.table.columns.find((column) => column.name === task.label);
    if (label === undefined) {
      broken(`task ${task.id} has no label column.`);
      continue;
    }
    for (const score of task.scores) {
      const column = result.table.columns.find(({ name }) => name === score);
      if (column?.kind !== 'number') broken(`score ${score} is no column of numbers.`);
    }
    const levels = [task.positive, task.negative, ...task.neither].filter(
      (level) => level !== null,
    );
    if (task.kind === 'binary' && !levels.every((level) => isLevel(label, level))) {
      broken(`task ${task.id} names a level that its label cannot have.`);
    }
  }
}

function isLevel(column: Column, level: string): boolean {
  return column.kind === 'text' ? column.values.includes(level) : Number.isFinite(Number(level));
}

/** All cells of tables as one text, for comparing; fixtures are tiny. */
function fingerprint(tables: readonly Table[]): string {
  return JSON.stringify(
    tables.map((table) => [
      table.rowCount,
      table.columns.map((column) =>
        column.kind === 'text'
          ? [column.name, column.values, [...column.codes]]
          : [column.name, [...column.data].map(String), [...column.blank]],
      ),
    ]),
  );
}
