import type { Readings } from '@equipoise/domain';

/**
 * Whether the readers' names merely count the rows of each case: 1, 2, 3, … without a gap in every case, and not
 * the same number of rows everywhere. Such a column numbers annotations and names nobody.
 */
function areRunningNumbers(readings: Readings): boolean {
  const numbers = readings.readerNames.map((name) => (/^\d+$/.test(name) ? Number(name) : -1));
  if (numbers.length < 3 || numbers.some((value) => value < 0)) return false;
  const start = numbers.includes(0) ? 0 : 1;
  const most = new Int32Array(readings.caseCount).fill(-1);
  const seen = Array.from({ length: readings.caseCount }, () => new Set<number>());
  for (const { caseIndex, readerIndex } of readings.questions)
    for (let i = 0; i < caseIndex.length; i++) {
      const value = numbers[readerIndex[i]!]!;
      seen[caseIndex[i]!]!.add(value);
      most[caseIndex[i]!] = Math.max(most[caseIndex[i]!]!, value);
    }
  const sizes = new Set<number>();
  let cases = 0;
  for (let c = 0; c < seen.length; c++) {
    const size = seen[c]!.size;
    if (size === 0) continue;
    if (most[c]! - start + 1 !== size) return false;
    sizes.add(size);
    cases++;
  }
  return cases >= 10 && sizes.size >= 3;
}

/** Whether nearly every name of a reader stands under one reading alone, so that it names the row. */
function areRowNames(readings: Readings): boolean {
  const cases = readings.readerNames.map(() => new Set<number>());
  for (const { caseIndex, readerIndex } of readings.questions)
    for (let i = 0; i < caseIndex.length; i++) cases[readerIndex[i]!]!.add(caseIndex[i]!);
  const single = cases.filter((set) => set.size <= 1).length;
  return cases.length >= 20 && single >= 0.95 * cases.length;
}

/**
 * Why the column of readers cannot name persons.
 *
 * @returns `running-numbers` or `row-names`; null where it may name readers
 */
export function whyNoReaders(readings: Readings): 'running-numbers' | 'row-names' | null {
  if (areRowNames(readings)) return 'row-names';
  return areRunningNumbers(readings) ? 'running-numbers' : null;
}
