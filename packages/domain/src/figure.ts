/** A figure with limits; null where undefined. */
export interface Figure {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly reason?: string | null;
}

/** Counts that stand beside every group. */
export interface GroupCounts {
  readonly caseCount: number;
  readonly patientCount: number;
  readonly positiveCount: number | null;
  readonly positivePatientCount: number | null;
  readonly negativePatientCount: number | null;
}
