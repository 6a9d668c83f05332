import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isDatasetError, type Table } from '../../src/index.ts';
import { readTable } from '../../src/node/index.ts';
import { tempFiles } from '../fixtures/temp-files.ts';

const write = tempFiles();
const secret = 'SECRET';

/** A small seeded stream (xorshift), so that a failing file can be made again from its number. */
function stream(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761) | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const awkward = [
  '"',
  '""',
  ',',
  '\n',
  '\r',
  '\r\n',
  '\0',
  '\u00ff',
  ';',
  '\t',
  '{',
  '}',
  ':',
  '\\',
  'NaN',
  '1e999',
  ' ',
  '-',
  '"\n"',
];

/** One to three seeded mutations: a byte flipped, a piece cut, doubled or moved, an awkward text put in. */
function mutate(original: Uint8Array, seed: number): Uint8Array {
  const draw = stream(seed);
  let bytes = Buffer.from(original);
  for (let round = 1 + draw(3); round > 0 && bytes.length > 0; round -= 1) {
    const at = draw(bytes.length);
    const size = 1 + draw(Math.min(40, bytes.length));
    const before = bytes.subarray(0, at);
    const piece = bytes.subarray(at, at + size);
    const after = bytes.subarray(at + size);
    switch (draw(6)) {
      case 0:
        bytes[at] = bytes[at]! ^ (1 << draw(8));
        break;
      case 1:
        bytes = Buffer.concat([before, after]);
        break;
      case 2:
        bytes = Buffer.concat([before, piece, piece, after]);
        break;
      case 3:
        bytes = Buffer.from(bytes.subarray(0, at));
        break;
      case 4:
        bytes = Buffer.concat([
          before,
          Buffer.from(awkward[draw(awkward.length)]!, 'latin1'),
          piece,
          after,
        ]);
        break;
      default:
        bytes[at] = draw(256);
    }
  }
  return bytes;
}

/** What a file gave: a table, or the code of its error. Any other error fails the test. */
async function outcome(name: string, bytes: Uint8Array): Promise<Table | string> {
  const path = write(name, bytes);
  try {
    return await readTable(path);
  } catch (error) {
    if (!isDatasetError(error)) throw error;
    // Names of columns may be quoted, cells never.
    const isHeader = Buffer.from(bytes).subarray(0, 60).includes(secret);
    if (!isHeader) expect(error.message).not.toContain(secret);
    return error.code;
  }
}

/** Records and cells of a CSV text, counted by an independent state machine on letters. */
function countCsv(text: string): { records: number; blankLines: number; cells: number } {
  let records = 0;
  let blankLines = 0;
  let cells = 0;
  let isQuoted = false;
  let length = 0;
  let inRecord = 1;
  for (const letter of text.endsWith('\n') ? text : `${text}\n`) {
    if (letter === '"') isQuoted = !isQuoted;
    if (!isQuoted && letter === '\n') {
      if (length === 0) blankLines += 1;
      else {
        records += 1;
        cells += inRecord;
      }
      length = 0;
      inRecord = 1;
    } else if (letter !== '\r') {
      length += 1;
      if (!isQuoted && letter === ',') inRecord += 1;
    }
  }
  return { records, blankLines, cells };
}

function expectSound(table: Table): void {
  for (const column of table.columns) {
    const length = column.kind === 'text' ? column.codes.length : column.data.length;
    expect(length).toBe(table.rowCount);
    if (column.kind === 'text') {
      for (const code of column.codes) expect(code < column.values.length && code >= -1).toBe(true);
      expect(column.codes.filter((code) => code < 0).length).toBe(column.blankCount);
    } else {
      expect(column.data.filter(Number.isNaN).length).toBe(column.blankCount);
    }
  }
}

const rows = Array.from({ length: 12 }, (_, i) => ({
  id: `${secret}${i}`,
  age: i === 4 ? null : 30 + i,
  sex: i % 3 === 0 ? 'F' : 'M',
  note: i % 4 === 0 ? 'a, "b"\nc' : 'é',
  p: i / 13,
}));

function tally(outcomes: Map<string, number>, key: string): void {
  outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
}

test('1,000 mutated CSV files are read with the right count of rows or refused with a code', async () => {
  const cell = (value: unknown): string => {
    const text = value === null ? '' : String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = rows.map((row) => Object.values(row).map(cell).join(','));
  const original = Buffer.from(`patient_id,age,sex,note,p\n${lines.join('\n')}\n`);
  const outcomes = new Map<string, number>();
  for (let seed = 1; seed <= 1000; seed += 1) {
    const bytes = mutate(original, seed);
    const result = await outcome('f.csv', bytes);
    tally(outcomes, typeof result === 'string' ? result : 'read');
    if (typeof result === 'string') continue;
    expectSound(result);
    const counted = countCsv(
      Buffer.from(bytes)
        .toString('utf8')
        .replace(/^\ufeff/, ''),
    );
    expect(result.rowCount + 1, `seed ${seed}`).toBe(counted.records);
    expect((result.rowCount + 1) * result.columns.length, `seed ${seed}`).toBe(counted.cells);
  }
  expect(outcomes.get('read') ?? 0).toBeGreaterThan(100);
  expect(outcomes.size).toBeGreaterThan(6);
});

test('700 mutated JSON-lines files are read as the language reads them or refused with a code', async () => {
  const original = Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n'));
  let readCount = 0;
  for (let seed = 1; seed <= 700; seed += 1) {
    const bytes = mutate(original, seed + 50_000);
    const result = await outcome('f.jsonl', bytes);
    if (typeof result === 'string') continue;
    readCount += 1;
    expectSound(result);
    const lines = Buffer.from(bytes)
      .toString('utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    expect(result.rowCount, `seed ${seed}`).toBe(lines.length);
    const keys = new Set(
      lines.flatMap((line) =>
        Object.keys(JSON.parse(line.replace(/:\s*(NaN|-?Infinity)/g, ':0')) as object),
      ),
    );
    expect(result.columns.length, `seed ${seed}`).toBe(
      new Set([...keys].map((key) => key.trim())).size,
    );
  }
  expect(readCount).toBeGreaterThan(40);
});

test('500 mutated Parquet files are read whole or refused with a code', async () => {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const path = write('made.parquet', '');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT '${secret}' || i AS patient_id, i AS age, i / 7.0 AS p, CASE WHEN i % 3 = 0 THEN NULL ELSE 'F' END AS sex FROM range(200) t(i)) TO '${path}' (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
  const original = readFileSync(path);
  let readCount = 0;
  for (let seed = 1; seed <= 500; seed += 1) {
    const result = await outcome('f.parquet', mutate(original, seed + 90_000));
    if (typeof result === 'string') continue;
    readCount += 1;
    expectSound(result);
    expect(result.rowCount, `seed ${seed}`).toBe(200);
  }
  expect(readCount).toBeGreaterThan(15);
});
