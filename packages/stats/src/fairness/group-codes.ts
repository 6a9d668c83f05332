/** Groups as small whole numbers with their labels. */
export interface GroupCodes {
  /** Group of each row, a place in `labels`. */
  readonly codes: Int32Array;
  /** Labels ascending by code point; the missing group, when there is one, is last. */
  readonly labels: readonly string[];
  /** Place of the group of rows without a value, -1 when every row has one. */
  readonly missingCode: number;
}

/** Label of the group of rows without a recorded value; apart from a recorded "unknown". */
export const MISSING_GROUP = '(missing)';

/**
 * Order of two labels by code point, never by locale.
 *
 * @returns below 0, 0 or above 0
 */
export function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      // Surrogates stand for code points above every other unit.
      const isHighX = x >= 0xd800 && x <= 0xdfff;
      const isHighY = y >= 0xd800 && y <= 0xdfff;
      if (isHighX !== isHighY) return isHighX ? 1 : -1;
      return x - y;
    }
  }
  return a.length - b.length;
}

/**
 * Codes group labels; rows without a value become a group of their own and are never dropped.
 *
 * @param values one label per row, null or undefined where missing
 */
export function encodeGroups(
  values: ArrayLike<string | number | boolean | null | undefined>,
): GroupCodes {
  const seen = new Map<string, number>();
  const codes = new Int32Array(values.length);
  let missing = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === null || value === undefined) {
      codes[i] = -1;
      missing++;
      continue;
    }
    const label = String(value);
    let code = seen.get(label);
    if (code === undefined) {
      code = seen.size;
      seen.set(label, code);
    }
    codes[i] = code;
  }
  const found = [...seen.keys()];
  const labels = found.slice().sort(compareCodePoints);
  const place = new Map(labels.map((label, i) => [label, i]));
  const renumber = found.map((label) => place.get(label) ?? -1);
  const missingCode = missing > 0 ? labels.length : -1;
  for (let i = 0; i < codes.length; i++) {
    codes[i] = codes[i] === -1 ? missingCode : renumber[codes[i]!]!;
  }
  if (missing > 0) labels.push(MISSING_GROUP);
  return { codes, labels, missingCode };
}
