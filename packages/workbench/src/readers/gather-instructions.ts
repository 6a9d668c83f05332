import { orderVersions, type ReadingVersions } from '@equipoise/annotation';
import {
  cellText,
  findColumn,
  finishReadings,
  type IntakeNote,
  type ReadingsOptions,
  readingsFromTable,
  type Table,
  textColumn,
} from '@equipoise/dataset';
import type { QuestionReadings, Readings } from '@equipoise/domain';
import { fail } from '../errors.ts';
import { gatherTable } from './gather-beside-masks.ts';
import { gatherMasks } from './gather-masks.ts';
import { type GatheredReadings, inputOf, layoutOf, openReadings } from './gather-readings.ts';
import { type InstructionsProtocol, referenceColumns } from './instructions-protocol.ts';
import { declaredClasses, declaredKinds } from './readers-protocol.ts';

/** Readings with the version of each, and what they are held against. */
export interface GatheredInstructions {
  readonly gathered: GatheredReadings;
  readonly versions: ReadingVersions;
  /** For each question class index or number of the reference by reading, NaN where unknown; null for none. */
  readonly truth: readonly (Float64Array | null)[];
  readonly masks: Awaited<ReturnType<typeof gatherMasks>>['source'] | null;
}

/** More versions than this are no versions. */
const mostVersions = 40;

/** A name in the place of a reader that holds the version too, so that a reader may read a case under two versions. */
const between = '\u0000';

/** Version of a row, or of a reader; null where unknown. */
type VersionOfRow = (row: number, reader: string) => string | null;

interface Assignment {
  readonly of: ReadonlyMap<string, string>;
  readonly input: GatheredReadings['inputs'][number];
  readonly flowInput: GatheredReadings['flowInputs'][number];
  readonly notes: readonly IntakeNote[];
}

/** Which reader got which version, from a table of its own. */
async function readAssignment(
  protocol: InstructionsProtocol,
  signal: AbortSignal | undefined,
): Promise<Assignment | null> {
  const { assignment: path, instructions = '', reader = [] } = protocol;
  if (path === undefined) return null;
  const table = await openReadings(path, protocol, [reader[0], instructions], signal);
  const versions = new Map<string, Set<string>>();
  const [names, given] = [findColumn(table, reader[0]!), findColumn(table, instructions)];
  for (let row = 0; row < table.rowCount; row++) {
    const [name, version] = [cellText(names, row), cellText(given, row)];
    if (name === null || version === null) continue;
    versions.set(name, (versions.get(name) ?? new Set()).add(version));
  }
  const several = [...versions.values()].filter((own) => own.size > 1).length;
  return {
    of: new Map(
      [...versions].flatMap(([name, own]) => (own.size === 1 ? [[name, [...own][0]!]] : [])),
    ),
    input: await inputOf('assignment', path),
    flowInput: { name: table.name, rowCount: table.rowCount, columnCount: table.columns.length },
    notes:
      several === 0
        ? []
        : [
            {
              code: 'several-versions',
              message: `${several} readers have several versions in ${table.name}, which does not say which of their readings were made under which; their readings are left out.`,
            },
          ],
  };
}

/**
 * Reads readings with the version of the instructions that each was made under.
 *
 * @throws errors of the intake, workbench/bad-study, workbench/no-readings, workbench/bad-option
 */
export async function gatherInstructions(
  protocol: InstructionsProtocol,
  signal: AbortSignal | undefined,
): Promise<GatheredInstructions> {
  const assignment = await readAssignment(protocol, signal);
  const { masks } = protocol;
  const isTold = masks !== undefined && assignment !== null;
  const found = isTold ? null : await readRows(protocol, assignment, signal);
  if (masks === undefined) return found!;
  return readMasks(masks, protocol, assignment, found, signal);
}

function oneTable(protocol: InstructionsProtocol): string {
  const { files } = protocol;
  if (files.length === 1 && !/\.(json|xml)$/i.test(files[0]!)) return files[0]!;
  return fail(
    files.length === 0 ? 'workbench/no-readings' : 'workbench/bad-option',
    files.length === 0
      ? 'No file of readings was named.'
      : 'Versions of the instructions are read from one table with a row for each case and reader.',
    'Write equipoise instructions readings.csv --case case --reader reader --label finding --instructions version.',
  );
}

