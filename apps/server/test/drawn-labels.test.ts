import { gunzipSync } from 'node:zlib';
import type { ImageRecord, Shape } from '@equipoise/domain';
import { readNifti } from '@equipoise/imaging';
import { describe, expect, it } from 'vitest';
import {
  labelMasks,
  labelsAsCoco,
  labelsToExport,
  originOfMethod,
  type SettledAnswer,
} from '../src/exports/drawn-labels.ts';

const image: ImageRecord = {
  imageId: 'image-1',
  kind: 'grey',
  width: 5,
  height: 4,
  frameCount: 2,
  bits: 8,
  signed: false,
  slope: 1,
  intercept: 0,
  unit: 'raw',
  spacingMm: [0.5, 0.25],
  sliceSpacingMm: 2,
  orientation: null,
  positions: null,
  presets: [],
  photometric: 'MONOCHROME2',
  pixelHash: 'a'.repeat(64),
  lossySource: false,
  source: { format: 'test', transferSyntax: null },
};
const images = new Map([[image.imageId, image]]);

const base = { label: 'Läsion', imageId: image.imageId };
/** Rows 1 to 2 of the second frame: cells 7 to 9 and 12. */
const mask: Shape = {
  ...base,
  shapeId: 'm',
  kind: 'mask',
  width: 5,
  height: 4,
  frames: [{ frame: 1, runs: [7, 3, 2, 1] }],
};
const box: Shape = {
  ...base,
  shapeId: 'b',
  kind: 'box',
  frame: 0,
  x: 1,
  y: 1,
  width: 2,
  height: 3,
};

function settled(caseId: string, method: string, shapes: readonly Shape[]): SettledAnswer {
  return {
    caseId,
    answer: {
      questionId: 'outline',
      outcome: 'answered',
      value: { kind: 'shapes', shapes },
      confidence: null,
    },
    origin: originOfMethod(method),
    method,
    protocolVersion: 2,
    labelVersion: 3,
    sources: ['answer-1', 'answer-2'],
  };
}

const labels: readonly SettledAnswer[] = [
  settled('Fall Ä', 'agreement', [mask, box]),
  settled('Fall Ö', 'senior', [mask]),
  {
    ...settled('empty', 'panel', []),
    answer: { questionId: 'outline', outcome: 'nothing-found', confidence: null },
  },
];

interface Coco {
  readonly images: readonly {
    readonly id: number;
    readonly case: string;
    readonly frame: number;
  }[];
  readonly annotations: readonly {
    readonly image_id: number;
    readonly iscrowd: number;
    readonly area: number;
    readonly bbox: readonly number[];
    readonly segmentation: { readonly size: readonly number[]; readonly counts: readonly number[] };
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];
}

/** Cells of a run-length code, column by column, as COCO writes them. */
function cellsOf(code: Coco['annotations'][number]['segmentation']): number[] {
  const [height = 0, width = 0] = code.size;
  const columns: number[] = [];
  for (const [at, run] of code.counts.entries()) {
    for (let i = 0; i < run; i += 1) columns.push(at % 2);
  }
  expect(columns).toHaveLength(height * width);
  return Array.from({ length: height * width }, (_, at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    return columns[column * height + row] ?? -1;
  });
}

const drawn = Array.from({ length: 20 }, (_, at) => ([7, 8, 9, 12].includes(at) ? 1 : 0));

describe('drawings that cases were settled on', () => {
  it('are COCO objects that count, with how they came about and what they rest on', () => {
    const coco = labelsAsCoco(labels, images) as Coco;
    expect(coco.images.map((one) => [one.case, one.frame])).toEqual([
      ['Fall Ä', 1],
      ['Fall Ä', 0],
      ['Fall Ö', 1],
    ]);
    expect(coco.annotations.map(({ iscrowd }) => iscrowd)).toEqual([0, 0, 0]);
    const [first, , third] = coco.annotations;
    expect(first).toMatchObject({ area: 4, bbox: [2, 1, 3, 2] });
    expect(first?.attributes).toEqual({
      origin: 'consensus',
      method: 'agreement',
      protocol_version: 2,
      label_version: 3,
      answers: ['answer-1', 'answer-2'],
      shape: 'm',
      kind: 'mask',
    });
    expect(third?.attributes).toMatchObject({ origin: 'adjudicated', method: 'senior' });
    for (const one of [first, third]) {
      expect(one === undefined ? [] : cellsOf(one.segmentation)).toEqual(drawn);
    }
  });

  it('are NIfTI masks on the grid of the image, named in an index', async () => {
    const files = await labelMasks(labels, images);
    expect(files.map(({ name }) => name)).toEqual([
      'masks-consensus/index.csv',
      'masks-consensus/outline-L_sion/Fall__.nii.gz',
      'masks-consensus/outline-L_sion/Fall__-2.nii.gz',
    ]);
    const [index, ...masks] = files;
    for (const { bytes } of masks) {
      const volume = readNifti(gunzipSync(bytes));
      expect([volume.shape, volume.spacingMm]).toEqual([
        [5, 4, 2],
        [0.25, 0.5, 2],
      ]);
      expect([...volume.data]).toEqual([...Array.from({ length: 20 }, () => 0), ...drawn]);
    }
    const lines = Buffer.from(index?.bytes ?? [])
      .toString('utf8')
      .trimEnd()
      .split('\n');
    expect(lines[0]).toBe(
      'path,case,question,label,image,origin,method,protocol_version,label_version,answer_ids',
    );
    expect(lines[2]).toContain(',Fall Ö,outline,Läsion,image-1,adjudicated,senior,2,3,');
    expect(lines[2]).toContain('answer-1 answer-2');
  });

  it('are one DICOM document a case, which says who settled it', () => {
    const documents = labelsToExport(labels);
    expect(
      documents.map(({ name, creator, contentLabel }) => [name, creator, contentLabel]),
    ).toEqual([
      ['consensus/Fall__', 'Consensus of readers', 'CONSENSUS'],
      ['adjudicated/Fall__-2', 'Adjudication', 'ADJUDICATED'],
      ['adjudicated/empty', 'Adjudication', 'ADJUDICATED'],
    ]);
    expect(documents[1]).toMatchObject({
      contentDescription: 'senior, protocol version 2, from 2 answers',
      segmentDescription: 'senior, protocol version 2; from answer-1 answer-2',
    });
    expect(documents[1]?.facts).toContainEqual(['answer-ids', 'answer-1 answer-2']);
  });
});
