import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  finishReadings,
  type IntakeNote,
  isCoco,
  isLabelStudio,
  type RawReadings,
  readingsFromCoco,
  readingsFromCvat,
  readingsFromLabelStudio,
  readingsFromTable,
  type Table,
  type TableLayout,
} from '@equipoise/dataset';
import { hashFile, readTable } from '@equipoise/dataset/node';
import type { DocumentProvenance, Readings, ReadingsFlow } from '@equipoise/domain';
import { fail } from '../errors.ts';
import { declaredClasses, declaredKinds, type ReadersProtocol } from './readers-protocol.ts';

/** Readings with what a document says about their files. */
export interface GatheredReadings {
  readonly readings: Readings;
  readonly notes: readonly IntakeNote[];
  readonly inputs: DocumentProvenance['inputs'];
  readonly flowInputs: ReadingsFlow['inputs'];
}

const mostBytes = 1 << 30;

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8');
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (cause) {
    return fail(
      'workbench/bad-export',
      `${basename(path)} is no valid JSON.`,
      'Export it again, whole.',
      cause,
    );
  }
}

function stem(path: string): string {
  return basename(path).replace(/\.[^.]+$/, '');
}

async function fromExports(
  files: readonly string[],
  protocol: ReadersProtocol,
): Promise<RawReadings> {
  for (const path of files) {
    const size = await stat(path).then(
      (found) => found.size,
      (cause: unknown) =>
        fail(
          'workbench/no-readings',
          `${basename(path)} cannot be read.`,
          'Check the path.',
          cause,
        ),
    );
    if (size > mostBytes) {
      fail('workbench/bad-export', `${basename(path)} is larger than 1 GiB.`, 'Split the export.');
    }
  }
  if (files.every((path) => /\.xml$/i.test(path))) {
    return readingsFromCvat(
      await Promise.all(
        files.map(async (path) => ({
          file: basename(path),
          reader: stem(path),
          text: await readFile(path, 'utf8'),
        })),
      ),
    );
  }
  const parsed = await Promise.all(
    files.map(async (path) => ({
      file: basename(path),
      reader: stem(path),
      json: await readJson(path),
    })),
  );
  if (parsed.every(({ json }) => isCoco(json))) return readingsFromCoco(parsed);
  const [only] = parsed;
  if (parsed.length === 1 && only !== undefined && isLabelStudio(only.json)) {
    return readingsFromLabelStudio(only.json, only.file, {
      caseKey: protocol.caseColumn,
      patientKey: protocol.patient,
    });
  }
  return fail(
    'workbench/bad-export',
    `${parsed.map(({ file }) => file).join(', ')}: neither one Label Studio export nor COCO files.`,
    'Give one Label Studio JSON, COCO files (one a reader), or CVAT XML files (one a reader).',
  );
}

/** A table as the options say how it stands in its file; the columns named are kept as text. */
export function openReadings(
  path: string,
  protocol: ReadersProtocol,
  textColumns: readonly (string | undefined)[],
  signal: AbortSignal | undefined,
): Promise<Table> {
  return readTable(path, {
    encoding: protocol.encoding,
    delimiter: protocol.delimiter === 'tab' ? '\t' : protocol.delimiter,
    decimal: protocol.decimal,
    blanks: protocol.missing,
    textColumns: textColumns.filter((name): name is string => name !== undefined),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** A file as a document names it among its inputs. */
export async function inputOf(
  role: string,
  path: string,
): Promise<DocumentProvenance['inputs'][number]> {
  return {
    role,
    name: basename(path),
    sha256: await hashFile(path),
    byteCount: (await stat(path)).size,
  };
}

/** Which columns of a table hold what. @throws workbench/missing-option */
export function layoutOf(protocol: ReadersProtocol): TableLayout {
  const { caseColumn, reader = [] } = protocol;
  if (caseColumn === undefined) {
    return fail(
      'workbench/missing-option',
      'The column that names the case was not given.',
      'Write --case COLUMN.',
    );
  }
  const isOne = reader.length === 1 && !reader[0]!.includes('*');
  return {
    caseColumn,
    readerColumn: isOne ? reader[0] : undefined,
    readerColumns: isOne ? undefined : reader,
    labelColumns: protocol.label,
    questionColumn: protocol.question,
    patientColumn: protocol.patient,
    secondsColumn: protocol.seconds,
    groupColumns: protocol.group,
    bins: protocol.bins,
  };
}

/**
 * Reads the readings of a protocol.
 *
 * @throws errors of the intake, workbench/no-readings, workbench/bad-export, workbench/missing-option
 */
export async function gatherReadings(
  protocol: ReadersProtocol,
  signal?: AbortSignal,
): Promise<GatheredReadings> {
  const { files } = protocol;
  if (files.length === 0) {
    fail(
      'workbench/no-readings',
      'No file of readings was named.',
      'Write equipoise agreement readings.csv --case case --reader reader --label finding.',
    );
  }
  const isExport = files.every((path) => /\.(json|xml)$/i.test(path));
  if (!isExport && files.length > 1) {
    fail(
      'workbench/bad-option',
      'Several tables of readings were named.',
      'Put the readings of all readers into one table.',
    );
  }
  let raw: RawReadings;
  let flowInputs: ReadingsFlow['inputs'];
  if (isExport) {
    raw = await fromExports(files, protocol);
    flowInputs = files.map((path) => ({
      name: basename(path),
      rowCount: raw.caseNames.length,
      columnCount: raw.questions.length,
    }));
  } else {
    const layout = layoutOf(protocol);
    const texts = [layout.caseColumn, layout.readerColumn, layout.patientColumn];
    const table = await openReadings(files[0]!, protocol, texts, signal);
    raw = readingsFromTable(table, layout);
    flowInputs = [
      { name: table.name, rowCount: table.rowCount, columnCount: table.columns.length },
    ];
  }
  const wanted = isExport && protocol.label !== undefined ? new Set(protocol.label) : null;
  const questions = raw.questions.filter((question) => wanted?.has(question.name) ?? true);
  if (questions.length === 0) {
    fail(
      'workbench/no-readings',
      'None of the questions named has a reading.',
      `The file asks ${raw.questions.map((question) => question.name).join(', ') || 'nothing'}.`,
    );
  }
  const names = questions.map((question) => question.name);
  const { readings, notes } = finishReadings(
    { ...raw, questions },
    {
      kinds: declaredKinds(protocol, names),
      classes: declaredClasses(protocol, names),
      // An export has no columns: its missing words are read here.
      notAsked: [...(protocol.missing ?? []), ...(protocol.notAsked ?? [])],
      cannotTell: protocol.cannotTell,
      repeats: protocol.repeats,
    },
  );
  const inputs = await Promise.all(files.map((path) => inputOf('readings', path)));
  return { readings, notes, inputs, flowInputs };
}
