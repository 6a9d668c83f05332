import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ReaderMarks, StudyQuestion, StudyRows, TimeRows } from '@equipoise/annotation';
import { cellText, findColumn, type Table } from '@equipoise/dataset';
import { hashFile, readTable } from '@equipoise/dataset/node';
import type { DocumentProvenance, ReadingsFlow } from '@equipoise/domain';
import { fail } from '../errors.ts';
import { binaryColumn, numericColumn } from './binary-column.ts';
import type { ReaderStudyProtocol } from './reader-study-protocol.ts';
import { adviceOf, assistedOf, orderModalities } from './study-modalities.ts';
import { settleRepeats } from './study-repeats.ts';

/** A reader study as read: one set of rows for each study of the file. */
export interface GatheredStudy {
  readonly studies: readonly StudyRows[];
  readonly readerNames: readonly string[];
  readonly notes: readonly { readonly code: string; readonly message: string }[];
  readonly inputs: DocumentProvenance['inputs'];
  readonly flow: ReadingsFlow;
}

/** Texts of a table's id columns as codes in order of first appearance; −1 = blank. */
class Names {
  readonly names: string[] = [];
  readonly #codes = new Map<string, number>();

  code(name: string | null): number {
    if (name === null) return -1;
    const found = this.#codes.get(name);
    if (found !== undefined) return found;
    this.#codes.set(name, this.names.length);
    this.names.push(name);
    return this.names.length - 1;
  }
}

/** Text of several id columns together; null when one is blank. */
function idsOf(table: Table, columns: readonly string[]): (row: number) => string | null {
  const found = columns.map((name) => findColumn(table, name));
  return (row) => {
    const parts = found.map((column) => cellText(column, row));
    return parts.includes(null) ? null : parts.join('\u0000');
  };
}

const constant = (text: string) => (): string => text;

/** Rows of one table with its ids as codes. */
interface Coded {
  readonly study: Int32Array;
  readonly caseCode: Int32Array;
  readonly reader: Int32Array;
  readonly modality: Int32Array;
}

interface Shared {
  readonly studies: Names;
  readonly cases: Names;
  readonly readers: Names;
  readonly modalities: Names;
}

function required(value: string | undefined, option: string, what: string): string {
  return (
    value ?? fail('workbench/missing-option', `${what} was not given.`, `Write ${option} COLUMN.`)
  );
}

function coded(table: Table, protocol: ReaderStudyProtocol, shared: Shared): Coded {
  const cases = protocol.caseColumns ?? [];
  const reader = required(protocol.reader, '--reader', 'The column that names the reader');
  const caseOf = idsOf(table, cases);
  const readerOf = idsOf(table, [reader]);
  const modalityOf =
    protocol.modality === undefined ? constant('all') : idsOf(table, [protocol.modality]);
  const studyOf = protocol.by === undefined ? constant('') : idsOf(table, [protocol.by]);
  const out: Coded = {
    study: new Int32Array(table.rowCount),
    caseCode: new Int32Array(table.rowCount),
    reader: new Int32Array(table.rowCount),
    modality: new Int32Array(table.rowCount),
  };
  for (let row = 0; row < table.rowCount; row++) {
    out.study[row] = shared.studies.code(studyOf(row));
    out.caseCode[row] = shared.cases.code(caseOf(row));
    out.reader[row] = shared.readers.code(readerOf(row));
    out.modality[row] = shared.modalities.code(modalityOf(row));
  }
  return out;
}

/** Tables of a protocol, ids kept as text. */
async function readTables(
  protocol: ReaderStudyProtocol,
  signal: AbortSignal | undefined,
): Promise<{ main: Table; marks: Table | null; times: Table | null; paths: string[] }> {
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
  return {
    main: await read(
      protocol.file,
      isMarked ? [...caseColumns, patient, lesion] : [...ofReadings, patient],
    ),
    marks:
      protocol.marks === undefined ? null : await read(protocol.marks, [...ofReadings, lesion]),
    times: protocol.times === undefined ? null : await read(protocol.times, ofReadings),
    paths: [protocol.file, protocol.marks, protocol.times].filter(
      (path): path is string => path !== undefined,
    ),
  };
}

/**
 * Reads a reader study from its tables.
 *
 * @throws errors of the intake; workbench/missing-option, workbench/bad-label, workbench/bad-score,
 * workbench/bad-study
 */
