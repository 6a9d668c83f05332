export {
  type Adapter,
  type AdapterResult,
  defineAdapter,
  type FileHeaders,
  headersOf,
  type ProposedRoles,
  type ProposedTask,
  type Recognition,
} from './adapters/adapter.ts';
export { adapters, recogniseFiles } from './adapters/catalog.ts';
export { type AgesResult, isDicomAgeColumn, parseDicomAge, readAges } from './ages.ts';
export { type Attribute, makeAttribute, maxPlainLevels, missingLevel } from './attribute.ts';
export { type BinDeclaration, binOf, declareBins, parseBins } from './bins.ts';
export {
  cellText,
  findColumn,
  numberColumn,
  takeRows,
  textColumn,
  toTextColumn,
} from './columns.ts';
export { type AdapterFixture, checkAdapter } from './contract.ts';
export {
  type DatasetError,
  type DatasetErrorCode,
  datasetErrors,
  isDatasetError,
  type Where,
} from './errors.ts';
export { requireIds, requireUniqueIds } from './ids.ts';
export type { TextEncoding } from './intake/encoding.ts';
export { type JoinKey, type JoinResult, joinTables, recode } from './join.ts';
export {
  duplicateIds,
  duplicateRows,
  type PatientOverlap,
  patientOverlap,
  type Repeats,
} from './leakage.ts';
export { isIdName } from './names.ts';
export * from './phantom/attributes.ts';
export * from './phantom/csv.ts';
export * from './phantom/flaws.ts';
export * from './phantom/make-phantom.ts';
export * from './phantom/options.ts';
export * from './phantom/phantom.ts';
export * from './phantom/scenarios.ts';
export * from './phantom/truth.ts';
export { type ColumnProfile, profileColumn, profileTable } from './profile.ts';
export { type ReadTableOptions, type TableFormat, tableFormats } from './read-options.ts';
export * from './readings/index.ts';
export { type Role, type RoleSuggestion, suggestRoles } from './roles.ts';
export type { Column, IntakeNote, NumberColumn, Table, TextColumn } from './table.ts';