async function readRows(
  protocol: InstructionsProtocol,
  assignment: Assignment | null,
  signal: AbortSignal | undefined,
): Promise<GatheredInstructions> {
  const path = oneTable(protocol);
  const { instructions = '', score } = protocol;
  const asked = score === undefined ? protocol.label : [score];
  // Beside masks the rows only say who read what under which version.
  const isBesideMasks = protocol.masks !== undefined;
  const layout = layoutOf({ ...protocol, label: isBesideMasks ? [instructions] : asked });
  const ids = [layout.caseColumn, layout.readerColumn, layout.patientColumn];
  const hasOwn = assignment === null;
  const plain = await openReadings(path, protocol, hasOwn ? [...ids, instructions] : ids, signal);
  const given = hasOwn ? findColumn(plain, instructions) : null;
  const versionOf: VersionOfRow = (row, reader) =>
    given === null ? (assignment?.of.get(reader) ?? null) : cellText(given, row);
  const table = withVersions(plain, layout.readerColumn!, versionOf);
  const raw = readingsFromTable(table, layout);
  const names = raw.questions.map(({ name }) => name);
  const how: ReadingsOptions = {
    notAsked: protocol.notAsked,
    cannotTell: protocol.cannotTell,
    repeats: protocol.repeats,
  };
  const { readings, notes } = finishReadings(raw, {
    ...how,
    kinds:
      score === undefined
        ? isBesideMasks
          ? { [instructions]: 'categorical' }
          : declaredKinds(protocol, names)
        : { [score]: 'numeric' },
    classes: isBesideMasks ? {} : declaredClasses(protocol, names),
  });
  const truth = readTruth(table, layout, readings, protocol, how);
  const split = splitVersions(readings);
  checkVersions(
    split.versions.names,
    assignment === null ? plain.name : assignment.input.name,
    protocol,
  );
  return {
    gathered: {
      readings: split.readings,
      notes: [...notes, ...(assignment?.notes ?? [])],
      inputs: [await inputOf('readings', path), ...(assignment === null ? [] : [assignment.input])],
      flowInputs: [
        { name: table.name, rowCount: table.rowCount, columnCount: table.columns.length },
        ...(assignment === null ? [] : [assignment.flowInput]),
      ],
    },
    versions: split.versions,
    truth,
    masks: null,
  };
}

/** The table with the version behind the name of each reader. */
function withVersions(table: Table, readerColumn: string, versionOf: VersionOfRow): Table {
  const readers = findColumn(table, readerColumn);
  const cells = Array.from({ length: table.rowCount }, (_, row) => {
    const reader = cellText(readers, row);
    return reader === null ? null : `${reader}${between}${versionOf(row, reader) ?? ''}`;
  });
  const named = textColumn(readerColumn, cells);
  return {
    ...table,
    columns: table.columns.map((column) => (column.name === readerColumn ? named : column)),
  };
}

/** Readings by their readers, and the version of each. */
function splitVersions(readings: Readings): {
  readonly readings: Readings;
  readonly versions: ReadingVersions;
} {
  const parts = readings.readerNames.map((name): readonly [string, string] => {
    const at = name.lastIndexOf(between);
    return [name.slice(0, at), name.slice(at + 1)];
  });
  const readerNames = [...new Set(parts.map(([reader]) => reader))];
  const readerAt = new Map(readerNames.map((name, at) => [name, at]));
  const names = orderVersions(parts.map(([, version]) => version).filter((name) => name !== ''));
  const versionAt = new Map(names.map((name, at) => [name, at]));
  return {
    readings: {
      ...readings,
      readerNames,
      questions: readings.questions.map((question) => ({
        ...question,
        readerIndex: question.readerIndex.map((at) => readerAt.get(parts[at]![0])!),
      })),
    },
    versions: {
      names,
      of: readings.questions.map(({ readerIndex }) =>
        readerIndex.map((at) => versionAt.get(parts[at]![1]) ?? -1),
      ),
    },
  };
}

function checkVersions(
  names: readonly string[],
  file: string,
  { instructions }: InstructionsProtocol,
): void {
  if (names.length > 0 && names.length <= mostVersions) return;
  fail(
    'workbench/bad-study',
    names.length === 0
      ? `Column "${instructions}" of ${file} names no version of the instructions.`
      : `Column "${instructions}" of ${file} holds ${names.length} different texts: it names no versions of instructions (at most ${mostVersions}).`,
    'Name the column that says under which version of the instructions a reading was made.',
  );
}

/** The reference of each reading, from a column of the table. */
function readTruth(
  table: Table,
  layout: ReturnType<typeof layoutOf>,
  readings: Readings,
  protocol: InstructionsProtocol,
  how: ReadingsOptions,
): (Float64Array | null)[] {
  const none = readings.questions.map(() => null);
  if (protocol.masks !== undefined || protocol.reference === undefined) return none;
  const columns = referenceColumns(
    protocol,
    readings.questions.map(({ name }) => name),
  );
  return readings.questions.map((question) => {
    const column = columns.get(question.name);
    if (column === undefined) return null;
    const raw = readingsFromTable(table, { ...layout, labelColumns: [column] });
    const name = layout.questionColumn === undefined ? column : question.name;
    const kinds = { [name]: question.kind };
    const questions = raw.questions.filter((one) => one.name === name);
    const own = finishReadings({ ...raw, questions }, { ...how, kinds, repeats: 'last' });
    return truthOf(question, own.readings.questions[0]!, readings.caseCount, column, table.name);
  });
}

