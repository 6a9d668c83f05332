import { drawingsOfCoco, type KnownDrawings } from '@equipoise/annotation';
import { type Answer, studyProtocolSchema } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { withReference } from '../../src/pages/case/with-reference.ts';
import { withDrawings } from '../../src/pages/protocol/known-files.ts';

const protocol = studyProtocolSchema.parse({
  schemaVersion: 1,
  studyId: 's',
  title: 'Spots',
  questions: [
    { id: 'box', kind: 'box', text: 'Where?', labels: [{ value: 'spot', text: 'Spot' }] },
    {
      id: 'sure',
      kind: 'single',
      text: 'Is it?',
      options: [
        { value: 'no', text: 'No' },
        { value: 'yes', text: 'Yes' },
      ],
    },
  ],
  cases: [{ caseId: 'a' }, { caseId: 'b' }, { caseId: 'c', use: 'gold' }],
  reads: { perCase: 1 },
  adjudication: { kind: 'none' },
});

const yes: Answer = {
  questionId: 'sure',
  outcome: 'answered',
  value: { kind: 'single', value: 'yes' },
  confidence: 2,
};

/** What a file says with a box on each of some cases. */
function file(...caseIds: readonly string[]): KnownDrawings {
  const images = caseIds.map((caseId) => ({
    imageId: `of ${caseId}`,
    caseIds: [caseId],
    width: 9,
    height: 9,
    frameCount: 1,
    pixelHash: caseId,
    affine: null,
  }));
  return drawingsOfCoco(
    {
      images: caseIds.map((name, id) => ({ id, file_name: `${name}.png` })),
      categories: [{ id: 1, name: 'spot' }],
      annotations: caseIds.map((_, id) => ({ image_id: id, category_id: 1, bbox: [1, 1, 2, 2] })),
    },
    images,
    protocol.questions,
  );
}

describe('known answers', () => {
  it('are put together from several files, and other questions keep theirs', () => {
    const cases = protocol.cases.map((one) =>
      one.caseId === 'b' ? { ...one, reference: [yes] } : one,
    );
    const taken = withDrawings(cases, [file('a', 'b', 'z'), file('b')], 'not here');
    expect([taken.shapeCount, [...taken.caseIds], [...taken.leftOut]]).toEqual([
      3,
      ['a', 'b'],
      [['not here', 1]],
    ]);
    const counts = taken.cases.map(({ reference }) =>
      reference.map((answer) =>
        answer.outcome === 'answered' && answer.value.kind === 'shapes'
          ? answer.value.shapes.map(({ shapeId }) => shapeId)
          : answer.questionId,
      ),
    );
    expect(counts).toEqual([[['known-1']], ['sure', ['known-1', 'known-2']], []]);
  });

  it('are a reading as it was handed in, but for how sure the reader was', () => {
    const next = withReference(protocol, 'a', [yes], 'gold');
    expect(next.cases.map(({ use }) => use)).toEqual(['gold', 'measured', 'gold']);
    expect(next.cases[0]?.reference).toEqual([{ ...yes, confidence: null }]);
    expect(studyProtocolSchema.safeParse(next).success).toBe(true);
  });
});
