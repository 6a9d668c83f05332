import { mean } from '@equipoise/stats';

/** What the readers of a version reach. */
export interface ReaderValues {
  /** Those who have a value, in the order asked for. */
  readonly readers: readonly number[];
  /** Mean of each reader. */
  readonly values: Float64Array;
  /**
   * What each reader adds to the mean of all: the value itself, or where values rest on other readers too, the part
   * of the reader. Their mean is the mean of the values.
   */
  readonly parts: Float64Array;
}

/** A figure of readers under versions of the instructions. */
export interface VersionMeasure {
  /** The values of some readers under a version; for agreement among these alone. */
  readonly of: (version: number, readers: readonly number[]) => ReaderValues;
  /** Cases of a reader under a version that enter. */
  readonly casesOf: (version: number, reader: number) => readonly number[];
}

/** One reading with its quality. */
export interface QualityReading {
  readonly version: number;
  readonly reader: number;
  readonly caseIndex: number;
  readonly value: number;
}

/** How far readers agree in pairs under each version, summed over the cases that both answered. */
export interface PairTable {
  readonly readerCount: number;
  /** For each version readers by readers: sums of agreement, filled on both sides of the diagonal. */
  readonly sums: readonly Float64Array[];
  readonly counts: readonly Int32Array[];
  /** For each version and reader the cases with another reader. */
  readonly cases: readonly (readonly Set<number>[])[];
}

/** An empty table of pairs. */
export function pairTable(versionCount: number, readerCount: number): PairTable {
  const each = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
  return {
    readerCount,
    sums: each(versionCount, () => new Float64Array(readerCount * readerCount)),
    counts: each(versionCount, () => new Int32Array(readerCount * readerCount)),
    cases: each(versionCount, () => each(readerCount, () => new Set<number>())),
  };
}

/** Adds how far two readers agree on a case. */
export function addPair(
  table: PairTable,
  version: number,
  [first, second]: readonly [number, number],
  caseIndex: number,
  value: number,
): void {
  for (const [one, other] of [
    [first, second],
    [second, first],
  ] as const) {
    table.sums[version]![one * table.readerCount + other]! += value;
    table.counts[version]![one * table.readerCount + other]!++;
    table.cases[version]![one]!.add(caseIndex);
  }
}

/**
 * A quality of each reading, such as Dice with a reference mask: a reader's value is the mean over the reader's cases.
 *
 * @param readings in an order that does not depend on the file, so that sums come out the same
 */
export function qualityMeasure(readings: readonly QualityReading[]): VersionMeasure {
  const rows = new Map<number, Map<number, QualityReading[]>>();
  for (const reading of readings) {
    const ofVersion = rows.get(reading.version) ?? new Map<number, QualityReading[]>();
    rows.set(reading.version, ofVersion);
    const own = ofVersion.get(reading.reader) ?? [];
    ofVersion.set(reading.reader, own);
    own.push(reading);
  }
  const rowsOf = (version: number, reader: number): readonly QualityReading[] =>
    rows.get(version)?.get(reader) ?? [];
  return {
    of(version, readers) {
      const known = readers.filter((reader) => rowsOf(version, reader).length > 0);
      const values = Float64Array.from(known, (reader) =>
        mean(rowsOf(version, reader).map(({ value }) => value)),
      );
      return { readers: known, values, parts: values };
    },
    casesOf: (version, reader) => rowsOf(version, reader).map(({ caseIndex }) => caseIndex),
  };
}

/**
 * Agreement of each reader with the other readers of the same version: the mean over these of the mean over the cases
 * that both answered. Every pair enters twice, so that the values of readers are not independent; what a reader adds is
 * therefore found by leaving the reader out, which makes the variance of the mean that of the jackknife.
 *
 * @see Arvesen 1969, doi:10.1214/aoms/1177697287 (jackknife of U-statistics)
 */
export function agreementMeasure(table: PairTable): VersionMeasure {
  return {
    of: (version, readers) => agreementAmong(table, version, readers),
    casesOf: (version, reader) => [...table.cases[version]![reader]!],
  };
}

function agreementAmong(
  { readerCount, sums, counts }: PairTable,
  version: number,
  readers: readonly number[],
): ReaderValues {
  const n = readers.length;
  // Mean agreement of each pair over its cases; NaN where they share none.
  const agreement = new Float64Array(n * n);
  const rowSum = new Float64Array(n);
  const rowCount = new Int32Array(n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const at = readers[i]! * readerCount + readers[j]!;
      const count = counts[version]![at]!;
      agreement[i * n + j] = count > 0 ? sums[version]![at]! / count : Number.NaN;
      if (count === 0) continue;
      rowSum[i]! += agreement[i * n + j]!;
      rowCount[i]!++;
    }
  const known = [...readers.keys()].filter((at) => rowCount[at]! > 0);
  const values = Float64Array.from(known, (at) => rowSum[at]! / rowCount[at]!);
  if (known.length === 0) return { readers: [], values, parts: values };
  const all = mean(values);
  const without = known.map((left) => {
    let sum = 0;
    let count = 0;
    for (const at of known) {
      const shared = agreement[at * n + left]!;
      const others = rowCount[at]! - (Number.isNaN(shared) ? 0 : 1);
      if (at === left || others === 0) continue;
      sum += (rowSum[at]! - (Number.isNaN(shared) ? 0 : shared)) / others;
      count++;
    }
    return count > 0 ? sum / count : all;
  });
  const middle = mean(without);
  return {
    readers: known.map((at) => readers[at]!),
    values,
    parts: Float64Array.from(without, (one) => all + (known.length - 1) * (middle - one)),
  };
}