function truthOf(
  question: QuestionReadings,
  reference: QuestionReadings,
  caseCount: number,
  column: string,
  file: string,
): Float64Array {
  const classAt = new Map(question.classes?.map((name, at) => [name, at]));
  const meant = (answer: number): number =>
    question.classes === null
      ? answer
      : // A class that no reader gave equals no answer.
        (classAt.get(reference.classes![answer]!) ?? question.classes.length + answer);
  const ofCase = new Float64Array(caseCount).fill(Number.NaN);
  for (const [row, caseIndex] of reference.caseIndex.entries()) {
    const answer = reference.answer[row]!;
    if (Number.isNaN(answer)) continue;
    const value = meant(answer);
    if (!Number.isNaN(ofCase[caseIndex]!) && ofCase[caseIndex] !== value) {
      fail(
        'workbench/bad-study',
        `Column "${column}" of ${file} holds two different references of one case.`,
        'Give each case one reference, or leave it blank in all its rows.',
      );
    }
    ofCase[caseIndex] = value;
  }
  return Float64Array.from(question.caseIndex, (at) => ofCase[at]!);
}

/** Masks of a folder with the version of each, by case and reader or by the reader alone. */
async function readMasks(
  folder: string,
  protocol: InstructionsProtocol,
  assignment: Assignment | null,
  rows: GatheredInstructions | null,
  signal: AbortSignal | undefined,
): Promise<GatheredInstructions> {
  const hasTable = protocol.files.length > 0;
  const cases = { ...protocol, reader: undefined, label: undefined };
  const before = rows?.gathered ?? (hasTable ? await gatherTable(cases, signal) : null);
  const versionOf = rows === null ? null : versionsByRow(rows);
  const bare =
    before === null ? null : { ...before, readings: { ...before.readings, questions: [] } };
  const { gathered, source } = await gatherMasks(folder, bare);
  const { readings } = gathered;
  const [question] = readings.questions;
  const texts = Array.from(question!.readerIndex, (reader, row) => {
    const name = readings.readerNames[reader]!;
    return versionOf === null
      ? (assignment?.of.get(name) ?? null)
      : versionOf(name, readings.caseNames[question!.caseIndex[row]!]!);
  });
  const names = orderVersions(texts.filter((text): text is string => text !== null));
  checkVersions(names, assignment?.input.name ?? gathered.inputs[0]!.name, protocol);
  const versionAt = new Map(names.map((name, at) => [name, at]));
  const extra = rows === null && assignment !== null ? assignment : null;
  return {
    gathered: {
      ...gathered,
      notes: [...gathered.notes, ...(extra?.notes ?? [])],
      inputs: [...gathered.inputs, ...(extra === null ? [] : [extra.input])],
      flowInputs: [...gathered.flowInputs, ...(extra === null ? [] : [extra.flowInput])],
    },
    versions: {
      names,
      of: [Int32Array.from(texts, (text) => (text === null ? -1 : versionAt.get(text)!))],
    },
    truth: [null],
    masks: source,
  };
}

/** The version of a reader on a case; where no row says it, the only version of the reader. */
function versionsByRow({
  gathered: { readings },
  versions,
}: GatheredInstructions): (reader: string, caseName: string) => string | null {
  const [question] = readings.questions;
  const ofCase = new Map<string, Map<string, number | null>>();
  const ofReader = new Map<string, Set<number>>();
  for (const [row, version] of versions.of[0]!.entries()) {
    if (version < 0) continue;
    const reader = readings.readerNames[question!.readerIndex[row]!]!;
    const caseName = readings.caseNames[question!.caseIndex[row]!]!;
    const own = ofCase.get(reader) ?? new Map<string, number | null>();
    ofCase.set(reader, own);
    // One mask cannot belong to two versions.
    const known = own.get(caseName);
    own.set(caseName, known === undefined || known === version ? version : null);
    ofReader.set(reader, (ofReader.get(reader) ?? new Set()).add(version));
  }
  return (reader, caseName) => {
    const row = ofCase.get(reader)?.get(caseName);
    const only = ofReader.get(reader);
    const found = row !== undefined ? row : only?.size === 1 ? [...only][0]! : null;
    return found === null ? null : versions.names[found]!;
  };
}
