import type { Attribute, StudyPrediction } from '@equipoise/domain';
import { fail } from '../errors.ts';

/** Rows of each patient, as one flat list with offsets. */
interface PatientRows {
  readonly rows: Int32Array;
  readonly start: Int32Array;
}

function rowsOfPatients(patient: Int32Array, patientCount: number): PatientRows {
  const start = new Int32Array(patientCount + 1);
  for (const one of patient) start[one + 1]! += 1;
  for (let p = 0; p < patientCount; p++) start[p + 1]! += start[p]!;
  const next = start.slice(0, patientCount);
  const rows = new Int32Array(patient.length);
  for (let row = 0; row < patient.length; row++) rows[next[patient[row]!]!++] = row;
  return { rows, start };
}

/** A level of its own for patients in whom an attribute varies between rows. */
export const variesLevel = '(varies within patient)';

function aggregateAttribute(
  attribute: Attribute,
  groups: PatientRows,
  patientCount: number,
): Attribute {
  const codes = new Int32Array(patientCount);
  const varies = attribute.levels.length;
  let anyVaries = false;
  for (let p = 0; p < patientCount; p++) {
    let code = -1;
    for (let i = groups.start[p]!; i < groups.start[p + 1]!; i++) {
      const own = attribute.codes[groups.rows[i]!]!;
      if (own === attribute.missingLevel || own === code) continue;
      code = code === -1 ? own : varies;
    }
    codes[p] = code === -1 ? attribute.missingLevel : code;
    if (code === varies) anyVaries = true;
  }
  const values =
    attribute.values === null
      ? null
      : Float64Array.from(
          { length: patientCount },
          (_, p) => attribute.values![groups.rows[groups.start[p]!]!]!,
        );
  const levels = anyVaries ? [...attribute.levels, variesLevel] : attribute.levels;
  return { ...attribute, levels, codes, values };
}

function aggregateScores(
  data: Float64Array,
  present: Uint8Array,
  groups: PatientRows,
  patientCount: number,
  how: 'max' | 'mean',
): Float64Array {
  const out = new Float64Array(patientCount).fill(Number.NaN);
  for (let p = 0; p < patientCount; p++) {
    let count = 0;
    let value = how === 'max' ? -Infinity : 0;
    for (let i = groups.start[p]!; i < groups.start[p + 1]!; i++) {
      const row = groups.rows[i]!;
      if (present[row] !== 1) continue;
      count += 1;
      value = how === 'max' ? Math.max(value, data[row]!) : value + data[row]!;
    }
    if (count > 0) out[p] = how === 'max' ? value : value / count;
  }
  return out;
}

function aggregateLabels(
  prediction: StudyPrediction,
  groups: PatientRows,
  patientCount: number,
): { label: Float64Array; present: Uint8Array } {
  const label = new Float64Array(patientCount).fill(Number.NaN);
  const present = new Uint8Array(patientCount);
  const { kind } = prediction;
  let disagreeing = 0;
  for (let p = 0; p < patientCount; p++) {
    let sum = 0;
    let count = 0;
    for (let i = groups.start[p]!; i < groups.start[p + 1]!; i++) {
      const row = groups.rows[i]!;
      if (prediction.present[row] !== 1) continue;
      const own = prediction.label[row]!;
      if (kind === 'multiclass' && count > 0 && own !== label[p]) disagreeing += 1;
      label[p] = count === 0 ? own : kind === 'multiclass' ? label[p]! : Math.max(label[p]!, own);
      sum += own;
      count += 1;
    }
    if (count === 0) continue;
    present[p] = 1;
    if (kind === 'regression') label[p] = sum / count;
  }
  if (disagreeing > 0) {
    fail(
      'workbench/bad-aggregate',
      `In task ${prediction.task}, ${disagreeing} rows carry another class than an earlier row of the same patient.`,
      'Classes have no order by which to pick one: audit rows, or give one class a patient.',
    );
  }
  return { label, present };
}

function aggregatePrediction(
  prediction: StudyPrediction,
  groups: PatientRows,
  patientCount: number,
  how: 'max' | 'mean',
): StudyPrediction {
  const { label, present } = aggregateLabels(prediction, groups, patientCount);
  const scores =
    prediction.scores?.map((data) =>
      aggregateScores(data, prediction.present, groups, patientCount, how),
    ) ?? null;
  const decision =
    prediction.decision === null
      ? null
      : Int32Array.from({ length: patientCount }, (_, p) => {
          let best = -1;
          for (let i = groups.start[p]!; i < groups.start[p + 1]!; i++) {
            best = Math.max(best, prediction.decision![groups.rows[i]!]!);
          }
          return best;
        });
  const out = patientCount - present.reduce((sum, one) => sum + one, 0);
  return {
    ...prediction,
    label,
    present,
    scores,
    decision: prediction.kind === 'multiclass' && scores !== null ? null : decision,
    leftOut: out > 0 ? [{ reason: 'no row of the patient takes part', rowCount: out }] : [],
  };
}

/**
 * Makes the patient the row: the largest or the mean score; positive when any row is; an attribute
 * that varies between a patient's rows gets a level of its own.
 *
 * @throws workbench/bad-aggregate when classes without order disagree
 */
export function aggregateToPatients(
  patient: Int32Array,
  patientCount: number,
  attributes: readonly Attribute[],
  predictions: readonly StudyPrediction[],
  weight: Float64Array | null,
  how: 'max' | 'mean',
): {
  attributes: Attribute[];
  predictions: StudyPrediction[];
  weight: Float64Array | null;
} {
  const groups = rowsOfPatients(patient, patientCount);
  const ones = new Uint8Array(patient.length).fill(1);
  return {
    attributes: attributes.map((one) => aggregateAttribute(one, groups, patientCount)),
    predictions: predictions.map((one) => aggregatePrediction(one, groups, patientCount, how)),
    weight: weight === null ? null : aggregateScores(weight, ones, groups, patientCount, 'mean'),
  };
}
