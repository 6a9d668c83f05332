export { type AuditCells, type AuditCellsPrediction, auditCells } from './audit-cells.ts';
export type { RoomCaseLabel } from './case-labels.ts';
export { type CroissantFile, type CroissantTable, croissantOf } from './croissant.ts';
export type { DrawnCase, DrawnStudy } from './drawn-source.ts';
export * from './drawn-statistics.ts';
export {
  drawnInstructions,
  type RoomVersions,
  studyInstructions,
} from './instructions-statistics.ts';
export { labelProvenance } from './provenance.ts';
export type { OnProgress, RoomAnalysis, RoomConsensus } from './room-options.ts';
export * from './room-statistics.ts';
export * from './room-table.ts';
export { type SafeCell, safeCsv, safeText } from './safe-csv.ts';
