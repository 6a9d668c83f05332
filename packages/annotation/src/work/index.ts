export * from './active-time.ts';
export * from './adjudicate.ts';
export * from './adjudication-step.ts';
export type * from './adjudication-types.ts';
export { type Anchoring, anchoring, type ModelAgreement } from './anchoring.ts';
export * from './answer-columns.ts';
export { runsOf } from './answer-desk.ts';
export * from './answer-key.ts';
export * from './answers-agree.ts';
export * from './arms.ts';
export * from './assign-reads.ts';
export * from './confidence-check.ts';
export * from './coverage.ts';
export * from './drawings-agree.ts';
export * from './drawn-masks.ts';
export * from './drawn-runs.ts';
export * from './drift-chart.ts';
export * from './exam.ts';
export * from './export-readings.ts';
export * from './fatigue.ts';
export * from './gold-outcome.ts';
export * from './instruction-arms.ts';
export * from './intra-reader.ts';
export * from './labels-table.ts';
export * from './may-read.ts';
export * from './measured-reads.ts';
export * from './merge-drawings.ts';
export * from './next-task.ts';
export * from './plan-reading.ts';
export * from './progress-of-columns.ts';
export * from './reader-order.ts';
export * from './reader-standing.ts';
export * from './readings-of-columns.ts';
export * from './readings-table.ts';
export * from './replay.ts';
export {
  labelReads,
  pendingRereads,
  type RereadBy,
  type RereadRequest,
  rereaders,
} from './reread.ts';
export { type SequentialState, sequentialTest, suspensionChance } from './sequential-test.ts';
export * from './sitting.ts';
export * from './stratified-order.ts';
export * from './study-progress.ts';
export * from './suspend-reader.ts';
export * from './training.ts';
