import {
  adjudicationTable,
  choiceEnd,
  type ExportOptions,
  exportedQuestions,
  readingsTable,
} from '@equipoise/annotation';
import { type ParquetColumn, parquetBytes } from '@equipoise/dataset/node';
import type { AdjudicationCase, Answer, AnswerRecord, StudyProtocol } from '@equipoise/domain';
import { type SafeCell, safeCsv, safeText } from './safe-csv.ts';

/** A table of the reading room as CSV and Parquet. */
export interface RoomTable {
  readonly columns: readonly string[];
  readonly csv: string;
  readonly parquet: () => Promise<Uint8Array>;
  /** Options that make the command understand the table as the study meant it. */
  readonly options: readonly string[];
  readonly rowCount: number;
}

/** A settled label of a case and question; null where the case stayed unresolved. */
export interface RoomLabel {
  readonly caseId: string;
  readonly questionId: string;
  readonly label: Answer | null;
  readonly method: string;
  readonly sources: readonly string[];
}

function columnsOf(
  names: readonly string[],
  rows: readonly (readonly SafeCell[])[],
): ParquetColumn[] {
  return names.map((name, at) => {
    const given = rows.map((row) => row[at] ?? null).filter((value) => value !== null);
    const isNumber = given.length > 0 && given.every((value) => typeof value === 'number');
    return { name: safeText(name), kind: isNumber ? 'number' : 'text' };
  });
}

function roomTable(
  names: readonly string[],
  rows: readonly (readonly SafeCell[])[],
  options: readonly string[],
): RoomTable {
  const csv = safeCsv(names, rows);
  return {
    columns: names,
    csv,
    parquet: () => parquetBytes(csv, columnsOf(names, rows)),
    options,
    rowCount: rows.length,
  };
}

/**
 * Raw readings as a file: a row for each case and reader, what `equipoise agreement` reads.
 *
 * @param records all answers of the study
 */
export function readingsFile(
  protocol: StudyProtocol,
  records: readonly AnswerRecord[],
  choice: ExportOptions,
): RoomTable {
  const { columns, rows, options } = readingsTable(protocol, records, choice);
  return roomTable(columns, rows, options);
}

/** What follows the verb of a command that reads the exported readings of a choice. */
export function readingsCall(protocol: StudyProtocol, choice: ExportOptions): readonly string[] {
  // The options say how the columns are to be understood: no row is needed for them.
  const { options } = readingsTable(protocol, [], choice);
  return [`readings${choiceEnd(choice)}.csv`, ...options];
}

/**
 * Settled labels as a file: a row for each case, a column for each question, its method and what it came from; and
 * the strata, as groups of an audit.
 *
 * @param caseColumn name of the case column, that of the predictions it is to be joined with
 */
export function labelsFile(
  protocol: StudyProtocol,
  labels: readonly RoomLabel[],
  caseColumn = 'case',
): RoomTable {
  const strata = [...new Set(protocol.cases.flatMap((one) => Object.keys(one.strata)))].sort();
  const byCase = new Map<string, Map<string, RoomLabel>>();
  for (const label of labels) {
    const own = byCase.get(label.caseId) ?? new Map<string, RoomLabel>();
    own.set(label.questionId, label);
    byCase.set(label.caseId, own);
  }
  const questions = protocol.questions.filter((question) =>
    labels.some((label) => label.questionId === question.id),
  );
  const exported = questions.flatMap((question) =>
    exportedQuestions(question).map((column) => ({ id: question.id, column })),
  );
  const names = [
    caseColumn,
    'patient',
    ...exported.map(({ column }) => column.name),
    ...questions.flatMap(({ id }) => [`${id} method`, `${id} sources`]),
    ...strata,
  ];
  const rows = protocol.cases.flatMap((one): SafeCell[][] => {
    const own = byCase.get(one.caseId);
    if (own === undefined) return [];
    return [
      [
        one.caseId,
        one.patientId ?? one.caseId,
        ...exported.map(({ id, column }) => column.cellOf(own.get(id)?.label ?? undefined)),
        ...questions.flatMap(({ id }) => {
          const label = own.get(id);
          return [label?.method ?? null, label?.sources.join(' ') ?? null];
        }),
        ...strata.map((name) => one.strata[name] ?? null),
      ],
    ];
  });
  return roomTable(names, rows, []);
}

/**
 * Everything that was done in adjudication as a file, a row an entry, linked to the readings it rests on.
 *
 * @param cases readings and entries of each case
 */
export function adjudicationFile(
  protocol: StudyProtocol,
  cases: readonly AdjudicationCase[],
): RoomTable {
  const { columns, rows } = adjudicationTable(protocol, cases);
  return roomTable(columns, rows, []);
}
