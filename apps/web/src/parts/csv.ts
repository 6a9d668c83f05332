/** Delimiters that tables come with. */
const delimiters = [',', ';', '\t'] as const;

/** The delimiter of a table: the one that stands most often in its first line, outside of quotes. */
export function delimiterOf(text: string): string {
  const [line = ''] = text.replaceAll(/"(?:[^"]|"")*"/g, '').split(/\r?\n/, 1);
  const counts = delimiters.map((sign) => line.split(sign).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** How a CSV text is read. */
export interface CsvOptions {
  readonly delimiter?: string;
  /** At which to stop. */
  readonly mostRows?: number;
}

/** Rows of a CSV text: cells in quotes may hold delimiters, line ends and doubled quotes. */
export function parseCsv(
  text: string,
  { delimiter = ',', mostRows = Number.POSITIVE_INFINITY }: CsvOptions = {},
): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  const endCell = (): void => {
    row.push(cell);
    cell = '';
  };
  const endRow = (): void => {
    endCell();
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  };
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length; at++) {
    const sign = text[at];
    if (isQuoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (sign === '"' && cell === '') isQuoted = true;
    else if (sign === delimiter) endCell();
    else if (sign === '\n') {
      endRow();
      if (rows.length >= mostRows) return rows;
    } else if (sign !== '\r') cell += sign;
  }
  if (cell !== '' || row.length > 0) endRow();
  return rows;
}
