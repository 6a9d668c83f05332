import type { ResolvedPhantomOptions } from './options.ts';
import type { PhantomTruth } from './truth.ts';

/** A coded attribute, one entry per row. */
export interface PhantomAttribute {
  readonly name: string;
  readonly levels: readonly string[];
  /** Row to level, -1 where the value is missing in the table. */
  readonly codes: Int32Array;
  /** Row to level before anything was made missing. */
  readonly completeCodes: Int32Array;
  readonly unit: 'patient' | 'image';
}

/** One finding: labels and scores, one entry per row. */
export interface PhantomTask {
  readonly name: string;
  readonly labelColumn: string;
  readonly scoreColumn: string;
  /** 0 or 1, as in the table. */
  readonly label: Uint8Array;
  /** 0 or 1 before any flip; known to the truth alone. */
  readonly trueLabel: Uint8Array;
  /** 0 to the score range, rounded to six decimals. */
  readonly score: Float64Array;
  /** Operating threshold on the same scale. */
  readonly threshold: number;
}

/** Answers of the simulated readers, one entry per reading, ordered by reader and row. */
export interface PhantomReadings {
  readonly readerIds: readonly string[];
  readonly reader: Int32Array;
  readonly row: Int32Array;
  readonly answer: Uint8Array;
  /** 1 (guess) to 5 (certain). */
  readonly confidence: Uint8Array;
  readonly durationMs: Int32Array;
}

/** The training table: which patients a model was trained on, one entry per image. */
export interface PhantomTrain {
  readonly rowCount: number;
  /** Number of the patient in the same numbering as the study's patients. */
  readonly patientNumber: Int32Array;
}

/** A synthetic study in columns, and the truth about it. */
export interface Phantom {
  readonly options: ResolvedPhantomOptions;
  readonly rowCount: number;
  readonly patientCount: number;
  /** Row to patient, 0 to patientCount - 1; rows of a patient stand together. */
  readonly patient: Int32Array;
  readonly attributes: readonly PhantomAttribute[];
  /** Age in whole years, NaN where it is missing in the table. */
  readonly ageYears: Float64Array;
  /** 0 or 1 per row; null unless a shortcut tag was asked for. */
  readonly tag: Uint8Array | null;
  readonly tasks: readonly PhantomTask[];
  readonly readings: PhantomReadings;
  readonly train: PhantomTrain;
  readonly truth: PhantomTruth;
}

function padded(prefix: string, value: number, width: number): string {
  return prefix + String(value).padStart(width, '0');
}

/**
 * Id of a patient: text with leading zeros, such as P000123.
 *
 * @param patientNumber index from 0; numbers from the patient count on are training patients
 * @returns the id
 */
export function phantomPatientId(patientNumber: number): string {
  return padded('P', patientNumber + 1, 6);
}

/**
 * Id of an image of the study, such as I0000042. It says nothing of the patient.
 *
 * @param row row from 0
 * @returns the id
 */
export function phantomImageId(row: number): string {
  return padded('I', row + 1, 7);
}

/**
 * Id of an image of the training table, such as T0000042.
 *
 * @param row row of the training table from 0
 * @returns the id
 */
export function phantomTrainImageId(row: number): string {
  return padded('T', row + 1, 7);
}
