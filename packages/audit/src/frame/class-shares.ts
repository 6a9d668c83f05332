import type { StudyPrediction } from '@equipoise/domain';
import type { ClassShare, ClassShares } from './bounded-limits.ts';
import type { RunAttribute } from './prediction-run.ts';

/**
 * Patients and share decided right of every class that is present, for everyone and in each level.
 *
 * @param rows study rows of the run
 * @param patient code of each of them
 * @param decided class each was given; −1 unknown, which takes no part
 * @param weight one a row; null = 1 each
 */
export function classShares(
  prediction: StudyPrediction,
  rows: Int32Array,
  patient: Int32Array,
  decided: Int32Array,
  weight: Float64Array | null,
  attributes: readonly RunAttribute[],
): ClassShares {
  const classCount = prediction.classes?.length ?? 0;
  const ofLevels = (codes: Int32Array | null, levelCount: number): ClassShare[][] => {
    const total = new Float64Array(levelCount * classCount);
    const right = new Float64Array(total.length);
    const patients = Array.from({ length: total.length }, () => new Set<number>());
    rows.forEach((row, k) => {
      const level = codes === null ? 0 : codes[k]!;
      if (level < 0 || decided[k]! < 0) return;
      const label = prediction.label[row]!;
      const at = level * classCount + label;
      const w = weight === null ? 1 : weight[k]!;
      total[at]! += w;
      if (decided[k] === label) right[at]! += w;
      if (w > 0) patients[at]!.add(patient[k]!);
    });
    return Array.from({ length: levelCount }, (_, level) =>
      Array.from({ length: classCount }, (__, c) => level * classCount + c)
        .filter((at) => total[at]! > 0)
        .map((at) => ({ patientCount: patients[at]!.size, share: right[at]! / total[at]! })),
    );
  };
  return {
    overall: ofLevels(null, 1)[0] ?? [],
    attributes: attributes.map((attribute) => ofLevels(attribute.codes, attribute.levels.length)),
  };
}
