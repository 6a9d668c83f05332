import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Table } from '../../src/index.ts';
import { hashFile, inspectTable, parquetBytes, readTable } from '../../src/node/index.ts';
import { caught } from '../fixtures/caught.ts';
import { cellsOf } from '../fixtures/tables.ts';
import { tempFiles } from '../fixtures/temp-files.ts';

const write = tempFiles();

const csv = 'patient_id,age,sex,p\n007,61,F,0.5\n0123456789012345678,,M,inf\n7,44,,-1e-3\n';

function expectSample(table: Table): void {
  expect(table.rowCount).toBe(3);
  expect(cellsOf(table, 'patient_id')).toEqual(['007', '0123456789012345678', '7']);
  expect(cellsOf(table, 'age')).toEqual([61, null, 44]);
  expect(cellsOf(table, 'sex')).toEqual(['F', 'M', null]);
  expect(cellsOf(table, 'p')).toEqual([0.5, Number.POSITIVE_INFINITY, -0.001]);
}

describe('formats', () => {
  test('CSV, plain and gzip', async () => {
    expectSample(await readTable(write('a.csv', csv)));
    expectSample(await readTable(write('a.csv.gz', gzipSync(csv))));
    const table = await readTable(write('b.csv', csv));
    expect(table.firstRow).toBe(2);
    expect(table.name).toBe('b.csv');
    expect(table.notes).toEqual([]);
  });

  test('TSV, without a last line end', async () => {
    expectSample(await readTable(write('a.tsv', csv.replaceAll(',', '\t').trimEnd())));
  });

  test('JSON lines keep the digits of wide numbers and the text of texts', async () => {
    const lines = [
      '{"patient_id":"007","age":61,"sex":"F","p":0.5}',
      '{ "p" : Infinity, "patient_id":"0123456789012345678", "age":null, "sex":"M"}',
      '{"patient_id":"7","age":44,"p":-1e-3,"uid":12345678901234567890,"name":"a\\"b\\u00e9"}',
    ];
    const table = await readTable(write('a.jsonl', lines.join('\r\n')));
    expectSample(table);
    expect(cellsOf(table, 'uid')).toEqual([null, null, '12345678901234567890']);
    expect(cellsOf(table, 'name')).toEqual([null, null, 'a"bé']);
    expect(table.notes.map((note) => note.code)).toContain('absent-keys');
  });

  test('NPY vectors and matrices, both orders', async () => {
    const vector = npy(
      "'<f8'",
      'False',
      '(3,)',
      new Uint8Array(Float64Array.of(1.5, Number.NaN, 3).buffer),
    );
    const table = await readTable(write('v.npy', vector));
    expect(cellsOf(table, 'value')).toEqual([1.5, null, 3]);
    expect(table.notes[0]?.code).toBe('nan-as-blank');
    const bytes = new Uint8Array(Int32Array.of(1, 2, 3, 4, 5, 6).buffer);
    const rows = await readTable(
      write('m.npy.gz', gzipSync(npy("'<i4'", 'False', '(3, 2)', bytes))),
    );
    expect(cellsOf(rows, 'c0')).toEqual([1, 3, 5]);
    expect(cellsOf(rows, 'c1')).toEqual([2, 4, 6]);
    const columns = await readTable(write('f.npy', npy("'<i4'", 'True', '(3, 2)', bytes)));
    expect(cellsOf(columns, 'c1')).toEqual([4, 5, 6]);
    const half = npy(
      "'<f2'",
      'False',
      '(4,)',
      new Uint8Array(Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001).buffer),
    );
    expect(cellsOf(await readTable(write('h.npy', half)), 'value')).toEqual([
      1,
      -2,
      65_504,
      1 / 16_777_216,
    ]);
    const wide = npy(
      "'<i8'",
      'False',
      '(2,)',
      new Uint8Array(BigInt64Array.of(1n, 9007199254740993n).buffer),
    );
    expect(cellsOf(await readTable(write('w.npy', wide)), 'value')).toEqual([
      '1',
      '9007199254740993',
    ]);
  });

  test('Parquet, plain and gzip, with ids as text and wide numbers whole', async () => {
    const bytes = await parquet(`SELECT * FROM (VALUES
      ('007', 61::INT, 'F', 0.5::DOUBLE, 9007199254740993::BIGINT, [1]),
      ('0123456789012345678', NULL, 'M', 'inf'::DOUBLE, 1, [2]),
      ('7', 44, NULL, -1e-3, NULL, NULL)) t(patient_id, age, sex, p, wide, list)`);
    for (const path of [write('a.parquet', bytes), write('a.parquet.gz', gzipSync(bytes))]) {
      const table = await readTable(path);
      expectSample(table);
      expect(cellsOf(table, 'wide')).toEqual(['9007199254740993', '1', null]);
      expect(table.notes.map((note) => note.code).sort()).toEqual([
        'column-left-out',
        'kept-as-text',
      ]);
    }
  });
});

