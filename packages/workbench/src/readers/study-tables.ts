import { basename } from 'node:path';
import { joinTables, type Table } from '@equipoise/dataset';
import { readTable } from '@equipoise/dataset/node';
import { fail } from '../errors.ts';
import { gatherReadings } from './gather-readings.ts';
import type { ReaderStudyProtocol } from './reader-study-protocol.ts';
import { isExport, tableOfReadings } from './study-export.ts';

/** Tables of a protocol, ids kept as text. */
export async function readTables(
  protocol: ReaderStudyProtocol,
  signal: AbortSignal | undefined,
): Promise<{
  main: Table;
  truth: Table | null;
  marks: Table | null;
  times: Table | null;
  paths: string[];
}> {
  const { caseColumns = [], reader, modality, by, patient, lesion } = protocol;
  const isMarked = protocol.marks !== undefined;
  if (isMarked && by !== undefined) {
    fail('workbench/conflicting-options', '--by and --marks were given.', 'Run each study alone.');
  }
  const ofReadings = [...caseColumns, reader, modality, by];
  const read = (path: string, ids: readonly (string | undefined)[]): Promise<Table> =>
    readTable(path, {
      encoding: protocol.encoding,
      delimiter: protocol.delimiter === 'tab' ? '\t' : protocol.delimiter,
      decimal: protocol.decimal,
      blanks: protocol.missing,
      textColumns: ids.filter((name): name is string => name !== undefined),
      ...(signal === undefined ? {} : { signal }),
    });
  const isFromTool = isExport(protocol.file);
  if (!isFromTool && (protocol.moreFiles ?? []).length > 0) {
    fail(
      'workbench/bad-option',
      'Several tables of ratings were named.',
      'Put the ratings of all readers into one table.',
    );
  }
  const ratings = isFromTool
    ? await readExport(protocol, signal)
    : await read(
        protocol.file,
        isMarked ? [...caseColumns, patient, lesion] : [...ofReadings, patient],
      );
  return {
    main: ratings,
    truth:
      protocol.truthTable === undefined
        ? null
        : await read(protocol.truthTable, [...caseColumns, patient]),
    marks:
      protocol.marks === undefined ? null : await read(protocol.marks, [...ofReadings, lesion]),
    times: protocol.times === undefined ? null : await read(protocol.times, ofReadings),
    paths: [
      protocol.file,
      ...(protocol.moreFiles ?? []),
      protocol.truthTable,
      protocol.marks,
      protocol.times,
    ].filter((path): path is string => path !== undefined),
  };
}

/** The export of a labelling tool as a table of ratings. */
async function readExport(
  protocol: ReaderStudyProtocol,
  signal: AbortSignal | undefined,
): Promise<Table> {
  if (protocol.truthTable === undefined) {
    fail(
      'workbench/missing-option',
      'An export holds no reference label.',
      'Write --truth-table FILE with one row a case, and --truth with its column.',
    );
  }
  const { readings, notes } = await gatherReadings(
    {
      files: [protocol.file, ...(protocol.moreFiles ?? [])],
      caseColumn: protocol.caseColumns?.[0],
      missing: protocol.missing,
    },
    signal,
  );
  const table = tableOfReadings(basename(protocol.file), readings, protocol);
  return { ...table, notes: [...notes, ...table.notes] };
}

/**
 * Brings the reference label of a table of its own to the ratings.
 *
 * @throws errors of the join: dataset/duplicate-id, dataset/no-match, dataset/missing-column
 */
export function withTruth(
  ratings: Table,
  truth: Table | null,
  protocol: ReaderStudyProtocol,
): { readonly table: Table; readonly notes: { code: string; message: string }[] } {
  if (truth === null) return { table: ratings, notes: [] };
  const { table, leftOnly, rightOnly } = joinTables(
    ratings,
    truth,
    (protocol.caseColumns ?? []).map((name) => ({ left: name, right: name })),
  );
  if (leftOnly + rightOnly === 0) return { table, notes: [] };
  return {
    table,
    notes: [
      {
        code: 'truth-unmatched',
        message: `${leftOnly} rows of ${ratings.name} found no case in ${truth.name} and have no reference label; ${rightOnly} cases of ${truth.name} were read by nobody.`,
      },
    ],
  };
}
