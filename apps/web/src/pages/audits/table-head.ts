import { delimiterOf, parseCsv } from '../../parts/csv.ts';

/** A column of a file as far as its first rows tell. */
export interface HeadColumn {
  readonly name: string;
  /** Whether every filled cell is a number. */
  readonly isNumber: boolean;
  /** Whether every filled cell is a number from 0 to 1. */
  readonly isShare: boolean;
  /** Different cells among the rows looked at. */
  readonly distinctCount: number;
  /** Cells that name a case of the study. */
  readonly caseCount: number;
}

/** What a predictions file begins with. */
export interface TableHead {
  readonly columns: readonly HeadColumn[];
  /** Rows looked at. */
  readonly rowCount: number;
}

const headBytes = 262_144;
const headRows = 500;

/**
 * Looks at the beginning of a CSV file.
 *
 * @returns null where it is no CSV file, such as Parquet
 */
export async function readTableHead(
  file: File,
  caseIds: ReadonlySet<string>,
): Promise<TableHead | null> {
  if (/\.parquet$/i.test(file.name)) return null;
  return tableHead(await file.slice(0, headBytes).text(), file.size > headBytes, caseIds);
}

/** {@link readTableHead} of text; `isCut`: more follows, and the last row may be half of one. */
export function tableHead(
  text: string,
  isCut: boolean,
  caseIds: ReadonlySet<string>,
): TableHead | null {
  const all = parseCsv(text, { delimiter: delimiterOf(text), mostRows: headRows + 1 });
  const [names, ...found] = all;
  if (names === undefined || names.every((name) => name.trim() === '')) return null;
  const rows = isCut && found.length < headRows ? found.slice(0, -1) : found;
  return {
    rowCount: rows.length,
    columns: names.map((name, at): HeadColumn => {
      const cells = rows.map((row) => (row[at] ?? '').trim()).filter((cell) => cell !== '');
      const numbers = cells.map(Number);
      const isNumber = cells.length > 0 && numbers.every((value) => Number.isFinite(value));
      return {
        name: name.trim(),
        isNumber,
        isShare: isNumber && numbers.every((value) => value >= 0 && value <= 1),
        distinctCount: new Set(cells).size,
        caseCount: cells.filter((cell) => caseIds.has(cell)).length,
      };
    }),
  };
}

/** Which columns are likely meant for what. */
export interface ColumnGuess {
  readonly caseColumn: string;
  readonly scores: readonly string[];
}

/** The case column is the one that names most cases of the study; a score is a share with a fitting name, or the first. */
export function guessColumns({ columns }: TableHead): ColumnGuess {
  const byCases = [...columns].sort((a, b) => b.caseCount - a.caseCount)[0];
  const byName = columns.find(({ name }) =>
    /^(case|image|study)([ _-]?(id|name|uid))?$/i.test(name),
  );
  const caseColumn =
    byCases !== undefined && byCases.caseCount > 0 ? byCases.name : (byName?.name ?? '');
  const shares = columns.filter(
    ({ name, isShare, distinctCount }) => name !== caseColumn && isShare && distinctCount > 2,
  );
  const named = shares.find(({ name }) => /score|prob|pred|likelihood|^p[_ ]/i.test(name));
  const score = named ?? shares[0];
  return { caseColumn, scores: score === undefined ? [] : [score.name] };
}

/** Columns by which cases may be grouped: few different values. */
export function groupColumns({ columns }: TableHead, used: readonly string[]): readonly string[] {
  return columns
    .filter(
      ({ name, distinctCount }) =>
        !used.includes(name) && distinctCount >= 2 && distinctCount <= 30,
    )
    .map(({ name }) => name);
}
