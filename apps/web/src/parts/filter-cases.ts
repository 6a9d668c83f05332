/**
 * The rows that a filter lets through and whose case has the text in its name.
 *
 * @param text large and small letters are the same; spaces around it do not count
 */
export function filterCases<Row extends { readonly caseId: string }>(
  rows: readonly Row[],
  fits: (row: Row) => boolean,
  text: string,
): readonly Row[] {
  const find = text.trim().toLowerCase();
  return rows.filter(
    (row) => fits(row) && (find === '' || row.caseId.toLowerCase().includes(find)),
  );
}
