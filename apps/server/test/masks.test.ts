import type { AnswerRecord, ImageRecord, MaskShape } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { maskFiles } from '../src/exports/masks.ts';

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

describe('masks of an export', () => {
  it('are named in an index with the case that each is of, whatever its name became', async () => {
    const long = 'x'.repeat(110);
    const cases = ['Fall Ä/1', 'Fall Ö/1', `${long}1`, `${long}2`];
    const records = cases.flatMap((name) => [painted(name, 'r1'), painted(name, 'r2')]);
    const files = await maskFiles(records, new Map([[image.imageId, image]]));
    const index = files.find(({ name }) => name === 'masks/index.csv');
    const [columns, ...lines] = cellsOf(Buffer.from(index?.bytes ?? []).toString('utf8'));
    expect(columns?.slice(0, 6)).toEqual(['path', 'case', 'reader', 'question', 'label', 'image']);
    expect(lines.map(([path]) => path)).toEqual(
      files.map(({ name }) => name).filter((name) => name.endsWith('.nii.gz')),
    );
    expect(new Set(lines.map(([path]) => path)).size).toBe(8);
    expect(lines.map((line) => line.slice(1, 6))).toEqual(
      cases.flatMap((name) =>
        ['r1', 'r2'].map((reader) => [name, reader, 'outline', 'Läsion, links', 'image-1']),
      ),
    );
    expect(lines.map((line) => line[8])).toEqual(records.map(({ answerId }) => answerId));
    expect(lines[2]?.[0]).toBe('masks/outline-L_sion__links/r1/Fall___1-2.nii.gz');
  });

  it('have no index where nobody painted', async () => {
    const said = { ...painted('case', 'r1'), answers: [] };
    expect(await maskFiles([said], new Map())).toEqual([]);
  });
});
