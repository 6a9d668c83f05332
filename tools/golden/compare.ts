/** How far a number may be from the wanted one: |got - want| <= abs + rel |want|. */
export interface Tolerance {
  readonly abs: number;
  readonly rel: number;
}

/** One disagreement: where, and what was wanted and got. */
export interface Mismatch {
  readonly path: string;
  readonly want: unknown;
  readonly got: unknown;
}

/** What a `fn` needs beyond the plain recursive comparison. */
export interface CompareRules {
  /** A reason is compared as text only where the case says so. */
  readonly reasonIsText: boolean;
}

const NUMBERS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/**
 * Turns the strings "NaN", "Infinity" and "-Infinity" into numbers, through arrays and objects.
 *
 * @param value parsed JSON
 */
export function decode(value: unknown): unknown {
  if (typeof value === 'string') return value in NUMBERS ? NUMBERS[value] : value;
  if (Array.isArray(value)) return value.map(decode);
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, decode(entry)]));
  return value;
}

/**
 * Compares a result with the expected fields: only keys of `want` are looked at, "any" passes everything, null
 * wants null or nothing, numbers use the tolerance, everything else is exact.
 *
 * @param want decoded expected value
 * @param got the result
 * @param tolerance of numbers
 * @param rules what the case asks beyond that
 * @param path where in the result, for the message
 * @returns every disagreement, empty when all agrees
 */
export function compare(
  want: unknown,
  got: unknown,
  tolerance: Tolerance,
  rules: CompareRules,
  path = '',
): Mismatch[] {
  if (want === 'any') return [];
  const miss = [{ path: path || '.', want, got }];
  if (want === null) return isAbsent(got) ? [] : miss;
  if (typeof want === 'number') return sameNumber(want, got, tolerance) ? [] : miss;
  if (typeof want === 'string') {
    const free = path.endsWith('reason') && !rules.reasonIsText;
    return want === got || (free && typeof got === 'string' && got !== '') ? [] : miss;
  }
  if (Array.isArray(want)) {
    const list = asArray(got);
    if (!list || list.length !== want.length) return miss;
    return want.flatMap((entry, i) => compare(entry, list[i], tolerance, rules, `${path}[${i}]`));
  }
  if (typeof want === 'object') {
    if (got === null || typeof got !== 'object') return miss;
    const fields = got as Readonly<Record<string, unknown>>;
    return Object.entries(want).flatMap(([key, entry]) =>
      compare(entry, fields[key], tolerance, rules, path === '' ? key : `${path}.${key}`),
    );
  }
  return want === got ? [] : miss;
}

/** Null, nothing, or an interval of which neither end exists. */
function isAbsent(got: unknown): boolean {
  if (got === null || got === undefined) return true;
  return Array.isArray(got) && got.length > 0 && got.every((entry) => entry === null);
}

function asArray(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  if (ArrayBuffer.isView(value) && 'length' in value)
    return Array.from(value as unknown as ArrayLike<unknown>);
  return null;
}

function sameNumber(want: number, got: unknown, tolerance: Tolerance): boolean {
  if (typeof got !== 'number') return false;
  if (Number.isNaN(want)) return Number.isNaN(got);
  if (!Number.isFinite(want)) return got === want;
  return Math.abs(got - want) <= tolerance.abs + tolerance.rel * Math.abs(want);
}
