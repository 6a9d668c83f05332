import type { AurocOrder } from './plan.ts';

/** Running sums of one pass; one per thread and grouping. */
export interface AurocScratch {
  /** draws of the negatives before each negative of the order, then of all */
  readonly negativeBefore: Int32Array;
  readonly positiveBefore: Int32Array;
}

/** Makes the arrays that {@link AurocScratch} names. */
export function aurocScratch(order: AurocOrder): AurocScratch {
  return {
    negativeBefore: new Int32Array(order.negativePatient.length + 1),
    positiveBefore: new Int32Array(order.positivePatient.length + 1),
  };
}
