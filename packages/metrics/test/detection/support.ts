import { randomStream } from '@equipoise/stats';
import type { CasePatients, Detection, LesionMarks } from '../../src/detection/index.ts';

/** Marks drawn from a seed; every other case has one to three lesions. */
export function drawMarks(seed: number, cases = 14, levels = 5): LesionMarks {
  const next = randomStream(seed, 2);
  const whole = (below: number): number => Math.floor(next() * below);
  const lesionCounts = Array.from({ length: cases }, (_, c) => (c % 2 === 0 ? 0 : 1 + whole(3)));
  const markCase: number[] = [];
  const markScore: number[] = [];
  const markLesion: number[] = [];
  lesionCounts.forEach((count, c) => {
    for (let k = whole(4); k > 0; k--) {
      markCase.push(c);
      markScore.push(whole(levels));
      markLesion.push(whole(count + 1) - 1);
    }
  });
  return { lesionCounts, markCase, markScore, markLesion };
}

/** Forty patients with four images each, all with or all without lesions; what a patient has, all images share. */
export function drawClustered(seed: number): { marks: LesionMarks; patients: CasePatients } {
  const next = randomStream(seed, 7);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const lesionCounts: number[] = [];
  const patientOf: number[] = [];
  const markCase: number[] = [];
  const markScore: number[] = [];
  const markLesion: number[] = [];
  for (let p = 0; p < 40; p++) {
    const effect = normal();
    for (let k = 0; k < 4; k++) {
      const c = lesionCounts.length;
      const count = p % 2 === 0 ? 0 : 1 + (k % 2);
      lesionCounts.push(count);
      patientOf.push(p);
      for (let lesion = count === 0 ? -1 : 0; lesion < Math.max(count, 0); lesion++) {
        markCase.push(c);
        markScore.push((lesion < 0 ? 0 : 1) + effect + 0.5 * normal());
        markLesion.push(lesion);
      }
    }
  }
  return {
    marks: { lesionCounts, markCase, markScore, markLesion },
    patients: { patientOf, patientCount: 40 },
  };
}

/** The marks without one case; the cases after it move up. */
export function withoutCase(marks: LesionMarks, gone: number): LesionMarks {
  const rows = Array.from({ length: marks.markCase.length }, (_, k) => k).filter(
    (k) => marks.markCase[k] !== gone,
  );
  const move = (c: number): number => (c > gone ? c - 1 : c);
  return {
    lesionCounts: Array.from(marks.lesionCounts).filter((_, c) => c !== gone),
    markCase: rows.map((k) => move(marks.markCase[k]!)),
    markScore: rows.map((k) => marks.markScore[k]!),
    markLesion: rows.map((k) => marks.markLesion[k]!),
  };
}

/** Two images with two lesions and one without, and six detections. */
export const scene: {
  readonly groundTruth: number[][][];
  readonly detections: Detection[];
} = {
  groundTruth: [
    [
      [0, 0, 10, 10],
      [20, 20, 30, 30],
    ],
    [[0, 0, 4, 4]],
    [],
  ],
  detections: [
    { image: 0, box: [1, 1, 10, 10], score: 0.9 },
    { image: 0, box: [0, 0, 10, 9], score: 0.8 },
    { image: 0, box: [21, 20, 30, 30], score: 0.4 },
    { image: 1, box: [10, 10, 14, 14], score: 0.7 },
    { image: 1, box: [0, 0, 4, 4], score: 0.3 },
    { image: 2, box: [0, 0, 5, 5], score: 0.6 },
  ],
};
