import type { Figure, GroupCounts } from '@equipoise/domain';

/** A figure in place of a hidden one. */
export const hiddenFigure: Figure = { value: null, low: null, high: null, reason: 'suppressed' };

/** Counts in place of hidden ones. */
export const hiddenCounts: GroupCounts = {
  caseCount: 0,
  patientCount: 0,
  positiveCount: null,
  positivePatientCount: null,
  negativePatientCount: null,
};
