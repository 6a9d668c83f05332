import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { StudyQuestion, StudyRows } from '@equipoise/annotation';
import { findColumn, type Table } from '@equipoise/dataset';
import { hashFile } from '@equipoise/dataset/node';
import type { DocumentProvenance, ReadingsFlow } from '@equipoise/domain';
import { fail } from '../errors.ts';
import { binaryColumn, numericColumn } from './binary-column.ts';
import { studyRows } from './build-study-rows.ts';
import type { ReaderStudyProtocol } from './reader-study-protocol.ts';
import { exportColumns, isExport } from './study-export.ts';
import { coded, idsOf, Names, required, type Shared } from './study-ids.ts';
import { adviceOf } from './study-modalities.ts';
import { readTables, withTruth } from './study-tables.ts';
import { longStudy } from './wide-study.ts';

/** A reader study as read: one set of rows for each study of the file. */
export interface GatheredStudy {
  readonly studies: readonly StudyRows[];
  readonly readerNames: readonly string[];
  readonly notes: readonly { readonly code: string; readonly message: string }[];
  readonly inputs: DocumentProvenance['inputs'];
  readonly flow: ReadingsFlow;
}

/**
 * Reads a reader study from its tables.
 *
 * @throws errors of the intake; workbench/missing-option, workbench/bad-label, workbench/bad-score,
 * workbench/bad-study
 */
export async function gatherReaderStudy(
  given: ReaderStudyProtocol,
  question: StudyQuestion,
  signal?: AbortSignal,
): Promise<GatheredStudy> {
  const asked = isExport(given.file)
    ? {
        ...given,
        caseColumns: given.caseColumns ?? [exportColumns.case],
        reader: given.reader ?? exportColumns.reader,
      }
    : given;
  if ((asked.caseColumns ?? []).length === 0) required(undefined, '--case', 'The case column');
  const truthName = required(asked.truth, '--truth', 'The column of the reference label');
  if (asked.rating === undefined && asked.decision === undefined && asked.marks === undefined) {
    fail(
      'workbench/missing-option',
      'Neither ratings nor decisions were named.',
      'Write --rating COLUMN, --decision COLUMN or both.',
    );
  }
  const tables = await readTables(asked, signal);
  const judged = withTruth(tables.main, tables.truth, asked);
  const { table: main, protocol } =
    asked.marks === undefined
      ? longStudy(judged.table, asked)
      : { table: judged.table, protocol: asked };
  const shared: Shared = {
    studies: new Names(),
    cases: new Names(),
    readers: new Names(),
    modalities: new Names(),
  };
  const notes: { code: string; message: string }[] = [
    ...tables.main.notes.filter((note) => note.code === 'cannot-tell'),
    ...judged.notes,
  ];
  const words = {
    positive: protocol.positive,
    negative: protocol.negative,
    options: ['--positive', '--negative'] as const,
  };
  const calls =
    protocol.decisionPositive === undefined && protocol.decisionNegative === undefined
      ? words
      : {
          positive: protocol.decisionPositive,
          negative: protocol.decisionNegative,
          options: ['--decision-positive', '--decision-negative'] as const,
        };
  const truth = binaryColumn(findColumn(main, truthName), words);
  const isMarked = tables.marks !== null;
  const rowsTable = tables.marks ?? main;
  const ids = coded(rowsTable, protocol, shared);
  const truthCases = isMarked ? idsOf(main, protocol.caseColumns ?? []) : null;
  const truthCode =
    truthCases === null
      ? ids.caseCode
      : Int32Array.from({ length: main.rowCount }, (_, row) => shared.cases.code(truthCases(row)));
  const patientOfCode = patientsOf(main, protocol.patient, truthCode, shared.cases.names.length);
  const rating =
    protocol.rating === undefined
      ? null
      : numericColumn(findColumn(rowsTable, protocol.rating), '--rating');
  const decision =
    protocol.decision === undefined || isMarked
      ? null
      : binaryColumn(findColumn(main, protocol.decision), calls);
  const advice = isMarked ? null : adviceOf(main, protocol, calls, notes);
  const inMain = protocol.seconds !== undefined && tables.times === null;
  const ownTimes =
    tables.times === null || protocol.seconds === undefined
      ? null
      : {
          ids: coded(tables.times, protocol, shared),
          seconds: numericColumn(findColumn(tables.times, protocol.seconds), '--seconds'),
        };
  const times =
    ownTimes ??
    (inMain
      ? {
          ids,
          seconds: numericColumn(findColumn(rowsTable, protocol.seconds ?? ''), '--seconds'),
        }
      : null);
  const names = shared.studies.names.map((name, code) => ({ name, code }));
  names.sort((a, b) => (a.name < b.name ? -1 : 1));
  const blankIds = [...ids.study.keys()].filter(
    (row) =>
      ids.study[row]! < 0 ||
      ids.caseCode[row]! < 0 ||
      ids.reader[row]! < 0 ||
      ids.modality[row]! < 0,
  ).length;
  if (blankIds > 0) {
    notes.push({
      code: 'blank-id',
      message: `${blankIds} rows lack a case, reader or modality and are left out.`,
    });
  }
  const studies = names.map(({ name, code }) =>
    studyRows({
      name,
      code,
      ids,
      times,
      protocol,
      question,
      shared,
      notes,
      patientOfCode,
      truth,
      truthCode,
      rating,
      decision,
      advice,
      isMarked,
      main,
      marksTable: tables.marks,
    }),
  );
  if (!isMarked && studies.every((rows) => !hasReading(rows))) {
    fail(
      'workbench/no-readings',
      'No row holds an answer about a case whose reference label is known.',
      'Check that the columns of the answer and of the truth are filled.',
    );
  }
  if (studies.every((rows) => rows.modalities.length === 0)) {
    fail(
      'workbench/no-readings',
      'The table holds no reading.',
      'Check the columns that were named.',
    );
  }
  const inputs = await Promise.all(
    tables.paths.map(async (path, at) => ({
      role: roleOf(path, at, protocol),
      name: basename(path),
      sha256: await hashFile(path),
      byteCount: (await stat(path)).size,
    })),
  );
  const read = [tables.main, tables.truth, tables.marks, tables.times].filter(
    (table): table is Table => table !== null,
  );
  return {
    studies,
    readerNames: shared.readers.names,
    notes,
    inputs,
    flow: flowOf(studies, read, blankIds, protocol),
  };
}

