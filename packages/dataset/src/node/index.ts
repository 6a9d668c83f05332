export { hashFile } from './hash-file.ts';
export { type Inspection, inspectTable } from './inspect-table.ts';
export { readTable } from './read-table.ts';
export { type ParquetColumn, parquetBytes } from './write-parquet.ts';
