import type { Answer } from '@equipoise/domain';
import { phantomOf } from './pictures.ts';
import type { ServedRoom } from './serve.ts';
import {
  opacityAnswers,
  opacityProtocol,
  type PreparedStudy,
  readQueue,
  studyOfOpacities,
} from './study-of-opacities.ts';

/** The first cases of the study are hidden gold, the others are measured. */
const goldCount = 4;

/** What the third reader of {@link studyWithGold} says: wrong on every gold case. */
function answersOf(reader: number, number: number, imageId: string): readonly Answer[] {
  if (reader !== 2 || number > goldCount) return opacityAnswers(reader, number, imageId);
  const isThere = phantomOf(number).opacity !== null;
  if (!isThere) return opacityAnswers(0, 3, imageId);
  return opacityAnswers(0, 1, imageId);
}

/**
 * A study in which everything that a curator watches is there: hidden gold cases, repeats, drift of the third reader,
 * a question from a reader, and drawings to decide about. All cases are read; adjudication is open.
 */
export async function studyWithGold(room: ServedRoom): Promise<PreparedStudy> {
  const study = await studyOfOpacities(room, 'imported', { caseCount: 12 });
  const { studyId, curator, readers, cases } = study;
  const params = { studyId };
  const { images } = await curator.client.images({ params });
  const base = opacityProtocol(study, images[0]?.record.imageId ?? '');
  const reading = { questionId: 'opacity', positive: ['yes'] };
  const known = (at: number): unknown => ({
    questionId: 'opacity',
    outcome: 'answered',
    value: { kind: 'single', value: phantomOf(at + 1).opacity === null ? 'no' : 'yes' },
    confidence: null,
  });
  const document = {
    ...base,
    cases: cases.map((caseId, at) => ({
      caseId,
      strata: { site: at % 2 === 0 ? 'North' : 'South' },
      ...(at < goldCount ? { use: 'gold', reference: [known(at)] } : {}),
    })),
    gold: { rate: 0.3 },
    repeats: { rate: 0.2 },
    drift: { reading, errorRate: 0.1, driftRate: 0.5, falseAlarm: 0.05, goldCount: 20 },
    suspension: {
      reading,
      sensitivityBelow: 0.8,
      specificityBelow: 0.8,
      fewestGold: 1000,
      redo: 'since-alarm',
    },
    adjudication: {
      kind: 'senior',
      when: 'disagreement',
      hasOwnReadFirst: true,
      rubric: [{ id: 'edge', text: 'Is the edge clear?' }],
    },
  };
  await curator.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
  await curator.client.lockProtocol({ params, body: { version: 1 } });
  const numbers = new Map(
    images.map(({ record, caseIds }) => [record.imageId, cases.indexOf(caseIds[0] ?? '') + 1]),
  );
  for (const [at, reader] of readers.entries()) {
    await readQueue(reader, studyId, (imageId) =>
      answersOf(at, numbers.get(imageId) ?? 0, imageId),
    );
  }
  await readers[0]?.client.sendMessage({
    params,
    body: { kind: 'question', body: 'Does a faint edge belong to the opacity?' },
  });
  return study;
}
