export * from './room-statistics.ts';
export * from './room-table.ts';
export { type SafeCell, safeCsv, safeText } from './safe-csv.ts';
