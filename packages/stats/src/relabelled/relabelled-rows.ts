import { type EntryLayout, layOutEntries } from '../engine/entries.ts';
import { argsort } from '../special/argsort.ts';

/** Rows whose labels change while all else stays. */
export interface RelabelledRows {
  readonly rowCount: number;
  readonly patientCount: number;
  /** row -> 0 to patientCount-1 */
  readonly patient: Int32Array;
  /** row -> score, larger means more likely positive; null without one */
  readonly score: Float64Array | null;
  /** row -> 1 where called positive; null without an operating point */
  readonly decision: Uint8Array | null;
  /** row -> level, -1 where the row belongs to none */
  readonly attributes: readonly { readonly codes: Int32Array; readonly levelCount: number }[];
}

/** One way to part the rows: everyone, or the levels of an attribute. */
export interface Partition {
  readonly levelCount: number;
  /** row -> level, -1 where none */
  readonly codes: Int32Array;
  /** patient × level pairs, patient by patient */
  readonly layout: EntryLayout;
  /** whether some patient has rows in several levels */
  readonly varies: boolean;
  /** the rows in ascending score; null without scores */
  readonly sorted: SortedCells | null;
}

/** Level and entry of each row in ascending score. */
export interface SortedCells {
  readonly codes: Int32Array;
  readonly entry: Int32Array;
}

/** Rows in ascending score. */
export interface ScoreOrder {
  readonly order: Uint32Array;
  readonly patient: Int32Array;
  /** start, end, start, end ...: rows with equal scores */
  readonly ties: Int32Array;
}

/**
 * Everyone as one level, then each attribute.
 *
 * @param rows what stays from draw to draw
 */
export function partitionsOf(rows: RelabelledRows): {
  readonly order: ScoreOrder | null;
  readonly partitions: readonly Partition[];
} {
  const order = rows.score === null ? null : orderOf(rows, rows.score);
  const everyone = { codes: new Int32Array(rows.rowCount), levelCount: 1 };
  const partitions = [everyone, ...rows.attributes].map(({ codes, levelCount }): Partition => {
    const layout = layOutEntries(rows.patient, codes, rows.patientCount);
    const { entryPatient, rowEntry } = layout;
    let varies = false;
    for (let e = 1; e < entryPatient.length; e++) {
      if (entryPatient[e] === entryPatient[e - 1]) varies = true;
    }
    const sorted =
      order === null
        ? null
        : { codes: codesAt(codes, order.order), entry: codesAt(rowEntry, order.order) };
    return { levelCount, codes, layout, varies, sorted };
  });
  return { order, partitions };
}

function orderOf(rows: RelabelledRows, score: Float64Array): ScoreOrder {
  const order = argsort(score);
  const ties: number[] = [];
  for (let i = 0; i < order.length; ) {
    let j = i + 1;
    while (j < order.length && score[order[j]!] === score[order[i]!]) j++;
    if (j - i > 1) ties.push(i, j);
    i = j;
  }
  return { order, patient: codesAt(rows.patient, order), ties: Int32Array.from(ties) };
}

function codesAt(values: Int32Array, order: Uint32Array): Int32Array {
  const out = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) out[i] = values[order[i]!]!;
  return out;
}
