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
