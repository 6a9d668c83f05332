/** Cluster or group ids mapped to 0, 1, 2, ... in order of first appearance. */
export interface DenseCodes {
  /** One code per row. */
  readonly codes: Int32Array;
  /** How many distinct ids there are. */
  readonly count: number;
}

/**
 * Maps arbitrary ids to consecutive codes.
 *
 * @param ids one id per row (numbers or text)
 */
export function denseCodes(ids: ArrayLike<number | string>): DenseCodes {
  if (ids instanceof Int32Array) return denseNumbers(ids);
  const seen = new Map<number | string, number>();
  const codes = new Int32Array(ids.length);
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    let code = seen.get(id);
    if (code === undefined) {
      code = seen.size;
      seen.set(id, code);
    }
    codes[i] = code;
  }
  return { codes, count: seen.size };
}

/** Codes of whole numbers: looked up in an array where they are no larger than a few times their number. */
function denseNumbers(ids: Int32Array): DenseCodes {
  let largest = -1;
  let smallest = 0;
  for (let i = 0; i < ids.length; i++) {
    largest = Math.max(largest, ids[i]!);
    smallest = Math.min(smallest, ids[i]!);
  }
  if (smallest < 0 || largest > 16 * ids.length + 1024) return denseCodes(Array.from(ids));
  const place = new Int32Array(largest + 1);
  const codes = new Int32Array(ids.length);
  let count = 0;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    // Places are kept one too large, so that 0 means not seen.
    if (place[id] === 0) place[id] = ++count;
    codes[i] = place[id]! - 1;
  }
  return { codes, count };
}
