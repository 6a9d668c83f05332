import type { Study } from '@equipoise/domain';
import { randomStream } from '@equipoise/stats';

/**
 * A study with three readers for each row: the label of the study is the truth for them, and a share of it is
 * flipped in the first level of an attribute before it is given to the audit.
 *
 * @param study its labels are taken as the truth
 * @param flips share of labels flipped in the first level of the first attribute
 */
export function readStudy(study: Study, flips: number, seed = 5): Study {
  const uniform = randomStream(seed, 77);
  const [prediction] = study.predictions;
  const [attribute] = study.attributes;
  const truth = prediction!.label;
  const label = truth.map((y, i) => (attribute!.codes[i] === 0 && uniform() < flips ? 1 - y : y));
  const skills = [
    [0.88, 0.9],
    [0.8, 0.95],
    [0.9, 0.85],
  ] as const;
  const answer = new Int32Array(3 * study.rowCount);
  truth.forEach((y, i) => {
    skills.forEach(([sensitivity, specificity], r) => {
      const isRight = uniform() < (y === 1 ? sensitivity : specificity);
      answer[3 * i + r] = isRight ? y : 1 - y;
    });
  });
  return {
    ...study,
    predictions: [{ ...prediction!, label }],
    labels: [
      {
        task: prediction!.task,
        source: 'readings',
        readerNames: ['Reader 1', 'Reader 2', 'Reader 3'],
        starts: Int32Array.from({ length: study.rowCount + 1 }, (_, i) => 3 * i),
        reader: Int32Array.from(answer, (_, k) => k % 3),
        answer,
        probability: null,
        unmatchedCaseCount: 0,
        unusedReadingCount: 0,
      },
    ],
  };
}
