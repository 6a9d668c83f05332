import { type Column, findColumn, type Table, toTextColumn } from '@equipoise/dataset';
import { fail } from '../errors.ts';
import { numericColumn } from './binary-column.ts';
import type { ReaderStudyProtocol } from './reader-study-protocol.ts';

/** A column that holds one reader's answers, perhaps under one modality. */
interface Placed {
  readonly column: Column;
  readonly reader: string;
  readonly modality: string | null;
}

/** Names of the columns that a wide table gets once it is long. */
const made = {
  reader: 'reader, from the header',
  modality: 'modality, from the header',
  rating: 'rating, from the columns',
  decision: 'decision, from the columns',
} as const;

const isWide = (text: string | undefined): text is string =>
  text !== undefined && /[,*{]/.test(text);

/**
 * A table with one column a reader as one with a row a reader: `--rating` or `--decision` names several columns, by
 * a list (`r1,r2,r3`) or a pattern in which `*` or `{reader}` is the reader and `{modality}` the modality
 * (`{reader}_{modality}`). Any other table stays as it is.
 *
 * @throws workbench/conflicting-options with `--reader`; workbench/unknown-column where nothing fits the pattern
 */
export function longStudy(
  table: Table,
  protocol: ReaderStudyProtocol,
): { readonly table: Table; readonly protocol: ReaderStudyProtocol } {
  const { rating, decision } = protocol;
  const exact = new Set(table.columns.map((column) => column.name));
  const asked = (
    [
      ['rating', rating],
      ['decision', decision],
    ] as const
  ).filter(
    (one): one is readonly ['rating' | 'decision', string] => isWide(one[1]) && !exact.has(one[1]),
  );
  if (asked.length === 0) return { table, protocol };
  if (protocol.reader !== undefined) {
    fail(
      'workbench/conflicting-options',
      `--reader names a column, and --${asked[0]![0]} names one column a reader.`,
      'Leave --reader out: the header names the readers.',
    );
  }
  if (asked.length === 1 && rating !== undefined && decision !== undefined) {
    fail(
      'workbench/conflicting-options',
      'Of --rating and --decision one names a column and the other one column a reader.',
      'Give both with one column a reader, or neither.',
    );
  }
  const named = new Set(
    [
      ...(protocol.caseColumns ?? []),
      ...[protocol.patient, protocol.truth, protocol.modality, protocol.by, protocol.seconds],
      ...[protocol.aiLabel, protocol.aiProbability],
    ].filter((name): name is string => name !== undefined),
  );
  const found = asked.map(([kind, text]) => [kind, place(table, text, kind, named)] as const);
  const keyOf = ({ reader, modality }: Placed): string => JSON.stringify([reader, modality]);
  const keys = [...new Set(found.flatMap(([, list]) => list.map(keyOf)))];
  const used = new Set(found.flatMap(([, list]) => list.map((one) => one.column)));
  const hasModality = found.some(([, list]) => list.some((one) => one.modality !== null));
  if (hasModality && protocol.modality !== undefined) {
    fail(
      'workbench/conflicting-options',
      '--modality names a column, and the header names the modality too.',
      'Leave one of them out.',
    );
  }
  const times = keys.length;
  const rowCount = table.rowCount * times;
  const places = keys.map((key) => JSON.parse(key) as [string, string | null]); // Written above.
  const kept = table.columns
    .filter((column) => !used.has(column))
    .map((column) => repeated(column, times));
  const answers = found.map(([kind, list]) => {
    const byKey = new Map(list.map((one) => [keyOf(one), one.column]));
    const columns = keys.map((key) => byKey.get(key) ?? null);
    return kind === 'rating' ? numbers(columns, rowCount) : texts(columns, rowCount);
  });
  const labels = [
    cycled(
      made.reader,
      places.map(([reader]) => reader),
      rowCount,
    ),
    ...(hasModality
      ? [
          cycled(
            made.modality,
            places.map(([, modality]) => modality ?? ''),
            rowCount,
          ),
        ]
      : []),
  ];
  return {
    table: { ...table, rowCount, columns: [...kept, ...labels, ...answers] },
    protocol: {
      ...protocol,
      reader: made.reader,
      ...(hasModality ? { modality: made.modality } : {}),
      ...Object.fromEntries(asked.map(([kind]) => [kind, made[kind]])),
    },
  };
}

/** Columns that a list or pattern names, in the order of the table. */
function place(
  table: Table,
  text: string,
  kind: 'rating' | 'decision',
  named: ReadonlySet<string>,
): readonly Placed[] {
  const parts = text.split(',').map((part) => part.trim());
  const out = new Map<Column, Placed>();
  for (const part of parts) {
    if (!/[*{]/.test(part)) {
      const column = findColumn(table, part);
      out.set(column, { column, reader: column.name, modality: null });
      continue;
    }
    const pattern = patternOf(part, kind);
    for (const column of table.columns) {
      const groups = named.has(column.name) ? null : pattern.exec(column.name)?.groups;
      if (groups?.['reader'] === undefined) continue;
      out.set(column, {
        column,
        reader: groups['reader'],
        modality: groups['modality'] ?? null,
      });
    }
  }
  if (out.size === 0) {
    fail(
      'workbench/unknown-column',
      `No column of ${table.name} fits --${kind} "${text}".`,
      'Write a list of columns, or a pattern such as {reader}_{modality}.',
    );
  }
  return table.columns.flatMap((column) => out.get(column) ?? []);
}

function patternOf(part: string, kind: string): RegExp {
  const stars = part.split('*').length - 1 + (part.split('{reader}').length - 1);
  const others = part.replaceAll('{reader}', '').replaceAll('{modality}', '');
  if (stars !== 1 || /[{}]/.test(others) || part.split('{modality}').length > 2) {
    fail(
      'workbench/bad-option',
      `--${kind} wants one * or {reader}, and at most one {modality}, got "${part}".`,
      'Write for example {reader}_{modality}.',
    );
  }
  const source = part
    .replaceAll('*', '{reader}')
    .replace(/[.+?^$()|[\]\\]/g, '\\$&')
    .replace('{reader}', '(?<reader>.+?)')
    .replace('{modality}', '(?<modality>.+)');
  return new RegExp(`^${source}$`, 'u');
}

/** Each row of a column several times, one after another. */
function repeated(column: Column, times: number): Column {
  const rows = column.kind === 'text' ? column.codes.length : column.data.length;
  if (column.kind === 'text') {
    const codes = new Int32Array(rows * times);
    for (let i = 0; i < codes.length; i++) codes[i] = column.codes[Math.floor(i / times)]!;
    return { ...column, codes, blankCount: column.blankCount * times };
  }
  const data = new Float64Array(rows * times);
  const blank = new Uint8Array(rows * times);
  for (let i = 0; i < data.length; i++) {
    data[i] = column.data[Math.floor(i / times)]!;
    blank[i] = column.blank[Math.floor(i / times)]!;
  }
  return { ...column, data, blank, blankCount: column.blankCount * times };
}

/** The same texts again and again. */
function cycled(name: string, texts: readonly string[], rowCount: number): Column {
  const values = [...new Set(texts)];
  const own = texts.map((text) => values.indexOf(text));
  const codes = Int32Array.from({ length: rowCount }, (_, i) => own[i % own.length]!);
  return { kind: 'text', name, codes, values, blankCount: 0 };
}

function numbers(columns: readonly (Column | null)[], rowCount: number): Column {
  const parts = columns.map((column) =>
    column === null ? null : numericColumn(column, '--rating'),
  );
  const data = new Float64Array(rowCount);
  for (let i = 0; i < rowCount; i++)
    data[i] = parts[i % parts.length]?.[Math.floor(i / parts.length)] ?? Number.NaN;
  const blank = Uint8Array.from(data, (x) => (Number.isNaN(x) ? 1 : 0));
  return {
    kind: 'number',
    name: made.rating,
    data,
    blank,
    blankCount: blank.reduce((sum, one) => sum + one, 0),
    integer: data.every((x) => Number.isNaN(x) || Number.isInteger(x)),
  };
}

function texts(columns: readonly (Column | null)[], rowCount: number): Column {
  const parts = columns.map((column) => (column === null ? null : toTextColumn(column)));
  const codeOf = new Map<string, number>();
  const maps = parts.map((part) =>
    (part?.values ?? []).map((text) => {
      const code = codeOf.get(text) ?? codeOf.size;
      codeOf.set(text, code);
      return code;
    }),
  );
  let blankCount = 0;
  const codes = Int32Array.from({ length: rowCount }, (_, i) => {
    const at = i % parts.length;
    const code = parts[at]?.codes[Math.floor(i / parts.length)] ?? -1;
    if (code < 0) blankCount++;
    return code < 0 ? -1 : maps[at]![code]!;
  });
  return { kind: 'text', name: made.decision, codes, values: [...codeOf.keys()], blankCount };
}
