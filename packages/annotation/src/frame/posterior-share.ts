import { type Limits, tQuantile, wilsonWithCritical } from '@equipoise/stats';
import type { LabelPosterior } from '../fusion/label-posterior.ts';

/** A prevalence that follows from uncertain labels. */
export interface PosteriorShare {
  readonly value: number | null;
  readonly limits: Limits | null;
  readonly caseCount: number;
  readonly patientCount: number;
  readonly reason: string | null;
}

/**
 * Mean probability of a class, with limits that hold the sampling of patients and the doubt about each label;
 * what is unknown about the model behind the probabilities is not in them.
 *
 * @param posterior distribution per case; rows without a number do not count
 * @param label class
 * @param patients patient of each case, whole numbers from 0
 * @param level confidence level
 * @see Cochran 1977, Sampling Techniques, chapter 6 (ratio estimator)
 */
export function posteriorShare(
  posterior: LabelPosterior,
  label: number,
  patients: Int32Array,
  level: number,
): PosteriorShare {
  const { caseCount, classCount, values } = posterior;
  const rows: number[] = [];
  let sum = 0;
  for (let t = 0; t < caseCount; t++) {
    let total = 0;
    for (let c = 0; c < classCount; c++) total += values[t * classCount + c]!;
    if (!(total > 0)) continue;
    rows.push(t);
    sum += values[t * classCount + label]!;
  }
  const byPatient = new Map<number, number>();
  const m = rows.length === 0 ? 0 : sum / rows.length;
  let doubt = 0;
  for (const t of rows) {
    const p = values[t * classCount + label]!;
    doubt += p * (1 - p);
    const patient = patients[t]!;
    byPatient.set(patient, (byPatient.get(patient) ?? 0) + p - m);
  }
  const caseTotal = rows.length;
  const patientCount = byPatient.size;
  const counts = { caseCount: caseTotal, patientCount };
  if (caseTotal === 0) return { ...counts, value: null, limits: null, reason: 'no-answers' };
  if (patientCount < 2) return { ...counts, value: m, limits: null, reason: 'one-patient' };
  let squares = 0;
  for (const one of byPatient.values()) squares += one * one;
  const variance =
    ((patientCount / (patientCount - 1)) * squares + doubt) / (caseTotal * caseTotal);
  const binomial = (m * (1 - m)) / caseTotal;
  const effective =
    binomial > 0 && variance > 0 ? caseTotal / Math.max(1, variance / binomial) : patientCount;
  const t = tQuantile(1 - (1 - level) / 2, patientCount - 1);
  return { ...counts, value: m, limits: wilsonWithCritical(m, effective, t), reason: null };
}
