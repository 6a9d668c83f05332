import { patientOverlap, type Table } from '@equipoise/dataset';
import type { Leakage } from '@equipoise/domain';
import { columnNamed, failUnknownColumn } from './columns.ts';
import type { Duplicates } from './duplicates.ts';

/** What is compared with the training table. */
export interface LeakageInput {
  readonly cases: Table;
  /** Patient column, else an id column; null when neither was declared. */
  readonly idColumn: string | null;
  readonly isPatient: boolean;
  readonly train: Table | null;
  readonly duplicates: Duplicates;
}

function duplicateSentence(duplicates: Duplicates): string {
  const parts = [];
  if (duplicates.rowCount > 0) {
    parts.push(`${duplicates.rowCount} rows repeat an earlier row in every column.`);
  }
  const alike = duplicates.scoreCount - duplicates.rowCount;
  if (alike > 0) parts.push(`${alike} further rows carry exactly the scores of another row.`);
  return parts.length === 0 ? 'No row stands twice.' : parts.join(' ');
}

/**
 * Overlap of patients (or ids) with the training table, and rows that stand twice.
 *
 * @throws workbench/unknown-column when the training table lacks the id column
 */
export function checkLeakage(input: LeakageInput): Leakage {
  const { cases, idColumn, isPatient, train, duplicates } = input;
  const twice = duplicateSentence(duplicates);
  const counts = {
    duplicateRowCount: duplicates.rowCount,
    duplicateScoreCount: duplicates.scoreCount,
  };
  if (train === null || idColumn === null) {
    const reason =
      train === null
        ? 'no training table was given (--train)'
        : 'no patient or id column was declared';
    return {
      ...counts,
      isChecked: false,
      reason,
      trainName: train?.name ?? null,
      overlappingPatientCount: null,
      overlappingRowCount: null,
      sentence: `Overlap with the training data was not checked: ${reason}. ${twice}`,
    };
  }
  const trained = columnNamed(train, idColumn);
  if (trained === undefined) {
    failUnknownColumn(
      idColumn,
      train.columns.map((one) => one.name),
      '--train',
      train.name,
    );
  }
  const overlap = patientOverlap(columnNamed(cases, idColumn)!, trained);
  const shared = overlap.sharedPatientCount;
  const what = isPatient ? 'patients' : `ids in "${idColumn}"`;
  return {
    ...counts,
    isChecked: true,
    reason: null,
    trainName: train.name,
    overlappingPatientCount: shared,
    overlappingRowCount: overlap.testRowCount,
    sentence: `${shared === 0 ? 'No' : shared} ${what} (${overlap.testRowCount} rows) also stand in the training table ${train.name}. ${twice}`,
  };
}
