import { type BinDeclaration, binOf } from './bins.ts';
import { toTextColumn } from './columns.ts';
import { fail } from './errors.ts';
import type { Column } from './table.ts';

/** The level of blank cells, apart from any recorded 'unknown'. */
export const missingLevel = '(missing)';

/** An attribute with more levels than this is listed as id-like and not audited unless asked. */
export const maxPlainLevels = 50;

/** A column as groups: every row belongs to exactly one level. */
export interface Attribute {
  readonly name: string;
  /** Names of the levels, in the order to print. The missing level, when there is one, comes last. */
  readonly levels: readonly string[];
  /** Level of each row, 0 to levels.length − 1. */
  readonly codes: Int32Array;
  /** Index of the missing level; −1 when no cell is blank. */
  readonly missingCode: number;
  /** Where the attribute comes from: the file's base name, and the bins when it was cut. */
  readonly source: string;
  /** True when the order of the levels carries meaning: bins, or whole numbers. */
  readonly ordered: boolean;
  /** True above {@link maxPlainLevels} levels: more likely an id than an attribute. */
  readonly isIdLike: boolean;
}

/**
 * Makes groups of a column. Groups in = groups out: no level is dropped or merged, a blank cell is a level
 * of its own.
 *
 * @param column any column
 * @param options `source`: base name of the file; `bins`: cut a number column; `order`: levels in the order to print, others follow
 * @returns the attribute; with bins, the outermost two levels are listed only when a row falls there
 * @throws dataset/not-a-number when bins are declared for a text column
 */
export function makeAttribute(
  column: Column,
  options: {
    readonly source: string;
    readonly bins?: BinDeclaration | undefined;
    readonly order?: readonly string[] | undefined;
  },
): Attribute {
  const { source, bins, order } = options;
  if (bins !== undefined) return binned(column, bins, source);
  const text = toTextColumn(column);
  const ranked = rankLevels(column, text.values, order);
  const position = new Int32Array(text.values.length);
  ranked.forEach((code, index) => {
    position[code] = index;
  });
  const levels = ranked.map((code) => plainName(text.values[code]!));
  const codes = text.codes.map((code) => (code < 0 ? -1 : position[code]!));
  const isOrdered = order !== undefined || (column.kind === 'number' && levels.length > 2);
  return withMissing(column.name, levels, codes, source, isOrdered);
}

function binned(column: Column, bins: BinDeclaration, source: string): Attribute {
  if (column.kind !== 'number') {
    return fail(
      'dataset/not-a-number',
      'bins are declared, but the column holds text.',
      'Bins need numbers; convert the column or drop its bins.',
      { file: source, column: column.name },
    );
  }
  const raw = new Int32Array(column.data.length);
  const counts = new Int32Array(bins.levels.length);
  for (let row = 0; row < raw.length; row += 1) {
    const bin = column.blank[row] === 1 ? -1 : binOf(bins, column.data[row]!);
    raw[row] = bin;
    if (bin >= 0) counts[bin] = counts[bin]! + 1;
  }
  const last = bins.levels.length - 1;
  const first = counts[0] === 0 ? 1 : 0;
  const stop = counts[last] === 0 ? last : last + 1;
  const levels = bins.levels.slice(first, stop);
  const codes = raw.map((bin) => (bin < 0 ? -1 : bin - first));
  const told = `${source}, bins ${bins.closed === 'left' ? '[a,b)' : '(a,b]'}`;
  return withMissing(column.name, levels, codes, told, true);
}

function withMissing(
  name: string,
  levels: readonly string[],
  codes: Int32Array,
  source: string,
  ordered: boolean,
): Attribute {
  const hasMissing = codes.includes(-1);
  const missingCode = hasMissing ? levels.length : -1;
  return {
    name,
    levels: hasMissing ? [...levels, missingLevel] : levels,
    codes: hasMissing ? codes.map((code) => (code < 0 ? missingCode : code)) : codes,
    missingCode,
    source,
    ordered,
    isIdLike: levels.length > maxPlainLevels,
  };
}

/** Codes in printing order: the declared ones first, then numbers by size, texts by their code units. */
function rankLevels(
  column: Column,
  values: readonly string[],
  order: readonly string[] | undefined,
): number[] {
  const place = new Map((order ?? []).map((level, index) => [level, index]));
  const size = column.kind === 'number' ? values.map(Number) : null;
  return values
    .map((_, code) => code)
    .sort((a, b) => {
      const placeA = place.get(values[a]!) ?? Number.MAX_SAFE_INTEGER;
      const placeB = place.get(values[b]!) ?? Number.MAX_SAFE_INTEGER;
      if (placeA !== placeB) return placeA - placeB;
      if (size !== null) return size[a]! < size[b]! ? -1 : size[a]! > size[b]! ? 1 : 0;
      return values[a]! < values[b]! ? -1 : 1;
    });
}

/** A recorded text that looks like our missing level keeps apart from it. */
function plainName(value: string): string {
  return value === missingLevel ? `${missingLevel} as recorded` : value;
}
