import { type EntryLayout, referencePairs } from './entries.ts';
import type { MomentTable } from './plan.ts';

/** Rows of one grouping as the moment tables need them. */
export interface MomentRows {
  readonly rowCount: number;
  readonly patient: Int32Array;
  readonly label: Uint8Array;
  /** row -> 1 where called positive; null without an operating point */
  readonly decision: Uint8Array | null;
  /** row × dimension */
  readonly vector: Float64Array;
  readonly dimension: number;
}

/** Numbers distinct vectors; equal vectors of a slice get the same number. */
class VectorIndex {
  private readonly next: Map<number, number>[] = [];
  private count = 0;
  private readonly dimension: number;
  constructor(dimension: number) {
    this.dimension = dimension;
    for (let d = 0; d < dimension; d++) this.next.push(new Map());
  }
  of(vector: Float64Array, at: number): number {
    let node = 0;
    for (let d = 0; d < this.dimension; d++) {
      // Node numbers stay below the number of vectors, values below 2^20 for counts: one exact key.
      const key = node * 1048576 + vector[at + d]!;
      const found = this.next[d]!.get(key);
      if (found === undefined) {
        const fresh = ++this.count;
        this.next[d]!.set(key, fresh);
        node = fresh;
      } else node = found;
    }
    return node;
  }
}

function isCounting(vector: Float64Array): boolean {
  for (let i = 0; i < vector.length; i++) {
    const v = vector[i]!;
    if (!(v >= 0 && v < 1048576) || v !== Math.floor(v)) return false;
  }
  return true;
}

/** What tells one table from another. */
export interface TableRequest {
  readonly rows: MomentRows;
  readonly layout: EntryLayout;
  readonly levelCount: number;
  readonly patientCount: number;
  /** whether some patient has several levels */
  readonly varies: boolean;
  readonly reference: number;
}

/**
 * Builds the table of one attribute and one family: totals per patient × level, patterns stored once.
 *
 * @param request rows, layout and attribute
 */
export function buildMomentTable(request: TableRequest): MomentTable {
  const { rows, layout, levelCount, patientCount, varies } = request;
  const { dimension } = rows;
  const { entryPatient, entryLevel, rowEntry } = layout;
  const entries = entryPatient.length;
  const own = new Float64Array(entries * dimension);
  const feeds = new Uint8Array(entries);
  for (let i = 0; i < rows.rowCount; i++) {
    const e = rowEntry[i]!;
    if (e < 0) continue;
    for (let d = 0; d < dimension; d++) {
      own[e * dimension + d] = own[e * dimension + d]! + rows.vector[i * dimension + d]!;
    }
    feeds[e] = feeds[e]! | feedsOf(rows, i);
  }
  if (!varies) return dedupe(own, null, feeds, entryPatient, entryLevel, levelCount, dimension);
  const total = new Float64Array(patientCount * dimension);
  for (let e = 0; e < entries; e++) {
    const at = entryPatient[e]! * dimension;
    for (let d = 0; d < dimension; d++) total[at + d] = total[at + d]! + own[e * dimension + d]!;
  }
  const rest = new Float64Array(entries * dimension);
  for (let e = 0; e < entries; e++) {
    const single = isSingle(entryPatient, e);
    const at = entryPatient[e]! * dimension;
    for (let d = 0; d < dimension; d++) {
      rest[e * dimension + d] = single ? 0 : total[at + d]! - own[e * dimension + d]!;
    }
  }
  const table = dedupe(own, rest, feeds, entryPatient, entryLevel, levelCount, dimension);
  const everyone = sumOverLevels(total, feeds, entryPatient, patientCount, dimension);
  return { ...table, total: everyone, ...referencePairs(layout, request.reference) };
}

function isSingle(entryPatient: Int32Array, e: number): boolean {
  return entryPatient[e - 1] !== entryPatient[e] && entryPatient[e + 1] !== entryPatient[e];
}

function feedsOf(rows: MomentRows, i: number): number {
  const byLabel = rows.label[i] === 1 ? 1 : 2;
  if (rows.decision === null) return byLabel;
  return byLabel | (rows.decision[i] === 1 ? 4 : 8);
}

function sumOverLevels(
  total: Float64Array,
  feeds: Uint8Array,
  entryPatient: Int32Array,
  patientCount: number,
  dimension: number,
): MomentTable {
  const all = new Uint8Array(patientCount);
  const present = new Uint8Array(patientCount);
  for (let e = 0; e < entryPatient.length; e++) {
    const p = entryPatient[e]!;
    all[p] = all[p]! | feeds[e]!;
    present[p] = 1;
  }
  let count = 0;
  for (let p = 0; p < patientCount; p++) count += present[p]!;
  const patients = new Int32Array(count);
  const vector = new Float64Array(count * dimension);
  const fed = new Uint8Array(count);
  for (let p = 0, at = 0; p < patientCount; p++) {
    if (present[p] === 0) continue;
    patients[at] = p;
    fed[at] = all[p]!;
    vector.set(total.subarray(p * dimension, (p + 1) * dimension), at * dimension);
    at++;
  }
  return dedupe(vector, null, fed, patients, new Int32Array(count), 1, dimension);
}

function dedupe(
  own: Float64Array,
  rest: Float64Array | null,
  feeds: Uint8Array,
  entryPatient: Int32Array,
  entryLevel: Int32Array,
  levelCount: number,
  dimension: number,
): MomentTable {
  const entries = entryPatient.length;
  const entryPattern = new Int32Array(entries);
  const patternEntry: number[] = [];
  if (isCounting(own) && (rest === null || isCounting(rest))) {
    const ownIndex = new VectorIndex(dimension);
    const restIndex = new VectorIndex(dimension);
    const seen = new Map<string | number, number>();
    for (let e = 0; e < entries; e++) {
      const a = ownIndex.of(own, e * dimension) * levelCount + entryLevel[e]!;
      const b = rest === null ? 0 : restIndex.of(rest, e * dimension);
      const key = (a * 16 + feeds[e]!) * 65536 + b;
      const safe = b < 65536 && key < Number.MAX_SAFE_INTEGER ? key : `${a} ${feeds[e]} ${b}`;
      let pattern = seen.get(safe);
      if (pattern === undefined) {
        pattern = patternEntry.length;
        seen.set(safe, pattern);
        patternEntry.push(e);
      }
      entryPattern[e] = pattern;
    }
  } else {
    for (let e = 0; e < entries; e++) {
      entryPattern[e] = e;
      patternEntry.push(e);
    }
  }
  const count = patternEntry.length;
  const vector = new Float64Array(count * dimension);
  const restVector = rest === null ? null : new Float64Array(count * dimension);
  const patternLevel = new Int32Array(count);
  const patternFeeds = new Uint8Array(count);
  for (let q = 0; q < count; q++) {
    const e = patternEntry[q]!;
    vector.set(own.subarray(e * dimension, (e + 1) * dimension), q * dimension);
    if (rest !== null && restVector !== null) {
      restVector.set(rest.subarray(e * dimension, (e + 1) * dimension), q * dimension);
    }
    patternLevel[q] = entryLevel[e]!;
    patternFeeds[q] = feeds[e]!;
  }
  return {
    levelCount,
    entryPatient,
    entryPattern,
    entryLevel,
    patternLevel,
    vector,
    rest: restVector,
    feeds: patternFeeds,
    total: null,
    referenceLeft: null,
    referenceRight: null,
  };
}
