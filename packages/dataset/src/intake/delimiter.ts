import { fail } from '../errors.ts';

const candidates: readonly string[] = [',', ';', '\t', '|'];

/** Names of separators, for messages. */
function delimiterTitle(delimiter: string): string {
  if (delimiter === '\t') return 'tab';
  return delimiter === ';' ? 'semicolon' : delimiter === '|' ? 'vertical bar' : `'${delimiter}'`;
}

/**
 * Stops when the header holds no expected separator but another one: it is proposed, never taken.
 *
 * @param file base name
 * @param header the first record read as one cell or more with the expected separator
 * @param expected the separator that the name of the file promises
 * @throws dataset/delimiter-undeclared with the options to declare
 */
export function checkDelimiter(file: string, header: readonly string[], expected: string): void {
  if (header.length !== 1) return;
  const [line] = header;
  if (line === undefined) return;
  const other = candidates
    .filter((candidate) => candidate !== expected)
    .map((candidate) => ({ candidate, count: line.split(candidate).length - 1 }))
    .sort((a, b) => b.count - a.count)[0];
  if (other === undefined || other.count === 0) return;
  const name = other.candidate === '\t' ? '\\t' : other.candidate;
  fail(
    'dataset/delimiter-undeclared',
    `the header has no ${delimiterTitle(expected)} but ${other.count} of the ${delimiterTitle(other.candidate)}.`,
    `Declare it with --delimiter '${name}'${other.candidate === ';' ? " (and --decimal ',' when numbers are written 0,5)" : ''}; for one single column rename the column.`,
    { file, row: 1 },
  );
}
