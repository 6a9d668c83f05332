import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { DatasetErrorCode, ReadTableOptions } from '../../src/index.ts';
import { readTable } from '../../src/node/index.ts';
import { caught } from '../fixtures/caught.ts';
import { tempFiles } from '../fixtures/temp-files.ts';

const write = tempFiles();
const secret = 'SECRET-4711';
const good = `patient_id,y,p\n${secret},1,0.5\nP2,0,0.25\n`;

/** Reads a file that must be refused; no message may hold the content of the id column. */
async function refused(
  name: string,
  content: string | Uint8Array,
  options: ReadTableOptions = {},
): Promise<{
  code: DatasetErrorCode;
  row: number | undefined;
  column: string | undefined;
  message: string;
}> {
  const error = await caught(() => readTable(write(name, content), options));
  expect(error.message).not.toContain(secret);
  expect(error.message).not.toContain(dirname(write('x', '')));
  expect(error.file).toBe(name);
  expect(error.mend.length).toBeGreaterThan(8);
  return { code: error.code, row: error.row, column: error.column, message: error.message };
}

test('an absent file, a folder, an empty file, blank lines, a bare header', async () => {
  expect((await caught(() => readTable('/nowhere/x.csv'))).code).toBe('dataset/no-file');
  expect((await caught(() => readTable(dirname(write('x', ''))))).code).toBe('dataset/not-a-file');
  expect((await refused('a.csv', '')).code).toBe('dataset/empty-file');
  expect((await refused('b.csv', '\n\r\n\n')).code).toBe('dataset/empty-file');
  expect((await refused('c.csv', 'a,b\n')).code).toBe('dataset/no-rows');
  expect((await refused('d.csv', 'a,b')).code).toBe('dataset/no-rows');
  expect((await refused('e.jsonl', '\n\n')).code).toBe('dataset/empty-file');
});

test('workbooks, unknown endings and contents of another format', async () => {
  const error = await refused('a.xlsx', 'PK\u0003\u0004');
  expect(error.code).toBe('dataset/spreadsheet');
  expect(error.message).toContain('CSV UTF-8');
  expect((await refused('a.csv', 'PK\u0003\u0004....')).code).toBe('dataset/spreadsheet');
  expect((await refused('a.dat', good)).code).toBe('dataset/unknown-format');
  expect((await refused('a.json', '[]')).code).toBe('dataset/unknown-format');
  expect((await refused('p.csv', 'PAR1....')).code).toBe('dataset/wrong-format');
  expect((await refused('p.parquet', good)).code).toBe('dataset/broken-parquet');
  expect((await refused('p.npy', good)).code).toBe('dataset/broken-npy');
  expect((await refused('z.csv', Buffer.from([65, 0, 66, 0, 0, 10, 10]))).code).toBe(
    'dataset/not-text',
  );
});

test('a missing column names its neighbours, a duplicated one its place', async () => {
  const missing = await refused('m.csv', good, { columns: ['patientid', 'y'] });
  expect(missing.code).toBe('dataset/missing-column');
  expect(missing.column).toBe('patientid');
  expect(missing.message).toContain('patient_id');
  const twice = await refused('t.csv', 'a,b,a\n1,2,3\n');
  expect(twice).toMatchObject({ code: 'dataset/duplicate-column', column: 'a', row: 1 });
  const key = await refused('t.jsonl', '{"a":1}\n{"a":1,"a":2}\n');
  expect(key).toMatchObject({ code: 'dataset/duplicate-column', column: 'a', row: 2 });
});

test('text and NaN where numbers belong, with row numbers', async () => {
  const options = { numberColumns: ['p'] };
  const text = await refused(
    'n.csv',
    `patient_id,p\n${secret},0.5\n${secret},high\nx,\ny,0.1x\n`,
    options,
  );
  expect(text).toMatchObject({ code: 'dataset/not-a-number', row: 3, column: 'p' });
  expect(text.message).toContain('2 rows (3, 5)');
  const nan = await refused('nan.csv', 'p\n0.5\nNaN\n', options);
  expect(nan).toMatchObject({ code: 'dataset/nan', row: 3, column: 'p' });
  const json = await refused('nan.jsonl', '{"p":0.5}\n{"p":NaN}\n', options);
  expect(json).toMatchObject({ code: 'dataset/nan', row: 2 });
});

test('rows with too few or too many cells', async () => {
  expect(await refused('r.csv', `${good}P3,1\n`)).toMatchObject({
    code: 'dataset/ragged-row',
    row: 4,
  });
  expect(await refused('r2.csv', `${good}P3,1,0.5,9\n`)).toMatchObject({
    code: 'dataset/ragged-row',
    row: 4,
  });
  const cut = await refused('r3.csv', good.slice(0, -6));
  expect(cut).toMatchObject({ code: 'dataset/ragged-row', row: 3 });
});

