import {
  type BinDeclaration,
  type Column,
  declareBins,
  isDicomAgeColumn,
  makeAttribute,
  type NumberColumn,
  parseBins,
  readAges,
  toTextColumn,
} from '@equipoise/dataset';
import type { Attribute, Declared } from '@equipoise/domain';
import { fail } from '../errors.ts';
import { nearNames } from '../protocol/near-names.ts';
import type { ResolvedProtocol } from '../protocol/resolved-protocol.ts';
import { isAgeName, type WantedAttribute, wantedAttributes } from './attribute-roles.ts';
import type { Cases } from './cases.ts';
import { asNumbers, findColumn } from './columns.ts';
import { countDistinct, defaultAgeEdges, maxPlainNumbers, quartileBins } from './default-bins.ts';
import type { Warning } from './warnings.ts';

/** The attributes of a study, and those that were listed but not audited. */
export interface BuiltAttributes {
  readonly attributes: readonly Attribute[];
  readonly declared: Declared['attributes'];
  readonly warnings: readonly Warning[];
}

interface Cut {
  readonly bins: BinDeclaration;
  readonly note: string;
}

function declaredBins(
  protocol: ResolvedProtocol,
  wanted: readonly WantedAttribute[],
): Map<string, BinDeclaration> {
  const bins = new Map<string, BinDeclaration>();
  for (const text of protocol.bins) {
    const declaration = parseBins(text);
    if (!wanted.some((one) => one.name === declaration.attribute)) {
      const near = nearNames(
        declaration.attribute,
        wanted.map((one) => one.name),
      );
      fail(
        'workbench/unknown-group',
        `--bins names "${declaration.attribute}", which is not among the attributes to audit.`,
        near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Name it in --group as well.',
      );
    }
    bins.set(declaration.attribute, declaration);
  }
  return bins;
}

/** The number behind an attribute, where there is one to be cut. */
function numbersOf(
  column: Column,
  cases: Cases,
  hasBins: boolean,
  warnings: Warning[],
): NumberColumn | null {
  const isAge = isAgeName(column.name);
  if (isDicomAgeColumn(column) || (isAge && asNumbers(column).badCount === 0)) {
    const read = readAges(column, { file: cases.table.name, firstRow: cases.table.firstRow });
    for (const note of read.notes) warnings.push({ code: note.code, sentence: note.message });
    return read.column;
  }
  if (column.kind === 'number') return column;
  if (!hasBins) return null;
  const read = asNumbers(column);
  if (read.badCount === 0) return read.column;
  return fail(
    'workbench/bad-option',
    `Bins are declared for "${column.name}", which holds text (first in row ${cases.lineOf[read.badRows[0]!]}).`,
    'Drop its bins, or name the text that stands for missing with --missing.',
  );
}

function cutOf(numbers: NumberColumn, declared: BinDeclaration | undefined): Cut | null {
  if (declared !== undefined) return { bins: declared, note: 'bins as declared' };
  if (countDistinct(numbers, maxPlainNumbers) <= maxPlainNumbers) return null;
  if (isAgeName(numbers.name)) {
    return {
      bins: declareBins(numbers.name, defaultAgeEdges, 'left'),
      note: `default bins ${defaultAgeEdges.join(', ')}, not declared`,
    };
  }
  if (numbers.integer && countDistinct(numbers, 50) <= 50 && !isMeasured(numbers)) return null;
  const bins = quartileBins(numbers);
  return bins === null
    ? null
    : { bins, note: `cut at the quartiles of these data (${bins.edges.join(', ')}), not declared` };
}

/** A measured quantity has values that are no whole numbers, or spreads widely. */
function isMeasured(numbers: NumberColumn): boolean {
  let largest = -Infinity;
  for (const value of numbers.data) if (value > largest) largest = value;
  return !numbers.integer || largest > 1000;
}

/**
 * Cuts the columns to audit into levels; every row has one, a missing value is a level of its own.
 *
 * @throws workbench/unknown-column, workbench/unknown-group, workbench/bad-option, dataset/bad-bins
 */