export async function gatherReaderStudy(
  protocol: ReaderStudyProtocol,
  question: StudyQuestion,
  signal?: AbortSignal,
): Promise<GatheredStudy> {
  if ((protocol.caseColumns ?? []).length === 0) required(undefined, '--case', 'The case column');
  const truthName = required(protocol.truth, '--truth', 'The column of the reference label');
  if (
    protocol.rating === undefined &&
    protocol.decision === undefined &&
    protocol.marks === undefined
  ) {
    fail(
      'workbench/missing-option',
      'Neither ratings nor decisions were named.',
      'Write --rating COLUMN, --decision COLUMN or both.',
    );
  }
  const tables = await readTables(protocol, signal);
  const { main } = tables;
  const shared: Shared = {
    studies: new Names(),
    cases: new Names(),
    readers: new Names(),
    modalities: new Names(),
  };
  const notes: { code: string; message: string }[] = [];
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
  if (studies.every((rows) => rows.modalities.length === 0)) {
    fail(
      'workbench/no-readings',
      'The table holds no reading.',
      'Check the columns that were named.',
    );
  }
  const inputs = await Promise.all(
    tables.paths.map(async (path, at) => ({
      role:
        at === 0 ? (isMarked ? 'truth' : 'ratings') : path === protocol.marks ? 'marks' : 'times',
      name: basename(path),
      sha256: await hashFile(path),
      byteCount: (await stat(path)).size,
    })),
  );
  const read = [main, tables.marks, tables.times].filter((table): table is Table => table !== null);
  return {
    studies,
    readerNames: shared.readers.names,
    notes,
    inputs,
    flow: flowOf(studies, read, blankIds, protocol),
  };
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

/** Modalities as shown: bare numbers carry the name of their column. */
function shownModalities(names: readonly string[], column: string | undefined): readonly string[] {
  if (column === undefined || !names.every((name) => /^\d+(\.\d+)?$/.test(name))) return names;
  return names.map((name) => `${column} ${name}`);
}

interface StudyParts {
  readonly name: string;
  readonly code: number;
  readonly ids: Coded;
  readonly times: { readonly ids: Coded; readonly seconds: Float64Array } | null;
  readonly protocol: ReaderStudyProtocol;
  readonly question: StudyQuestion;
  readonly shared: Shared;
  readonly notes: { code: string; message: string }[];
  readonly patientOfCode: Int32Array;
  readonly truth: Float64Array;
  readonly truthCode: Int32Array;
  readonly rating: Float64Array | null;
  readonly decision: Float64Array | null;
  readonly advice: ReturnType<typeof adviceOf>;
  readonly isMarked: boolean;
  readonly main: Table;
  readonly marksTable: Table | null;
}

function studyRows(parts: StudyParts): StudyRows {
  const { ids, shared, protocol, name } = parts;
  const where = name === '' ? '' : ` in ${name}`;
  const all = [...ids.study.keys()].filter(
    (row) =>
      ids.study[row] === parts.code &&
      ids.caseCode[row]! >= 0 &&
      ids.reader[row]! >= 0 &&
      ids.modality[row]! >= 0,
  );
  const settled = parts.isMarked
    ? { rows: all, isSeveral: false, leftOut: [] }
    : settleRepeats(all, ids, parts.truth, protocol.repeats, where, parts.notes);
  const { rows } = settled;
  const assistedNames = assistedOf(
    rows,
    ids.modality,
    shared.modalities.names,
    parts.advice,
    protocol,
  );
  const order = orderModalities(
    [...new Set(rows.map((row) => ids.modality[row]!))].map(
      (code) => shared.modalities.names[code]!,
    ),
    assistedNames,
    protocol.reference,
  );
  const placeOf = new Map(order.map((modality, at) => [modality, at]));
  const modalityOf = (code: number): number => placeOf.get(shared.modalities.names[code]!) ?? -1;
  const readers = [...new Set(rows.map((row) => ids.reader[row]!))].sort((a, b) =>
    shared.readers.names[a]! < shared.readers.names[b]! ? -1 : 1,
  );
  const readerPlace = new Map(readers.map((code, at) => [code, at]));
  const casePlace = new Map<number, number>();
  const place = (code: number): number => {
    const found = casePlace.get(code) ?? casePlace.size;
    casePlace.set(code, found);
    return found;
  };
  if (parts.isMarked) for (const code of parts.truthCode) if (code >= 0) place(code);
  const caseIndex = Int32Array.from(rows, (row) => place(ids.caseCode[row]!));
  const truthOfCase = truthsOf(parts, rows, casePlace, settled.isSeveral, where);
  const patients = new Map<number, number>();
  const patientOfCase = Int32Array.from([...casePlace.keys()], (code) => {
    const patient = parts.patientOfCode[code] ?? code;
    const found = patients.get(patient) ?? patients.size;
    patients.set(patient, found);
    return found;
  });
  const take = (values: Float64Array | null): Float64Array | null =>
    values === null || parts.isMarked ? null : Float64Array.from(rows, (row) => values[row]!);
  const noTruth = [...caseIndex].filter((c) => Number.isNaN(truthOfCase[c]!)).length;
  const out: StudyRows = {
    name,
    modalities: shownModalities(order, protocol.modality),
    readers,
    caseCount: casePlace.size,
    patientOfCase,
    patientCount: patients.size,
    caseIndex: parts.isMarked ? new Int32Array(0) : caseIndex,
    readerIndex: Int32Array.from(
      parts.isMarked ? [] : rows,
      (row) => readerPlace.get(ids.reader[row]!)!,
    ),
    modalityIndex: Int32Array.from(parts.isMarked ? [] : rows, (row) =>
      modalityOf(ids.modality[row]!),
    ),
    truthOfCase,
    truthOfRow: settled.isSeveral ? take(parts.truth) : null,
    rating: take(parts.rating),
    decision: take(parts.decision),
    advice: take(parts.advice?.label ?? null),
    adviceProbability: take(parts.advice?.probability ?? null),
    assisted: assistedNames.flatMap((modality) => placeOf.get(modality) ?? []),
    times: timesOf(parts, modalityOf, readerPlace),
    marks: parts.isMarked
      ? marksOf(parts, rows, caseIndex, casePlace, order, readerPlace, modalityOf)
      : null,
    leftOut: [
      ...settled.leftOut,
      ...(noTruth > 0 && !settled.isSeveral && !parts.isMarked
        ? [{ reason: 'no reference label', readingCount: noTruth }]
        : []),
    ],
  };
  checkDesign(out, parts.question, where);
  return out;
}

/** One truth a case. @throws workbench/bad-study when a case has two */
function truthsOf(
  parts: StudyParts,
  rows: readonly number[],
  casePlace: ReadonlyMap<number, number>,
  isSeveral: boolean,
  where: string,
): Float64Array {
  const out = new Float64Array(casePlace.size).fill(Number.NaN);
  const both = new Set<number>();
  const used = parts.isMarked ? [...parts.truthCode.keys()] : rows;
  for (const row of used) {
    const c = casePlace.get(parts.truthCode[row]!);
    const truth = parts.truth[row]!;
    if (c === undefined || Number.isNaN(truth)) continue;
    if (Number.isNaN(out[c]!)) out[c] = truth;
    else if (out[c] !== truth) both.add(c);
  }
  if (isSeveral) for (const c of both) out[c] = Number.NaN;
  else if (both.size > 0) {
    fail(
      'workbench/bad-study',
      `${both.size} of ${casePlace.size} cases have two reference labels${where}.`,
      'Give each case one; where the same number names other cases under another modality or in another study, write --case case,modality or --by COLUMN.',
    );
  }
  return out;
}

function checkDesign(rows: StudyRows, question: StudyQuestion, where: string): void {
  const values = rows.rating ?? rows.decision;
  if (question.design !== 'fully-crossed' || values === null) return;
  const read = new Set<number>();
  const cases = new Set<number>();
  for (let i = 0; i < values.length; i++) {
    const c = rows.caseIndex[i]!;
    if (Number.isNaN(values[i]!) || Number.isNaN(rows.truthOfCase[c]!)) continue;
    cases.add(c);
    read.add(
      (c * rows.readers.length + rows.readerIndex[i]!) * rows.modalities.length +
        rows.modalityIndex[i]!,
    );
  }
  const wanted = cases.size * rows.readers.length * rows.modalities.length;
  if (read.size < wanted) {
    fail(
      'workbench/bad-study',
      `The design was declared fully crossed, and ${wanted - read.size} of ${wanted} readings are missing${where}.`,
      'Write --design auto or split-plot: the analysis then allows missing readings.',
    );
  }
}

function timesOf(
  { times, code, shared, patientOfCode }: StudyParts,
  modalityOf: (code: number) => number,
  readerPlace: ReadonlyMap<number, number>,
): TimeRows | null {
  if (times === null) return null;
  const rows = [...times.ids.study.keys()].filter(
    (row) =>
      times.ids.study[row] === code &&
      times.ids.caseCode[row]! >= 0 &&
      modalityOf(times.ids.modality[row]!) >= 0 &&
      readerPlace.has(times.ids.reader[row]!),
  );
  if (rows.length === 0 || shared.cases.names.length === 0) return null;
  return {
    seconds: Float64Array.from(rows, (row) => times.seconds[row]!),
    modalityIndex: Int32Array.from(rows, (row) => modalityOf(times.ids.modality[row]!)),
    caseCodes: Int32Array.from(rows, (row) => {
      const c = times.ids.caseCode[row]!;
      // Cases that only the table of times knows are patients of their own.
      return patientOfCode[c] ?? shared.cases.names.length + c;
    }),
    readerIndex: Int32Array.from(rows, (row) => readerPlace.get(times.ids.reader[row]!)!),
  };
}

/** Marks with lesions numbered within their case, in the order of the truth table. */
function marksOf(
  parts: StudyParts,
  rows: readonly number[],
  caseIndex: Int32Array,
  casePlace: ReadonlyMap<number, number>,
  order: readonly string[],
  readerPlace: ReadonlyMap<number, number>,
  modalityOf: (code: number) => number,
): ReaderMarks {
  const { protocol, main, marksTable, ids } = parts;
  if (marksTable === null || parts.rating === null) {
    return fail(
      'workbench/missing-option',
      'Marks need a rating.',
      'Write --rating with the column of the marks table that holds it.',
    );
  }
  const lesionName = required(protocol.lesion, '--lesion', 'The column that names the lesion');
  const lesionOf = idsOf(main, [lesionName]);
  const weights =
    protocol.lesionWeight === undefined
      ? null
      : numericColumn(findColumn(main, protocol.lesionWeight), '--lesion-weight');
  const lesions = Array.from({ length: casePlace.size }, () => new Map<string, number>());
  const perCase: number[][] = Array.from({ length: casePlace.size }, () => []);
  for (let row = 0; row < main.rowCount; row++) {
    const c = casePlace.get(parts.truthCode[row]!);
    if (c === undefined || parts.truth[row] !== 1) continue;
    const lesion = lesionOf(row) ?? '';
    if (lesions[c]!.has(lesion)) continue;
    lesions[c]!.set(lesion, lesions[c]!.size);
    perCase[c]!.push(weights?.[row] ?? 1);
  }
  const markOf = idsOf(marksTable, [lesionName]);
  const unknown: number[] = [];
  const kept = rows.filter((row) => !Number.isNaN(parts.rating![row]!));
  const at = new Map(rows.map((row, k) => [row, caseIndex[k]!]));
  const markLesion = Int32Array.from(kept, (row) => {
    const lesion = markOf(row);
    if (lesion === null) return -1;
    const found = lesions[at.get(row)!]!.get(lesion);
    if (found === undefined) unknown.push(row);
    return found ?? -1;
  });
  const outside = kept.filter((row) => !parts.truthCode.includes(ids.caseCode[row]!)).length;
  if (outside > 0 || unknown.length > 0) {
    fail(
      'workbench/bad-study',
      outside > 0
        ? `${outside} marks stand on cases that the truth table does not hold.`
        : `${unknown.length} marks name a lesion that the truth table does not hold for their case.`,
      'Give the truth table one row for each lesion, and one for each normal case.',
    );
  }
  if (kept.length < rows.length) {
    parts.notes.push({
      code: 'marks-without-rating',
      message: `${rows.length - kept.length} marks without a rating are left out.`,
    });
  }
  return {
    lesionCounts: Int32Array.from(perCase, (one) => one.length),
    ...(weights === null ? {} : { lesionWeights: Float64Array.from(perCase.flat()) }),
    testCount: order.length,
    readerCount: readerPlace.size,
    test: Int32Array.from(kept, (row) => modalityOf(ids.modality[row]!)),
    reader: Int32Array.from(kept, (row) => readerPlace.get(ids.reader[row]!)!),
    markCase: Int32Array.from(kept, (row) => at.get(row)!),
    markScore: Float64Array.from(kept, (row) => parts.rating![row]!),
    markLesion,
  };
}

function flowOf(
  studies: readonly StudyRows[],
  tables: readonly Table[],
  blankIds: number,
  protocol: ReaderStudyProtocol,
): ReadingsFlow {
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
        answeredCount: readings - blank,
        cannotTellCount: 0,
        notAskedCount: blank,
        caseCount: rows.caseCount,
        singleReadingCaseCount: answersOfCase.filter((count) => count === 1).length,
        leftOut: left,
      };
    }),
  };
}