describe('types of columns', () => {
  test('a column of numbers that meets text late is text, byte for byte', async () => {
    const lines = Array.from(
      { length: 70_000 },
      (_, i) => `${i === 69_999 ? 'n.a.' : `${i}.50`},${i}`,
    );
    const table = await readTable(write('late.csv', `v,w\n${lines.join('\n')}\n`));
    expect(cellsOf(table, 'v').slice(0, 2)).toEqual(['0.50', '1.50']);
    expect(cellsOf(table, 'v').at(-1)).toBe('n.a.');
    expect(cellsOf(table, 'w').at(-1)).toBe(69_999);
  });

  test('leading zeros and 64-bit numbers are kept as text anywhere, with a note', async () => {
    const table = await readTable(write('zeros.csv', 'code,big\n1,1\n007,9007199254740993\n'));
    expect(cellsOf(table, 'code')).toEqual(['1', '007']);
    expect(cellsOf(table, 'big')).toEqual(['1', '9007199254740993']);
    expect(table.notes.filter((note) => note.code === 'kept-as-text')).toHaveLength(2);
    const declared = await readTable(write('zeros2.csv', 'code\n1\n007\n'), {
      numberColumns: ['code'],
    });
    expect(cellsOf(declared, 'code')).toEqual([1, 7]);
  });

  test('a word for missing values is proposed, and read when declared', async () => {
    const path = write('na.csv', 'age,sex\n5,NA\nNA,F\n');
    const table = await readTable(path);
    expect(cellsOf(table, 'age')).toEqual(['5', 'NA']);
    expect(table.notes).toEqual([expect.objectContaining({ code: 'blank-word' })]);
    const declared = await readTable(path, { blanks: ['NA'] });
    expect(cellsOf(declared, 'age')).toEqual([5, null]);
    expect(cellsOf(declared, 'sex')).toEqual([null, 'F']);
    const number = await readTable(path, { blanks: ['NA'], numberColumns: ['age'] });
    expect(cellsOf(number, 'age')).toEqual([5, null]);
  });

  test('a number declared as missing is blank in every kind of column', async () => {
    const text = 'case,grade,size,word\n-1,-1,2.5,-1\n2,3,-1.0,a\n3,-1,7,b\n';
    const path = write('minus.csv', text);
    const read = { blanks: ['-1'], textColumns: ['case'] };
    const table = await readTable(path, read);
    expect(cellsOf(table, 'grade')).toEqual([null, 3, null]);
    expect(cellsOf(table, 'size')).toEqual([2.5, null, 7]);
    expect(cellsOf(table, 'word')).toEqual([null, 'a', 'b']);
    expect(cellsOf(table, 'case')).toEqual([null, '2', '3']);
    const grade = table.columns.find((column) => column.name === 'grade')!;
    expect(grade.blankCount).toBe(2);
    const plain = await readTable(path, { textColumns: ['case'] });
    expect(cellsOf(plain, 'grade')).toEqual([-1, 3, -1]);
    const comma = await readTable(write('comma.csv', 'a;b\n-9,5;1\n2,5;-9,5\n'), {
      blanks: ['-9,5'],
      delimiter: ';',
      decimal: ',',
    });
    expect(cellsOf(comma, 'a')).toEqual([null, 2.5]);
    expect(cellsOf(comma, 'b')).toEqual([1, null]);
  });

  test('a number declared as missing is blank in Parquet too', async () => {
    const path = write(
      'minus.parquet',
      await parquetBytes('a,b\n-1,-1\n2,0.5\n', [
        { name: 'a', kind: 'count' },
        { name: 'b', kind: 'number' },
      ]),
    );
    const table = await readTable(path, { blanks: ['-1'] });
    expect(cellsOf(table, 'a')).toEqual([null, 2]);
    expect(cellsOf(table, 'b')).toEqual([null, 0.5]);
  });

  test('a recorded unknown stays apart from a blank', async () => {
    const table = await readTable(write('unknown.csv', 'sex,y\nunknown,1\n,0\n'));
    expect(cellsOf(table, 'sex')).toEqual(['unknown', null]);
  });
});