export function buildAttributes(cases: Cases, protocol: ResolvedProtocol): BuiltAttributes {
  const wanted = wantedAttributes(protocol);
  const bins = declaredBins(protocol, wanted);
  const warnings: Warning[] = [];
  const attributes: Attribute[] = [];
  const declared: Declared['attributes'][number][] = [];
  for (const { name, role, isByName } of wanted) {
    const column = findColumn(cases.table, name, `--${role === 'group' ? 'group' : role}`);
    const numbers = numbersOf(column, cases, bins.has(name), warnings);
    const cut = numbers === null ? null : cutOf(numbers, bins.get(name));
    const made = makeAttribute(cut === null ? withoutUnused(column) : numbers!, {
      source: cases.table.name,
      bins: cut?.bins,
    });
    const closedSide = cut === null ? null : cut.bins.closed === 'left' ? '[a,b)' : '(a,b]';
    const isAudited = !made.isIdLike || protocol.auditIdLike;
    if (isByName) {
      warnings.push({
        code: 'role-by-name',
        sentence: `"${name}" is taken for an acquisition field because of its name; --acquisition declares such fields.`,
      });
    }
    if (cut !== null && !bins.has(name)) {
      warnings.push({
        code: 'bins-not-declared',
        sentence: `"${name}" is cut into ${made.levels.join(', ')}: ${cut.note} (--bins '${name}=…').`,
      });
    }
    if (!isAudited) {
      warnings.push({
        code: 'id-like-attribute',
        sentence: `"${name}" has ${made.levels.length} levels: it looks like an id, is listed and not audited (--audit-id-like).${hiddenNumbers(column, cases)}`,
      });
    }
    declared.push({
      name,
      source: made.source,
      // The levels of an id-like column may be ids: only their count is told.
      levels: isAudited ? made.levels : [],
      role: isAudited ? role : 'id-like',
      isOrdered: made.ordered,
      closedSide,
      note: isAudited
        ? (cut?.note ?? null)
        : `${made.levels.length} levels: looks like an id, not audited`,
    });
    if (!isAudited) continue;
    attributes.push({
      name,
      source: made.source,
      levels: made.levels,
      codes: made.codes,
      missingLevel: made.missingCode,
      isOrdered: made.ordered,
      role,
      values: numbers === null ? null : blankToNaN(numbers),
      closedSide,
    });
  }
  checkReference(protocol.reference, attributes);
  return { attributes, declared, warnings };
}

/** Where a column is text only because of a few cells, says where the first of them stands. */
function hiddenNumbers(column: Column, cases: Cases): string {
  if (column.kind === 'number') return '';
  const { badRows, badCount } = asNumbers(column);
  const filled = column.codes.length - column.blankCount;
  if (badCount === 0 || badCount * 2 > filled) return '';
  return ` Most of its cells are numbers, but ${badCount} hold text (first in row ${cases.lineOf[badRows[0]!]}): correct them or name the text with --missing.`;
}

function blankToNaN(numbers: NumberColumn): Float64Array {
  return numbers.blankCount === 0
    ? numbers.data
    : numbers.data.map((value, row) => (numbers.blank[row] === 1 ? Number.NaN : value));
}

/** Drops dictionary entries that no row uses, so that levels are those that are there. */
function withoutUnused(column: Column): Column {
  if (column.kind === 'number') return column;
  const text = toTextColumn(column);
  const used = new Int32Array(text.values.length).fill(-1);
  const values: string[] = [];
  const codes = text.codes.map((code) => {
    if (code < 0) return -1;
    if (used[code]! < 0) used[code] = values.push(text.values[code]!) - 1;
    return used[code]!;
  });
  return { ...text, codes, values };
}

function checkReference(reference: string, attributes: readonly Attribute[]): void {
  if (reference === 'rest' || reference === 'largest' || attributes.length === 0) return;
  const levels = attributes.flatMap((attribute) => attribute.levels);
  if (levels.includes(reference)) return;
  const near = nearNames(reference, levels);
  fail(
    'workbench/unknown-group',
    `--reference "${reference}" is a level of no attribute.`,
    near.length > 0
      ? `Did you mean ${near.join(' or ')}?`
      : 'Use rest, largest or the name of a level.',
  );
}
