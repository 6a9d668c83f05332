export type { RowTotals } from './level-totals.ts';
export * from './run-totals.ts';
export * from './statistics.ts';
export type { TotalsJob } from './totals-job.ts';