describe('text', () => {
  test('quotes, doubled quotes, separators and line ends inside cells', async () => {
    const table = await readTable(write('q.csv', 'a,b\r\n"x,""y""\r\nz",1\r\n"",2\r\n'));
    expect(cellsOf(table, 'a')).toEqual(['x,"y"\r\nz', null]);
    expect(table.notes.map((note) => note.code)).toEqual(['crlf']);
  });

  test('a byte-order mark is noted and is not part of the first name', async () => {
    const table = await readTable(write('bom.csv', '\ufeffage,y\n1,0\n'));
    expect(table.columns[0]?.name).toBe('age');
    expect(table.notes[0]?.code).toBe('byte-order-mark');
  });

  test('UTF-16 and Latin-1 are proposed with the option to declare, then read', async () => {
    const text = 'name,y\nMüller,1\n';
    const wide = write('w.csv', Buffer.from(`\ufeff${text}`, 'utf16le'));
    const bare = write('wb.csv', Buffer.from(text, 'utf16le'));
    const latin = write('l.csv', Buffer.from(text, 'latin1'));
    for (const [path, encoding] of [
      [wide, 'utf-16le'],
      [bare, 'utf-16le'],
      [latin, 'latin-1'],
    ] as const) {
      const error = await caught(() => readTable(path));
      expect(error.code).toBe('dataset/encoding-undeclared');
      expect(error.mend).toContain(`--encoding ${encoding}`);
      expect(cellsOf(await readTable(path, { encoding }), 'name')).toEqual(['Müller']);
    }
    const big = Buffer.from(text, 'utf16le').swap16();
    expect((await caught(() => readTable(write('be.csv', big)))).mend).toContain(
      '--encoding utf-16be',
    );
    expect(
      cellsOf(await readTable(write('be.csv', big), { encoding: 'utf-16be' }), 'name'),
    ).toEqual(['Müller']);
  });

  test('letters that straddle the pieces of a long file survive', async () => {
    const body = Array.from({ length: 60_000 }, (_, i) => `é€😀${i},${i}`).join('\n');
    const table = await readTable(write('long.csv', `name,y\n${body}\n`));
    expect(table.rowCount).toBe(60_000);
    expect(cellsOf(table, 'name').at(-1)).toBe('é€😀59999');
    const wide = await readTable(write('long16.csv', Buffer.from(`name,y\n${body}\n`, 'utf16le')), {
      encoding: 'utf-16le',
    });
    expect(cellsOf(wide, 'name')).toEqual(cellsOf(table, 'name'));
  });

  test('semicolons and decimal commas are proposed, then read', async () => {
    const path = write('de.csv', 'age;p\n61;0,5\n44;0,25\n');
    const error = await caught(() => readTable(path));
    expect(error.code).toBe('dataset/delimiter-undeclared');
    expect(error.mend).toContain("delimiter ';'");
    const half = await caught(() => readTable(path, { delimiter: ';' }));
    expect(half.code).toBe('dataset/decimal-undeclared');
    expect(half.column).toBe('p');
    const table = await readTable(path, { delimiter: ';', decimal: ',' });
    expect(cellsOf(table, 'p')).toEqual([0.5, 0.25]);
  });
});

test('a subset of columns is read', async () => {
  const table = await readTable(write('s.csv', csv), { columns: ['p', 'sex'] });
  expect(table.columns.map((column) => column.name)).toEqual(['sex', 'p']);
});

test('a stop signal stops the reading', async () => {
  const error = await caught(() =>
    readTable(write('stop.csv', csv), { signal: AbortSignal.abort() }),
  );
  expect(error.code).toBe('dataset/cancelled');
});

test('the hash is SHA-256 of the bytes', async () => {
  expect(await hashFile(write('abc.csv', 'abc'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

test('an inspection suggests roles and reads no more than it must', async () => {
  const rows = Array.from(
    { length: 3000 },
    (_, i) => `P${i},${i % 90},F,${i % 2},0.${(i % 97) + 100}`,
  );
  const look = await inspectTable(
    write('i.csv', `patient_id,age,sex,y,prob_y\n${rows.join('\n')}`),
  );
  expect(look.rowCount).toBe(2000);
  expect(look.suggestions.map(({ role, column }) => `${role}:${column}`)).toEqual([
    'patient:patient_id',
    'age:age',
    'sex:sex',
    'label:y',
    'score:prob_y',
  ]);
});

/** Bytes of a version 1 NPY file. */
function npy(descr: string, fortran: string, shape: string, data: Uint8Array): Uint8Array {
  const head = `{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': ${shape}, }`;
  const padded = head.padEnd(118 - 1, ' ').concat('\n');
  const bytes = Buffer.alloc(10 + padded.length);
  bytes.write('\x93NUMPY\x01\x00', 'latin1');
  bytes.writeUInt16LE(padded.length, 8);
  bytes.write(padded, 10, 'latin1');
  return Buffer.concat([bytes, data]);
}

/** Bytes of a Parquet file of a query. */
async function parquet(query: string): Promise<Uint8Array> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const { readFileSync } = await import('node:fs');
  const path = write('made.parquet', '');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return readFileSync(path);
}
