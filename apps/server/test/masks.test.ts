import { gunzipSync } from 'node:zlib';
import type {
  Answer,
  AnswerRecord,
  ImageRecord,
  MaskShape,
  StudyProtocol,
} from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { type MaskExport, type MaskFiles, maskFiles } from '../src/exports/masks.ts';

const image: ImageRecord = {
  imageId: 'image-1',
  kind: 'grey',
  width: 4,
  height: 4,
  frameCount: 1,
  bits: 8,
  signed: false,
  slope: 1,
  intercept: 0,
  unit: 'raw',
  spacingMm: [1, 1],
  sliceSpacingMm: null,
  orientation: null,
  positions: null,
  presets: [],
  photometric: 'MONOCHROME2',
  pixelHash: 'a'.repeat(64),
  lossySource: false,
  source: { format: 'test', transferSyntax: null },
};

/** A reading with one mask of a label. */
function painted(caseId: string, readerId: string, label = 'Läsion, links'): AnswerRecord {
  const shape: MaskShape = {
    shapeId: 'shape',
    label,
    imageId: image.imageId,
    kind: 'mask',
    width: 4,
    height: 4,
    frames: [{ frame: 0, runs: [2, 3, 11] }],
  };
  const value = { kind: 'shapes' as const, shapes: [shape] };
  return {
    answerId: `answer of ${readerId} to ${caseId}`,
    studyId: 'study',
    taskId: `task of ${readerId} on ${caseId}`,
    caseId,
    readerId,
    purpose: 'measured',
    repeatOf: null,
    isFlipped: false,
    arm: null,
    step: 'final',
    answers: [{ questionId: 'outline', outcome: 'answered', value, confidence: null }],
    protocolHash: '0'.repeat(64),
    protocolVersion: 1,
    instructionsVersion: 'v1',
    instructionsNumber: 1,
    instructionArm: null,
    windows: [],
    activeSeconds: 10,
    wasModelVisible: false,
    openedAt: '2026-01-05T09:00:00.000Z',
    submittedAt: '2026-01-05T09:00:20.000Z',
    zoneOffsetMinutes: 0,
    isValid: true,
    revision: 1,
  };
}

/** Cells of lines without line breaks. */
function cellsOf(csv: string): string[][] {
  return csv
    .trimEnd()
    .split('\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
      ),
    );
}

/** What an export of these readings is told. */
function exported(
  records: readonly AnswerRecord[],
  others: readonly ImageRecord[] = [],
): MaskExport {
  const caseIds = [...new Set(records.map(({ caseId }) => caseId))];
  const question = {
    id: 'outline',
    kind: 'mask',
    text: 'Outline it.',
    labels: ['Läsion, links', 'Läsion; links'].map((value) => ({ value, text: value })),
  };
  return {
    // What the export asks of a protocol.
    protocol: {
      questions: [question],
      cases: caseIds.map((caseId) => ({ caseId, patientId: null })),
    } as unknown as StudyProtocol,
    records,
    images: new Map([image, ...others].map((one) => [one.imageId, one])),
    imagesOfCase: new Map(
      caseIds.map((caseId) => [caseId, [image, ...others].map(({ imageId }) => imageId)]),
    ),
    root: 'masks',
  };
}

const textOf = (files: MaskFiles, name: string): string =>
  Buffer.from(files.files.find((one) => one.name === name)?.bytes ?? []).toString('utf8');

describe('masks of an export', () => {
  it('are named in an index with the case that each is of, whatever its name became', async () => {
    const long = 'x'.repeat(110);
    const cases = ['Fall Ä/1', 'Fall Ö/1', `${long}1`, `${long}2`, '-0'];
    const records = cases.flatMap((name) => [painted(name, 'r1'), painted(name, 'r2')]);
    const made = await maskFiles(exported(records));
    const [columns, ...lines] = cellsOf(textOf(made, 'masks/index.csv'));
    expect(columns?.slice(0, 6)).toEqual(['path', 'case', 'reader', 'question', 'label', 'image']);
    expect(lines.map(([path]) => path)).toEqual(
      made.files.map(({ name }) => name).filter((name) => name.endsWith('.nii.gz')),
    );
    // Two labels: of the one that nobody drew all masks are empty.
    expect(new Set(lines.map(([path]) => path)).size).toBe(20);
    const own = lines.filter((line) => line[4] === 'Läsion, links');
    expect(own.map((line) => line.slice(1, 6))).toEqual(
      cases.flatMap((name) =>
        ['r1', 'r2'].map((reader) => [name, reader, 'outline', 'Läsion, links', 'image-1']),
      ),
    );
    expect(own.map((line) => line[8])).toEqual(records.map(({ answerId }) => answerId));
    expect(own.every((line) => line[9] === 'false')).toBe(true);
    expect(own[2]?.[0]).toBe('masks/outline-L_sion__links/r1/Fall___1-2.nii.gz');
    expect(own[8]?.[0]).toBe('masks/outline-L_sion__links/r1/_0.nii.gz');
    // Labels whose names become the same have folders of their own.
    expect(made.folders.map(({ path }) => path)).toEqual([
      'masks/outline-L_sion__links',
      'masks/outline-L_sion__links-2',
    ]);
    const table = cellsOf(textOf(made, 'masks/outline-L_sion__links.csv'));
    expect(table.slice(0, 3)).toEqual([
      ['case', 'patient', 'study_case', 'image'],
      ['Fall___1', 'Fall Ä/1', 'Fall Ä/1', 'image-1'],
      ['Fall___1-2', 'Fall Ö/1', 'Fall Ö/1', 'image-1'],
    ]);
  });

  it('of a further image have its number, whoever drew on it first', async () => {
    const second = { ...image, imageId: 'image-2' };
    const [answer] = painted('case', 'r1').answers;
    const moved = JSON.parse(JSON.stringify(answer).replaceAll('image-1', 'image-2')) as Answer;
    const records = [{ ...painted('case', 'r1'), answers: [moved] }, painted('case', 'r2')];
    const { files } = await maskFiles(exported(records, [second]));
    const names = files.map(({ name }) => name).filter((name) => name.includes('links/'));
    expect(names.map((name) => name.split('/').slice(2).join('/'))).toEqual([
      'r1/case.nii.gz',
      'r2/case.nii.gz',
      'r1/case-2.nii.gz',
      'r2/case-2.nii.gz',
    ]);
    const cells = files
      .filter(({ name }) => name.includes('links/'))
      .map(({ bytes }) =>
        gunzipSync(bytes)
          .subarray(352)
          .reduce((sum, one) => sum + one, 0),
      );
    expect(cells).toEqual([0, 3, 3, 0]);
  });

  it('have no index where nobody was asked', async () => {
    const said = { ...painted('case', 'r1'), answers: [] };
    expect(await maskFiles(exported([said]))).toEqual({ files: [], folders: [] });
  });
});