/** What a file is to the study. */
function roleOf(path: string, at: number, protocol: ReaderStudyProtocol): string {
  if (at === 0) return protocol.marks === undefined ? 'ratings' : 'truth';
  if (path === protocol.truthTable) return 'truth';
  if (path === protocol.marks) return 'marks';
  return path === protocol.times ? 'times' : 'ratings';
}

function hasReading(rows: StudyRows): boolean {
  const values = rows.rating ?? rows.decision;
  const truth = rows.truthOfRow;
  return (
    values?.some(
      (x, i) =>
        !Number.isNaN(x) &&
        !Number.isNaN(truth === null ? rows.truthOfCase[rows.caseIndex[i]!]! : truth[i]!),
    ) ?? false
  );
}

/** Patient of each case code; the case itself where no patient was declared. */
function patientsOf(
  table: Table,
  patient: string | undefined,
  caseCodes: Int32Array,
  count: number,
): Int32Array {
  const out = Int32Array.from({ length: count }, (_, code) => code);
  if (patient === undefined) return out;
  const nameOf = idsOf(table, [patient]);
  const names = new Names();
  out.fill(-1);
  let conflicts = 0;
  let blank = 0;
  for (let row = 0; row < caseCodes.length; row++) {
    const c = caseCodes[row]!;
    const code = names.code(nameOf(row));
    if (c < 0) continue;
    if (code < 0) blank++;
    else if (out[c] === -1) out[c] = code;
    else if (out[c] !== code) conflicts++;
  }
  if (conflicts > 0 || out.some((code) => code < 0)) {
    fail(
      'workbench/bad-study',
      conflicts > 0
        ? `${conflicts} rows name another patient than an earlier row of the same case.`
        : `${blank} rows have a blank patient.`,
      'Give every case one patient, or leave --patient out.',
    );
  }
  return out;
}

function flowOf(
  studies: readonly StudyRows[],
  tables: readonly Table[],
  blankIds: number,
  protocol: ReaderStudyProtocol,
): ReadingsFlow {
  const below = protocol.suppress ?? 0;
  const isFew = (count: number): boolean => count > 0 && count < below;
  return {
    inputs: tables.map((table) => ({
      name: table.name,
      rowCount: table.rowCount,
      columnCount: table.columns.length,
    })),
    caseCount: studies.reduce((sum, rows) => sum + rows.caseCount, 0),
    patientCount: studies.reduce((sum, rows) => sum + rows.patientCount, 0),
    readerCount: new Set(studies.flatMap((rows) => rows.readers)).size,
    unit: protocol.patient === undefined ? 'case' : 'patient',
    questions: studies.map((rows, at) => {
      const values = rows.rating ?? rows.decision;
      const answersOfCase = new Int32Array(rows.caseCount);
      let blank = 0;
      if (values !== null) {
        for (let i = 0; i < values.length; i++) {
          if (Number.isNaN(values[i]!)) blank++;
          else answersOfCase[rows.caseIndex[i]!]! += 1;
        }
      }
      const single = answersOfCase.filter((count) => count === 1).length;
      const implied = rows.readers.length * rows.caseCount * rows.modalities.length;
      const left = [
        ...rows.leftOut,
        ...(at === 0 && blankIds > 0
          ? [{ reason: 'no case, reader or modality', readingCount: blankIds }]
          : []),
      ];
      const readings = values === null ? implied : values.length;
      return {
        task: rows.name === '' ? 'rating' : rows.name,
        readingCount:
          readings +
          left.reduce(
            (sum, one) => sum + (one.reason === 'no reference label' ? 0 : one.readingCount),
            0,
          ),
        // Both or none: the sum of answered and blank readings is shown.
        answeredCount: isFew(blank) || isFew(readings - blank) ? null : readings - blank,
        cannotTellCount: 0,
        notAskedCount: isFew(blank) || isFew(readings - blank) ? null : blank,
        caseCount: rows.caseCount,
        singleReadingCaseCount: isFew(single) ? null : single,
        leftOut: left,
      };
    }),
  };
}
