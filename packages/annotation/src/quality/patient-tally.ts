import {
  type ClusteredProportion,
  clusteredProportionFromCounts,
  denseCodes,
} from '@equipoise/stats';

/**
 * Rows put into buckets by a code, order kept.
 *
 * @param rows row numbers
 * @param codes code of every row; rows of codes outside 0 to count - 1 fall out
 * @param count buckets
 * @returns rows of a bucket
 */
export function bucketed(
  rows: Int32Array,
  codes: ArrayLike<number>,
  count: number,
): (code: number) => Int32Array {
  const starts = new Int32Array(count + 1);
  for (let n = 0; n < rows.length; n++) {
    const code = codes[rows[n]!]!;
    if (code >= 0 && code < count) starts[code + 1]!++;
  }
  for (let c = 0; c < count; c++) starts[c + 1]! += starts[c]!;
  const place = starts.slice(0, count);
  const out = new Int32Array(starts[count]!);
  for (let n = 0; n < rows.length; n++) {
    const code = codes[rows[n]!]!;
    if (code >= 0 && code < count) out[place[code]!++] = rows[n]!;
  }
  return (code) => out.subarray(starts[code]!, starts[code + 1]!);
}

/** Codes that index an array: the given ones where they do already. */
function patientCodes(patients: ArrayLike<number | string>): {
  readonly codes: Int32Array;
  readonly count: number;
} {
  if (!(patients instanceof Int32Array)) return denseCodes(patients);
  let least = 0;
  let most = -1;
  for (let i = 0; i < patients.length; i++) {
    least = Math.min(least, patients[i]!);
    most = Math.max(most, patients[i]!);
  }
  const isDense = least >= 0 && most < 8 * patients.length + 1024;
  return isDense ? { codes: patients, count: most + 1 } : denseCodes(patients);
}

/** Rows that are counted: those of all groups but two. */
interface Side {
  readonly groups: ArrayLike<number>;
  readonly group: number;
  readonly missing: number;
}

/**
 * Counts wrong labels by patient, patients in the order in which they come, and makes a proportion of it.
 *
 * @param patients code per row; every row is a patient of its own when there are none
 * @param isWrong 1 a row whose label is wrong
 * @returns a function of rows, confidence level and, for a part of the rows, which
 */
export function makeTally(
  patients: ArrayLike<number | string> | undefined,
  isWrong: Uint8Array,
): (rows: Int32Array, level: number, side?: Side) => ClusteredProportion {
  const coded = patients === undefined ? null : patientCodes(patients);
  const count = coded?.count ?? isWrong.length;
  const placeOf = new Int32Array(count).fill(-1);
  /** Rows and wrong labels of the patient at each place, side by side. */
  const counts = new Int32Array(2 * count);
  const come = new Int32Array(count);
  const add = (row: number, clusters: number): number => {
    const patient = coded === null ? row : coded.codes[row]!;
    let place = placeOf[patient]!;
    if (place < 0) {
      place = clusters;
      placeOf[patient] = place;
      come[place] = patient;
      counts[2 * place] = 0;
      counts[2 * place + 1] = 0;
    }
    counts[2 * place] = counts[2 * place]! + 1;
    counts[2 * place + 1] = counts[2 * place + 1]! + isWrong[row]!;
    return place === clusters ? clusters + 1 : clusters;
  };
  return (rows, level, side) => {
    let clusters = 0;
    if (side === undefined)
      for (let n = 0; n < rows.length; n++) clusters = add(rows[n]!, clusters);
    else {
      const { groups, group, missing } = side;
      for (let n = 0; n < rows.length; n++) {
        const code = groups[rows[n]!]!;
        if (code === group || code === missing) continue;
        clusters = add(rows[n]!, clusters);
      }
    }
    const sizes = new Float64Array(clusters);
    const hits = new Float64Array(clusters);
    for (let place = 0; place < clusters; place++) {
      sizes[place] = counts[2 * place]!;
      hits[place] = counts[2 * place + 1]!;
      placeOf[come[place]!] = -1;
    }
    return clusteredProportionFromCounts(hits, sizes, level);
  };
}
