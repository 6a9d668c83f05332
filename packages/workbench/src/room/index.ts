export { type AuditCells, type AuditCellsPrediction, auditCells } from './audit-cells.ts';
export type { RoomCaseLabel } from './case-labels.ts';
export * from './room-statistics.ts';
export * from './room-table.ts';
export { type SafeCell, safeCsv, safeText } from './safe-csv.ts';
