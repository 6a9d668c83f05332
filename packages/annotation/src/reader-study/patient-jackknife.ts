import { partialAuroc } from '@equipoise/stats';
import { type JackknifedFigure, jackknifedFigure, type ReaderMetric } from './core.ts';

function figureOf(truth: Uint8Array, rating: Float64Array, metric: ReaderMetric): number {
  if (metric.kind !== 'partial-auc') return jackknifedFigure(truth, rating, metric).figure;
  const rows = Int32Array.from(truth.keys()).filter((i) => !Number.isNaN(rating[i]!));
  const area = partialAuroc(
    Uint8Array.from(rows, (i) => truth[i]!),
    Float64Array.from(rows, (i) => rating[i]!),
    metric.range,
  ).area;
  return area.value ?? Number.NaN;
}

/**
 * A reader's figure and what it becomes without each patient, all cases of the patient left out at once.
 *
 * @param truth 0 or 1 per case
 * @param rating one rating per case, NaN = not read
 * @param metric which figure
 * @param patientOf patient of each case, 0 to patientCount − 1
 * @param patientCount number of patients
 *
 * Source: Quenouille 1956, Biometrika 43:353; Obuchowski 1997, Biometrics 53:567 (clustered cases).
 */
export function patientJackknife(
  truth: Uint8Array,
  rating: Float64Array,
  metric: ReaderMetric,
  patientOf: Int32Array,
  patientCount: number,
): JackknifedFigure {
  const casesOf: number[][] = Array.from({ length: patientCount }, () => []);
  for (let i = 0; i < truth.length; i++) casesOf[patientOf[i]!]!.push(i);
  const figure = figureOf(truth, rating, metric);
  const without = rating.slice();
  const leaveOneOut = new Float64Array(patientCount);
  casesOf.forEach((cases, p) => {
    if (cases.every((i) => Number.isNaN(rating[i]!))) {
      leaveOneOut[p] = figure;
      return;
    }
    for (const i of cases) without[i] = Number.NaN;
    leaveOneOut[p] = figureOf(truth, without, metric);
    for (const i of cases) without[i] = rating[i]!;
  });
  return { figure, leaveOneOut };
}
