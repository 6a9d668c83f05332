import type { Attribute, Study, StudyPrediction } from '@equipoise/domain';

/** The rows of a study that take part in one prediction, renumbered densely. */
export interface CompactRows {
  readonly rows: Int32Array;
  readonly patient: Int32Array;
  readonly patientCount: number;
  readonly weight: Float64Array | null;
}

const known = new WeakMap<Study, { readonly present: Uint8Array; readonly rows: CompactRows }[]>();

/**
 * Picks the present rows of a prediction and renumbers their patients 0, 1, … in order of first appearance.
 * Predictions of the same rows get the same object, so that what follows from it is worked out once.
 */
export function compactRows(study: Study, prediction: StudyPrediction): CompactRows {
  const cache = known.get(study) ?? [];
  known.set(study, cache);
  const found = cache.find(({ present }) => isSame(present, prediction.present));
  if (found) return found.rows;
  const rows = makeCompactRows(study, prediction);
  cache.push({ present: prediction.present, rows });
  return rows;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

function makeCompactRows(study: Study, prediction: StudyPrediction): CompactRows {
  let count = 0;
  for (let i = 0; i < study.rowCount; i += 1) count += prediction.present[i]!;
  const rows = new Int32Array(count);
  const patient = new Int32Array(count);
  const newId = new Int32Array(study.patientCount).fill(-1);
  let patientCount = 0;
  let at = 0;
  for (let i = 0; i < study.rowCount; i += 1) {
    if (prediction.present[i] === 0) continue;
    const old = study.patient[i]!;
    if (newId[old] === -1) newId[old] = patientCount++;
    rows[at] = i;
    patient[at] = newId[old]!;
    at += 1;
  }
  return {
    rows,
    patient,
    patientCount,
    weight: study.weight === null ? null : pick(study.weight, rows),
  };
}

/** Entries of a column at the given rows. */
export function pick(column: Float64Array, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) out[i] = column[rows[i]!]!;
  return out;
}

/** An attribute at the given rows. */
export function pickAttribute(attribute: Attribute, rows: Int32Array): Attribute {
  const codes = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) codes[i] = attribute.codes[rows[i]!]!;
  return {
    ...attribute,
    codes,
    values: attribute.values === null ? null : pick(attribute.values, rows),
  };
}