test('quotes gone wrong', async () => {
  const at = { code: 'dataset/bad-quotes', row: 4 };
  expect(await refused('q1.csv', `${good}"P3,1,0.5\nP4,0,0.1\n`)).toMatchObject(at);
  expect(await refused('q2.csv', `${good}P"3,1,0.5\n`)).toMatchObject({
    ...at,
    column: 'patient_id',
  });
  expect(await refused('q3.csv', `${good}"P3"x,1,0.5\n`)).toMatchObject(at);
  expect(await refused('q4.csv', '"a,b\n1,2\n')).toMatchObject({
    code: 'dataset/bad-quotes',
    row: 1,
  });
});

test('a lone carriage return', async () => {
  expect((await refused('cr.csv', 'a,b\r1,2\r')).code).toBe('dataset/lone-carriage-return');
  expect(await refused('cr2.csv', 'a,b\n1,2\r3,4\n')).toMatchObject({
    code: 'dataset/lone-carriage-return',
    row: 2,
  });
});

test('mixed encodings and bytes outside the declared one', async () => {
  const mixed = Buffer.concat([Buffer.from('a,b\né,1\n'), Buffer.from('é,2\n', 'latin1')]);
  expect(await refused('mix.csv', mixed)).toMatchObject({
    code: 'dataset/mixed-encodings',
    row: 3,
  });
  const latin = Buffer.from('a,b\né,2\n', 'latin1');
  expect((await refused('u.csv', latin, { encoding: 'utf-8' })).code).toBe('dataset/bad-encoding');
  const odd = Buffer.concat([Buffer.from('a,b\n1,2\n', 'utf16le'), Buffer.from([0])]);
  expect((await refused('o.csv', odd, { encoding: 'utf-16le' })).code).toBe('dataset/bad-encoding');
});

test('truncated and damaged gzip', async () => {
  const bytes = gzipSync(good.repeat(2000));
  expect((await refused('g.csv.gz', bytes.subarray(0, bytes.length - 20))).code).toBe(
    'dataset/broken-gzip',
  );
  const damaged = Buffer.from(bytes);
  damaged.fill(0xff, 30, 60);
  expect((await refused('g2.csv.gz', damaged)).code).toBe('dataset/broken-gzip');
  expect((await refused('g3.csv.gz', good)).code).toBe('dataset/broken-gzip');
});

test('a line beyond the limit is refused without reading the rest', async () => {
  const long = Buffer.alloc(40 * 1024 * 1024, 0x61);
  long.write('a,b\n1,2\n');
  const started = performance.now();
  expect((await refused('long.csv', long)).code).toBe('dataset/line-too-long');
  expect((await refused('long.jsonl', long.fill(0x61, 0, 8))).code).toBe('dataset/line-too-long');
  const small = await refused('short.csv', `a,b\n${'x'.repeat(3000)},1\n`, { maxLineBytes: 1024 });
  expect(small).toMatchObject({ code: 'dataset/line-too-long', row: 2 });
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('JSON lines that are none', async () => {
  const lines = [
    '[1]',
    '{"a":1',
    '{"a":}',
    '{"a":01}',
    '{"a":1}x',
    '{a:1}',
    '{"a":"x}',
    '{"a":[1]}',
    '{"a":"\\x"}',
    '{"a":tru}',
    '7',
  ];
  for (const [index, line] of lines.entries()) {
    const error = await refused(`j${index}.jsonl`, `{"patient_id":"${secret}","a":1}\n${line}\n`);
    expect(error, line).toMatchObject({ code: 'dataset/bad-json', row: 2 });
  }
});

test('NPY arrays that make no table', async () => {
  const make = (head: string, data: number): Buffer => {
    const bytes = Buffer.alloc(10 + head.length + data);
    bytes.write('\x93NUMPY\x01\x00', 'latin1');
    bytes.writeUInt16LE(head.length, 8);
    bytes.write(head, 10, 'latin1');
    return bytes;
  };
  const head = (descr: string, shape: string): string =>
    `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}}`;
  expect((await refused('o.npy', make(head("'|O'", '(2,)'), 16))).code).toBe(
    'dataset/unsupported-npy',
  );
  expect((await refused('s.npy', make(head("[('a','<f8')]", '(2,)'), 16))).code).toBe(
    'dataset/unsupported-npy',
  );
  expect((await refused('d.npy', make(head("'<f8'", '(1,1,2)'), 16))).code).toBe(
    'dataset/unsupported-npy',
  );
  expect((await refused('t.npy', make(head("'<f8'", '(3,)'), 16))).code).toBe('dataset/broken-npy');
  expect((await refused('e.npy', make(head("'<f8'", '(0,)'), 0))).code).toBe('dataset/no-rows');
});

test('options outside their range', async () => {
  for (const options of [
    { delimiter: '::' },
    { delimiter: '1' },
    { maxRows: 0 },
    { maxLineBytes: 1 },
  ]) {
    expect((await caught(() => readTable(write('opt.csv', good), options))).code).toBe(
      'dataset/bad-option',
    );
  }
  const both = { textColumns: ['p'], numberColumns: ['p'] };
  expect((await caught(() => readTable(write('opt.csv', good), both))).code).toBe(
    'dataset/bad-option',
  );
});
