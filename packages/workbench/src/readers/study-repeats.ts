import { fail } from '../errors.ts';

interface Ids {
  readonly caseCode: Int32Array;
  readonly reader: Int32Array;
  readonly modality: Int32Array;
}

/** Rows that are used, and whether a case has several answers of one reader under one modality. */
export interface SettledRows {
  readonly rows: number[];
  readonly isSeveral: boolean;
  readonly leftOut: readonly { readonly reason: string; readonly readingCount: number }[];
}

/**
 * Settles what a reader answered twice about one case under one modality.
 *
 * @param all rows of a study
 * @param ids codes of the rows
 * @param truth reference label of each row
 * @param rule `first`, `last`, `all`, or nothing: then a repeat is an error
 * @param where of which study, for the message
 * @param notes where a sentence about it goes
 * @throws workbench/bad-study, workbench/bad-option
 */
export function settleRepeats(
  all: readonly number[],
  ids: Ids,
  truth: Float64Array,
  rule: string | undefined,
  where: string,
  notes: { code: string; message: string }[],
): SettledRows {
  if (rule !== undefined && !['first', 'last', 'all'].includes(rule)) {
    fail(
      'workbench/bad-option',
      `--repeats wants first, last or all, got "${rule}".`,
      'Correct it.',
    );
  }
  const keyOf = (row: number): string =>
    `${ids.caseCode[row]},${ids.reader[row]},${ids.modality[row]}`;
  const kept = new Map<string, number>();
  let repeated = 0;
  let conflicts = 0;
  for (const row of all) {
    const key = keyOf(row);
    const before = kept.get(key);
    if (before === undefined) kept.set(key, row);
    else {
      repeated++;
      if (truth[before] !== truth[row]) conflicts++;
      if (rule === 'last') kept.set(key, row);
    }
  }
  if (repeated === 0) return { rows: [...all], isSeveral: false, leftOut: [] };
  if (rule === undefined) {
    return fail(
      'workbench/bad-study',
      `${repeated} rows repeat a reader, case and modality that stand before${where}.`,
      'Write --repeats first or last; --repeats all where each row is an answer of its own, such as one a finding; or --by where the file holds several studies.',
    );
  }
  if (rule === 'all') {
    const isSeveral = conflicts > 0 || repeated > 0.05 * all.length;
    notes.push({
      code: 'several-answers',
      message: isSeveral
        ? `Readers answered several times about one case (${repeated} further answers${where}): each answer counts, cases stay the unit of the intervals, and figures by reader and modality, which need one answer a case, are not computed.`
        : `Repeated answers${where}: ${repeated}. They count among the answers; figures by reader and modality take the first.`,
    });
    return { rows: [...all], isSeveral, leftOut: [] };
  }
  notes.push({
    code: 'repeated-readings',
    message: `${repeated} repeated readings${where}: the ${rule} of each was taken.`,
  });
  return {
    rows: [...kept.values()].sort((a, b) => a - b),
    isSeveral: false,
    leftOut: [{ reason: `repeated reading, the ${rule} was taken`, readingCount: repeated }],
  };
}
