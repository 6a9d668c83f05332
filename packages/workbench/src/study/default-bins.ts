import { type BinDeclaration, declareBins, type NumberColumn } from '@equipoise/dataset';
import { quantiles } from '@equipoise/stats';

/** Ages are cut here when nobody says where. */
export const defaultAgeEdges: readonly number[] = [0, 40, 65, 80];

/** A number column with more distinct values than this is cut when nobody declared bins. */
export const maxPlainNumbers = 12;

/** Distinct numbers of a column, counted up to a limit. */
export function countDistinct(column: NumberColumn, limit: number): number {
  const seen = new Set<number>();
  for (let row = 0; row < column.data.length && seen.size <= limit; row++) {
    if (column.blank[row] === 0) seen.add(column.data[row]!);
  }
  return seen.size;
}

function roundedTo(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

/** Cuts at the quartiles of the data, rounded to three digits where that keeps them apart. */
export function quartileBins(column: NumberColumn): BinDeclaration | null {
  const finite = column.data.filter((value) => Number.isFinite(value));
  if (finite.length === 0) return null;
  const raw = quantiles(finite, [0.25, 0.5, 0.75]);
  const edges = [...new Set(raw.map((value) => roundedTo(value, 3)))].sort((a, b) => a - b);
  return edges.length === 0 ? null : declareBins(column.name, edges, 'left');
}
