import { parseCsv } from '../../parts/csv.ts';

/** A label that may be wrong, as the search ranked it. */
export interface ReviewRow {
  readonly rank: string;
  readonly caseId: string;
  readonly task: string;
  readonly label: string;
  readonly suggested: string;
  /** Chance that the label is wrong, in the figures of the list. */
  readonly wrong: string;
  readonly reasons: string;
}

/** A chance to three places; what is no number as it stands. */
export function shownChance(text: string): string {
  const value = Number(text);
  return text === '' || !Number.isFinite(value) ? text : value.toFixed(3);
}

/**
 * Rows of a review list.
 *
 * @param text `review.csv` of `equipoise label-errors`
 * @param caseColumn the column that was told to name the case; `case` where the list had to call it so
 */
export function reviewRows(text: string, caseColumn: string): readonly ReviewRow[] {
  const [head = [], ...rows] = parseCsv(text);
  const at = (name: string): number => head.indexOf(name);
  const named = at(caseColumn) >= 0 ? at(caseColumn) : at('case');
  const cellOf =
    (place: number) =>
    (row: readonly string[]): string =>
      place < 0 ? '' : (row[place] ?? '');
  const pick = {
    rank: cellOf(at('rank')),
    caseId: cellOf(named),
    task: cellOf(at('task')),
    label: cellOf(at('label')),
    suggested: cellOf(at('suggested_label')),
    wrong: cellOf(at('probability_wrong')),
    reasons: cellOf(at('reasons')),
  };
  return rows.map((row) => ({
    rank: pick.rank(row),
    caseId: pick.caseId(row),
    task: pick.task(row),
    label: pick.label(row),
    suggested: pick.suggested(row),
    wrong: pick.wrong(row),
    reasons: pick.reasons(row),
  }));
}
