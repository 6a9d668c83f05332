import type { Table } from '@equipoise/dataset';

/** One model's own table, aligned with the cases. */
export interface ModelPart {
  readonly name: string;
  readonly table: Table;
  /** Case → row of the part's table; −1 where this model has no such case. */
  readonly index: Int32Array;
}

/** One row a case: the columns all models share, and each model's own. */
export interface Cases {
  readonly table: Table;
  readonly parts: readonly ModelPart[];
  /** Where each case stands in a file: number of the file in `files`, and its row there. */
  readonly files: readonly string[];
  readonly fileOf: Uint16Array;
  readonly lineOf: Int32Array;
}

/** The same cases in a new order, or fewer of them. */
export function selectCases(
  cases: Cases,
  keep: Int32Array,
  gather: (table: Table, index: Int32Array) => Table,
): Cases {
  const pick = (from: Int32Array): Int32Array => keep.map((row) => from[row]!);
  return {
    table: gather(cases.table, keep),
    parts: cases.parts.map((part) => ({ ...part, index: pick(part.index) })),
    files: cases.files,
    fileOf: Uint16Array.from(keep, (row) => cases.fileOf[row]!),
    lineOf: pick(cases.lineOf),
  };
}
