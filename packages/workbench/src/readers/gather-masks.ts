import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { MaskSource } from '@equipoise/annotation';
import { hashFile } from '@equipoise/dataset/node';
import { answerStates, type QuestionReadings, type Readings } from '@equipoise/domain';
import { isMaskFile, readMaskFile } from '@equipoise/imaging/node';
import { fail } from '../errors.ts';
import type { GatheredReadings } from './gather-readings.ts';

/** Masks of a folder joined to readings. */
export interface GatheredMasks {
  readonly gathered: GatheredReadings;
  readonly source: MaskSource;
}

interface MaskFile {
  readonly reader: string;
  readonly name: string;
  readonly path: string;
}

/** Name of the case in a file's name: all before the ending. */
function caseName(file: string): string {
  return file.replace(/\.(nii\.gz|nii|hdr|png)$/i, '');
}

async function listMasks(folder: string): Promise<MaskFile[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) =>
    fail(
      'workbench/no-readings',
      `The folder of masks ${basename(resolve(folder))} cannot be read.`,
      'Write --masks FOLDER with one folder a reader in it.',
      cause,
    ),
  );
  const isFolder = async (name: string): Promise<boolean> =>
    (await stat(join(folder, name)).catch(() => null))?.isDirectory() ?? false;
  const readers: string[] = [];
  for (const entry of entries) {
    // A link to a folder is as good as a folder.
    const isReader = entry.isSymbolicLink() ? await isFolder(entry.name) : entry.isDirectory();
    if (isReader) readers.push(entry.name);
  }
  readers.sort();
  const files: MaskFile[] = [];
  for (const reader of readers) {
    const names = (await readdir(join(folder, reader))).filter(isMaskFile).sort();
    const known = new Map<string, string>();
    for (const name of names) {
      const before = known.get(caseName(name));
      if (before !== undefined) {
        fail(
          'workbench/duplicate-id',
          `Two masks in the folder of one reader stand for one case (endings ${before.slice(caseName(before).length)} and ${name.slice(caseName(name).length)}).`,
          'Keep one of them.',
        );
      }
      known.set(caseName(name), name);
      files.push({ reader, name: caseName(name), path: join(folder, reader, name) });
    }
  }
  if (files.length === 0) {
    fail(
      'workbench/no-readings',
      `The folder ${basename(resolve(folder))} holds no mask.`,
      'Put masks at reader/case.nii.gz or reader/case.png.',
    );
  }
  return files;
}

/** One hash for all masks: of the sorted list of places and hashes. */
async function hashMasks(
  folder: string,
  files: readonly MaskFile[],
): Promise<{ sha256: string; byteCount: number }> {
  const hash = createHash('sha256');
  let byteCount = 0;
  for (const { path } of files) {
    hash.update(`${path.slice(folder.length)}\n${await hashFile(path)}\n`);
    byteCount += (await stat(path)).size;
  }
  return { sha256: hash.digest('hex'), byteCount };
}

/**
 * Adds the masks of a folder to readings: `reader/case.ending`, matched with the names of readers and cases.
 *
 * @param folder one folder a reader in it
 * @param before readings from tables, or null where masks are all there is
 * @throws workbench/no-readings, workbench/duplicate-id
 */
export async function gatherMasks(
  folder: string,
  before: GatheredReadings | null,
): Promise<GatheredMasks> {
  const files = await listMasks(folder);
  const readerNames = [...(before?.readings.readerNames ?? [])];
  const caseNames = [...(before?.readings.caseNames ?? [])];
  const readerAt = new Map(readerNames.map((name, at) => [name, at]));
  const caseAt = new Map(caseNames.map((name, at) => [name, at]));
  const number = (names: string[], at: Map<string, number>, name: string): number => {
    const found = at.get(name) ?? names.length;
    if (found === names.length) {
      at.set(name, found);
      names.push(name);
    }
    return found;
  };
  const placed = files.map((file) => ({
    ...file,
    readerIndex: number(readerNames, readerAt, file.reader),
    caseIndex: number(caseNames, caseAt, file.name),
  }));
  const byCase: { readerIndex: number; path: string; reader: string }[][] = caseNames.map(() => []);
  for (const file of placed) byCase[file.caseIndex]!.push(file);
  for (const list of byCase) list.sort((a, b) => a.readerIndex - b.readerIndex);
  const question: QuestionReadings = {
    name: 'mask',
    kind: 'mask',
    classes: null,
    caseIndex: Int32Array.from(placed, (file) => file.caseIndex),
    readerIndex: Int32Array.from(placed, (file) => file.readerIndex),
    answer: Float64Array.from(placed, (_, at) => at),
    state: new Uint8Array(placed.length).fill(answerStates.indexOf('answered')),
    durationSeconds: null,
    leftOut: [],
  };
  const name = basename(resolve(folder));
  const others = before?.readings.questions.filter(({ kind }) => kind !== 'mask') ?? [];
  const unmatched = caseNames.length - (before?.readings.caseNames.length ?? 0);
  const notes = [...(before?.notes ?? [])];
  if (before !== null && unmatched > 0) {
    notes.push({
      code: 'masks-without-case',
      message: `${unmatched} cases with masks are not in the table; each counts as a patient of its own, without group.`,
    });
  }
  return {
    gathered: {
      readings: withCases(before?.readings ?? null, caseNames, readerNames, [...others, question]),
      notes,
      inputs: [
        ...(before?.inputs ?? []),
        { role: 'masks', name, ...(await hashMasks(folder, files)) },
      ],
      flowInputs: [
        ...(before?.flowInputs ?? []),
        {
          name,
          rowCount: files.length,
          columnCount: new Set(files.map((file) => file.reader)).size,
        },
      ],
    },
    source: {
      name: 'mask',
      readersOfCase: byCase.map((list) => list.map(({ readerIndex }) => readerIndex)),
      unit: files.every(({ path }) => /\.png$/i.test(path)) ? 'px' : 'mm',
      load: (caseIndex) =>
        Promise.all(
          byCase[caseIndex]!.map(({ path, reader }) =>
            readMaskFile(path, { name: `${reader}/${basename(path)}` }),
          ),
        ),
    },
  };
}

/** Readings with further cases at the end, each a patient of its own. */
function withCases(
  before: Readings | null,
  caseNames: readonly string[],
  readerNames: readonly string[],
  questions: readonly QuestionReadings[],
): Readings {
  const known = before?.caseCount ?? 0;
  let patients = before?.patientCount ?? 0;
  const patient = new Int32Array(caseNames.length);
  for (let at = 0; at < patient.length; at++) {
    patient[at] = at < known ? before!.patient[at]! : patients++;
  }
  return {
    caseCount: caseNames.length,
    caseNames,
    readerNames,
    patient,
    patientCount: patients,
    unit: before?.unit ?? 'case',
    attributes: (before?.attributes ?? []).map((attribute) =>
      withMissing(attribute, patient.length),
    ),
    questions,
  };
}

type Attribute = Readings['attributes'][number];

/** An attribute that says "missing" for cases beyond those it knows. */
function withMissing(attribute: Attribute, caseCount: number): Attribute {
  if (attribute.codes.length === caseCount) return attribute;
  const isNew = attribute.missingLevel < 0;
  const missing = isNew ? attribute.levels.length : attribute.missingLevel;
  const codes = new Int32Array(caseCount).fill(missing);
  codes.set(attribute.codes);
  return {
    ...attribute,
    codes,
    missingLevel: missing,
    levels: isNew ? [...attribute.levels, '(missing)'] : attribute.levels,
  };
}
