import type { Attribute, MissingRow, StudyPrediction } from '@equipoise/domain';
import { linearisedLimits, minus, ratioOf } from '@equipoise/stats';
import { countPatients } from './patients.ts';

const unknownTexts = new Set([
  'unknown',
  'unk',
  'u',
  'not known',
  'unspecified',
  'not specified',
  'undetermined',
]);

/** True for a level that says the value was recorded as not known, which is not the same as missing. */
export function isRecordedUnknown(level: string): boolean {
  return unknownTexts.has(level.trim().toLowerCase());
}

function byOutcome(
  isMissing: Uint8Array,
  prediction: StudyPrediction,
  patient: Int32Array,
  patientCount: number,
  level: number,
): MissingRow['byOutcome'][number] {
  const length = isMissing.length;
  const positive = new Float64Array(length);
  const inMissing = new Float64Array(length);
  const inRecorded = new Float64Array(length);
  const positiveMissing = new Float64Array(length);
  for (let row = 0; row < length; row++) {
    if (prediction.present[row] !== 1) continue;
    positive[row] = prediction.label[row] === 1 ? 1 : 0;
    if (isMissing[row] === 1) {
      inMissing[row] = 1;
      positiveMissing[row] = positive[row]!;
      positive[row] = 0;
    } else inRecorded[row] = 1;
  }
  const missing = ratioOf(positiveMissing, inMissing, patient, patientCount);
  const recorded = ratioOf(positive, inRecorded, patient, patientCount);
  const limits =
    missing === null || recorded === null
      ? null
      : linearisedLimits(minus(missing, recorded), level);
  return {
    task: prediction.task,
    positiveShareMissing: missing?.value ?? null,
    positiveShareRecorded: recorded?.value ?? null,
    low: limits?.[0] ?? null,
    high: limits?.[1] ?? null,
  };
}

function byGroup(
  attribute: Attribute,
  isMissing: Uint8Array,
  others: readonly Attribute[],
): MissingRow['byGroup'] {
  return others
    .filter((other) => other.name !== attribute.name && other.levels.length <= 50)
    .flatMap((other) => {
      const rows = new Float64Array(other.levels.length);
      const missing = new Float64Array(other.levels.length);
      for (let row = 0; row < other.codes.length; row++) {
        rows[other.codes[row]!]! += 1;
        missing[other.codes[row]!]! += isMissing[row]!;
      }
      return other.levels.flatMap((level, code) =>
        rows[code]! === 0
          ? []
          : [
              {
                attribute: other.name,
                level,
                missingShare: missing[code]! / rows[code]!,
                rowCount: rows[code]!,
              },
            ],
      );
    });
}

/**
 * Missing values of each attribute against the outcome and the other attributes.
 *
 * `low` and `high` are patient-clustered limits of the difference in the share of positives,
 * missing minus recorded.
 */
export function missingTable(
  attributes: readonly Attribute[],
  predictions: readonly StudyPrediction[],
  patient: Int32Array,
  patientCount: number,
  level: number,
): MissingRow[] {
  const tasks = [...new Map(predictions.map((one) => [one.task, one])).values()];
  return attributes.map((attribute) => {
    const rowCount = attribute.codes.length;
    const isMissing = new Uint8Array(rowCount);
    let missingRowCount = 0;
    let recordedUnknownCount = 0;
    const unknown = attribute.levels.map(isRecordedUnknown);
    for (let row = 0; row < rowCount; row++) {
      const code = attribute.codes[row]!;
      if (code === attribute.missingLevel) {
        isMissing[row] = 1;
        missingRowCount += 1;
      } else if (unknown[code]) recordedUnknownCount += 1;
    }
    return {
      attribute: attribute.name,
      rowCount,
      missingRowCount,
      missingPatientCount: countPatients(patient, patientCount, (row) => isMissing[row] === 1),
      recordedUnknownCount,
      byOutcome:
        missingRowCount === 0
          ? []
          : tasks
              .filter((one) => one.kind === 'binary')
              .map((one) => byOutcome(isMissing, one, patient, patientCount, level)),
      byGroup: missingRowCount === 0 ? [] : byGroup(attribute, isMissing, attributes),
    };
  });
}
