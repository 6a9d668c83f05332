import type { Column, Table } from '@equipoise/dataset';
import { fail } from '../errors.ts';
import type { Cases, ModelPart } from './cases.ts';
import { asText, findColumn, gatherColumn, rowList } from './columns.ts';

/** A model's name with its table. */
export interface NamedTable {
  readonly name: string;
  readonly table: Table;
  /** Rows of the table that are this model's; null = all. */
  readonly rows: Int32Array | null;
}

/** One table, one model: every row is a case. */
export function singleCases(name: string, table: Table): Cases {
  const index = Int32Array.from({ length: table.rowCount }, (_, row) => row);
  return {
    table,
    parts: [{ name, table, index }],
    files: [table.name],
    fileOf: new Uint16Array(table.rowCount),
    lineOf: index.map((row) => table.firstRow + row),
  };
}

/** Splits a long table by the column that names the model of each row. */
export function splitByModel(table: Table, modelColumn: string): NamedTable[] {
  const column = asText(findColumn(table, modelColumn, '--model-column'));
  const rows = column.values.map((): number[] => []);
  for (let row = 0; row < table.rowCount; row++) {
    const code = column.codes[row]!;
    if (code < 0) {
      fail(
        'workbench/bad-option',
        `${table.name}, row ${table.firstRow + row}: the model column "${modelColumn}" is blank.`,
        'Name the model of every row.',
      );
    }
    rows[code]!.push(row);
  }
  return column.values
    .map((name, code) => ({ name, table, rows: Int32Array.from(rows[code]!) }))
    .filter((part) => part.rows.length > 0);
}

/** A dictionary of keys over several tables, so that equal text is one case. */
function caseNumbers(
  parts: readonly NamedTable[],
  on: string,
): { of: Int32Array[]; total: number } {
  const known = new Map<string, number>();
  const of = parts.map((part) => {
    const key = asText(findColumn(part.table, on, '--on'));
    const number = new Int32Array(key.values.length).fill(-1);
    const rows = part.rows ?? Int32Array.from({ length: part.table.rowCount }, (_, row) => row);
    const repeated: number[] = [];
    let repeatedCount = 0;
    const seen = new Set<number>();
    const cases = rows.map((row) => {
      const code = key.codes[row]!;
      if (code < 0) {
        fail(
          'workbench/duplicate-id',
          `${part.table.name}, row ${part.table.firstRow + row}: the id column "${on}" is blank.`,
          'Give every row an id.',
        );
      }
      if (seen.has(code)) {
        repeatedCount += 1;
        if (repeated.length < 5) repeated.push(part.table.firstRow + row);
      }
      seen.add(code);
      if (number[code]! < 0) {
        const text = key.values[code]!;
        const next = known.get(text) ?? known.size;
        known.set(text, next);
        number[code] = next;
      }
      return number[code]!;
    });
    if (repeatedCount > 0) {
      fail(
        'workbench/duplicate-id',
        `${part.table.name}: the id column "${on}" repeats in ${rowList(repeated, repeatedCount)} (model ${part.name}).`,
        'Keep one row for each id and model.',
      );
    }
    return cases;
  });
  return { of, total: known.size };
}

/** First value that any part has for each case. */
function firstOf(columns: readonly { column: Column; index: Int32Array }[]): Column {
  const [first, ...rest] = columns;
  let merged = gatherColumn(first!.column, first!.index);
  for (const next of rest) {
    if (merged.blankCount === 0) break;
    merged = fillBlanks(merged, gatherColumn(next.column, next.index));
  }
  return merged;
}

function fillBlanks(into: Column, from: Column): Column {
  if (into.kind === 'number' && from.kind === 'number') {
    const data = into.data.slice();
    const blank = into.blank.slice();
    let blankCount = 0;
    for (let i = 0; i < data.length; i++) {
      if (blank[i] === 1 && from.blank[i] === 0) {
        data[i] = from.data[i]!;
        blank[i] = 0;
      }
      blankCount += blank[i]!;
    }
    return { ...into, data, blank, blankCount, integer: into.integer && from.integer };
  }
  const a = asText(into);
  const b = asText(from);
  const numberOf = new Map(a.values.map((value, code) => [value, code]));
  const values = [...a.values];
  const recode = b.values.map((value) => {
    const code = numberOf.get(value) ?? values.length;
    if (code === values.length) values.push(value);
    numberOf.set(value, code);
    return code;
  });
  let blankCount = 0;
  const codes = a.codes.map((code, row) => {
    const other = b.codes[row]!;
    const filled = code >= 0 ? code : other < 0 ? -1 : recode[other]!;
    if (filled < 0) blankCount += 1;
    return filled;
  });
  return { kind: 'text', name: into.name, codes, values, blankCount };
}

/**
 * Lays several models' tables over one list of cases, by id.
 *
 * @param parts one a model; each id at most once in each
 * @param on the id column, text compared byte for byte
 * @returns all cases that any model has, in order of first appearance
 * @throws workbench/duplicate-id with row numbers, workbench/unknown-column
 */
export function stackModels(parts: readonly NamedTable[], on: string): Cases {
  const { of, total } = caseNumbers(parts, on);
  const files = [...new Set(parts.map((part) => part.table.name))];
  const fileOf = new Uint16Array(total);
  const lineOf = new Int32Array(total).fill(-1);
  const models: ModelPart[] = parts.map((part, p) => {
    const index = new Int32Array(total).fill(-1);
    const cases = of[p]!;
    for (let i = 0; i < cases.length; i++) {
      const row = part.rows === null ? i : part.rows[i]!;
      const number = cases[i]!;
      index[number] = row;
      if (lineOf[number]! < 0) {
        lineOf[number] = part.table.firstRow + row;
        fileOf[number] = files.indexOf(part.table.name);
      }
    }
    return { name: part.name, table: part.table, index };
  });
  const names = [...new Set(parts.flatMap((part) => part.table.columns.map((one) => one.name)))];
  const columns = names.map((name) =>
    firstOf(
      models.flatMap((model) => {
        const column = model.table.columns.find((one) => one.name === name);
        return column === undefined ? [] : [{ column, index: model.index }];
      }),
    ),
  );
  const first = parts[0]!.table;
  return {
    table: { ...first, rowCount: total, columns },
    parts: models,
    files,
    fileOf,
    lineOf,
  };
}

/**
 * Checks that models agree on a column that belongs to the case, such as its label.
 *
 * @throws workbench/models-disagree with row numbers
 */
export function checkAgreement(cases: Cases, name: string): void {
  if (cases.parts.length < 2) return;
  const merged = cases.table.columns.find((column) => column.name === name);
  if (merged === undefined) return;
  const want = asText(merged);
  for (const part of cases.parts) {
    const own = part.table.columns.find((column) => column.name === name);
    if (own === undefined) continue;
    const got = asText(gatherColumn(own, part.index));
    const lines: number[] = [];
    let total = 0;
    for (let row = 0; row < got.codes.length; row++) {
      const a = got.codes[row]!;
      const b = want.codes[row]!;
      if (a < 0 || b < 0 || got.values[a] === want.values[b]) continue;
      total += 1;
      if (lines.length < 5) lines.push(part.table.firstRow + part.index[row]!);
    }
    if (total > 0) {
      fail(
        'workbench/models-disagree',
        `${part.table.name}: column "${name}" of model ${part.name} differs from another model's for the same case in ${rowList(lines, total)}.`,
        'Give every model the same label for a case, or audit them apart.',
      );
    }
  }
}
