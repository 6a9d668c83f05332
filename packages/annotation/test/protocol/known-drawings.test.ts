import {
  checkAnswers,
  drawingsOfCoco,
  drawingsOfVolumes,
  type KnownImage,
} from '@equipoise/annotation';
import { type Question, questionSchema } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';

const question = (id: string, kind: string): Question =>
  questionSchema.parse({
    id,
    kind,
    text: id,
    labels: [
      { value: 'spot', text: 'Bright spot' },
      { value: `only ${id}`, text: `Only ${id}` },
    ],
  });
const questions = ['outline', 'box', 'ring', 'tip', 'axis'].map((id, at) =>
  question(id, ['mask', 'box', 'polygon', 'point', 'line'][at] ?? ''),
);
const image = (imageId: string, caseId: string, frameCount = 1): KnownImage => ({
  imageId,
  caseIds: [caseId],
  width: 5,
  height: 4,
  frameCount,
  pixelHash: imageId.padEnd(64, '0'),
  affine: null,
});
const images = [
  image('i1', 'case-1', 3),
  image('i2', 'case-2'),
  image('i3', 'two'),
  image('i4', 'two'),
];

/** Rows 1 and 2: cells 7, 8, 9 and 12 of 5 × 4. */
const counts = [9, 2, 2, 1, 3, 1, 2];
// The same, as the tools of COCO pack it.
const packed = '922O10O';
const runs = [7, 3, 2, 1];

function coco(annotations: readonly object[], more: readonly object[] = []): unknown {
  return {
    images: [
      { id: 1, file_name: 'elsewhere/1', pixel_hash: 'i1'.padEnd(64, '0'), frame: 1 },
      { id: 2, file_name: 'case-2.png' },
      { id: 3, file_name: 'i3/0', case: 'two' },
      { id: 4, file_name: 'unknown.png' },
      { id: 5, file_name: 'case-1', frame: 7 },
      ...more,
    ],
    categories: [
      { id: 1, name: 'outline: spot' },
      { id: 2, name: 'Only box' },
      { id: 3, name: 'only ring' },
      { id: 4, name: 'only tip' },
      { id: 5, name: 'only axis' },
      { id: 6, name: 'something else' },
    ],
    annotations,
  };
}

const rle = { size: [4, 5], counts };

describe('drawings of a COCO document', () => {
  it('become answers to the questions that have their label, on the images they mean', () => {
    const found = drawingsOfCoco(
      coco([
        { image_id: 1, category_id: 1, segmentation: rle },
        { image_id: 2, category_id: 2, bbox: [1, 1, 2, 3] },
        { image_id: 2, category_id: 3, segmentation: [[0, 0, 4, 0, 4, 3]] },
        { image_id: 2, category_id: 4, keypoints: [1.5, 2.5, 2] },
        { image_id: 2, category_id: 5, keypoints: [1, 1, 2, 3, 3, 2] },
        { image_id: 3, category_id: 2, bbox: [0, 0, 1, 1] },
      ]),
      images,
      questions,
    );
    expect(found.leftOut).toEqual(new Map());
    expect(found.shapeCount).toBe(6);
    expect([...found.byCase.keys()]).toEqual(['case-1', 'case-2', 'two']);
    const shapes = (caseId: string) =>
      (found.byCase.get(caseId) ?? []).map((answer) => [
        answer.questionId,
        answer.outcome === 'answered' && answer.value.kind === 'shapes' ? answer.value.shapes : [],
      ]);
    expect(shapes('case-1')).toMatchObject([
      ['outline', [{ kind: 'mask', imageId: 'i1', label: 'spot', frames: [{ frame: 1, runs }] }]],
    ]);
    expect(shapes('case-2')).toMatchObject([
      ['box', [{ kind: 'box', x: 1, y: 1, width: 2, height: 3, label: 'only box' }]],
      [
        'ring',
        [
          {
            kind: 'polygon',
            points: [
              [0, 0],
              [4, 0],
              [4, 3],
            ],
          },
        ],
      ],
      ['tip', [{ kind: 'point', x: 1.5, y: 2.5 }]],
      [
        'axis',
        [
          {
            kind: 'line',
            points: [
              [1, 1],
              [3, 3],
            ],
          },
        ],
      ],
    ]);
    expect(shapes('two')).toMatchObject([['box', [{ imageId: 'i3' }]]]);
    for (const answers of found.byCase.values()) {
      expect(
        checkAnswers(
          questions.map((one) => ({ ...one, isRequired: false })),
          answers,
        ).issues,
      ).toEqual([]);
    }
  });

  it('are read from packed run lengths and rings too, and masks of a label become one', () => {
    const found = drawingsOfCoco(
      coco(
        [
          { image_id: 1, category_id: 1, segmentation: { ...rle, counts: packed } },
          { image_id: 6, category_id: 1, segmentation: [[0, 0, 2, 0, 2, 1, 0, 1]] },
          { image_id: 1, category_id: 1, segmentation: [[0, 0, 1, 0, 1, 1, 0, 1]] },
        ],
        [{ id: 6, file_name: 'x', case: 'case-1', frame: 0 }],
      ),
      images,
      questions,
    );
    expect(found.byCase.get('case-1')).toMatchObject([
      {
        value: {
          shapes: [
            {
              frames: [
                { frame: 0, runs: [0, 2] },
                { frame: 1, runs: [0, 1, 6, 3, 2, 1] },
              ],
            },
          ],
        },
      },
    ]);
  });

  it('are left out with a reason where they fit nothing', () => {
    const { byCase, leftOut } = drawingsOfCoco(
      coco([
        { image_id: 4, category_id: 1, segmentation: rle },
        { image_id: 5, category_id: 1, segmentation: rle },
        { image_id: 1, category_id: 6, segmentation: rle },
        { image_id: 1, category_id: 1, segmentation: { size: [5, 4], counts } },
        { image_id: 1, category_id: 1, segmentation: { size: [4, 5], counts: '~~' } },
        { image_id: 2, category_id: 2, bbox: [1, 1, 0, 3] },
      ]),
      images,
      questions,
    );
    expect(byCase.size).toBe(0);
    expect([...leftOut]).toEqual([
      ['their image is not in the study', 2],
      ['no question has their label', 1],
      ['they hold no shape of the kind the question asks for', 3],
    ]);
    expect(() => drawingsOfCoco({ images: [] }, images, questions)).toThrow(/no COCO document/);
  });
});

describe('masks of volumes', () => {
  it('become answers of the case that the file is named after', () => {
    const data = new Uint8Array(60);
    data.set([1, 2, 0, 1], 20);
    const found = drawingsOfVolumes(
      [
        { name: 'masks/case-1.nii.gz', shape: [5, 4, 3], data, affine: null },
        { name: 'case-2.nii', shape: [5, 5], data, affine: null },
        { name: 'two.nii', shape: [5, 4], data, affine: null },
        { name: 'case-2.nii.gz', shape: [5, 4], data: new Int16Array(20), affine: null },
      ],
      images,
      { questionId: 'outline', label: 'spot' },
    );
    expect(found.byCase.get('case-1')).toMatchObject([
      { value: { shapes: [{ imageId: 'i1', frames: [{ frame: 1, runs: [0, 2, 1, 1] }] }] } },
    ]);
    expect([...found.leftOut]).toEqual([
      ['their size is not that of the image', 1],
      ['their name is no case of one image', 1],
      ['they are empty', 1],
    ]);
  });

  it('lie where the file says in space, as the image does, or are left out', () => {
    // Frames show the patient's right on the left and the front on top; the file runs to the right and to the front.
    const placed = [
      [-2, 0, 0, 8],
      [0, -2, 0, 6],
      [0, 0, 3, 0],
    ] as const;
    const file = [
      [2, 0, 0, 0],
      [0, 2, 0, 0],
      [0, 0, 3, 0],
    ] as const;
    const elsewhere = file.map(([a, b, c, d]) => [a, b, c, d + 5] as const);
    const data = new Float32Array(60);
    // Not a number is nothing.
    data.set([1, 0.5, 0, Number.NaN], 20);
    const volume = (name: string, affine: typeof file | typeof elsewhere | null) => [
      { name, shape: [5, 4, 3], data, affine },
    ];
    const known = [{ ...image('i1', 'case-1', 3), affine: placed }, image('i2', 'case-2', 3)];
    const meant = { questionId: 'outline', label: 'spot' };
    const runsIn = (name: string, affine: Parameters<typeof volume>[1]): unknown =>
      drawingsOfVolumes(volume(name, affine), known, meant).byCase.get(name);
    const with1 = (...runs: readonly number[]) => [
      { value: { shapes: [{ frames: [{ frame: 1, runs }] }] } },
    ];
    expect(runsIn('case-1', file)).toMatchObject(with1(18, 2));
    expect(runsIn('case-1', null)).toMatchObject(with1(0, 2));
    expect(runsIn('case-2', file)).toMatchObject(with1(0, 2));
    const { leftOut } = drawingsOfVolumes(volume('case-1', elsewhere), known, meant);
    expect([...leftOut]).toEqual([['their place in space is not that of the image', 1]]);
  });

  it('are left out with a reason where no question is answered by painting', () => {
    const data = new Uint8Array(60).fill(1);
    const { byCase, leftOut } = drawingsOfVolumes(
      [{ name: 'case-1.nii', shape: [5, 4, 3], data, affine: null }],
      images,
      null,
    );
    expect([byCase.size, [...leftOut]]).toEqual([0, [['no question asks for a mask', 1]]]);
  });
});
