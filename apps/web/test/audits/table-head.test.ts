import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupColumns, guessColumns, tableHead } from '../../src/pages/audits/table-head.ts';
import { delimiterOf, parseCsv } from '../../src/parts/csv.ts';

const cases = new Set(['c1', 'c2', 'c3']);

describe('a CSV text', () => {
  it('is read with quotes, doubled quotes and line ends in cells', () => {
    expect(parseCsv('a,b\r\n"x, ""y""\nz",2\n')).toEqual([
      ['a', 'b'],
      ['x, "y"\nz', '2'],
    ]);
  });

  it('comes back as it was written', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '1', ',', '"', '\n', ' ', ';') });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        const text = rows
          .map((row) => `${row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')}\n`)
          .join('');
        expect(parseCsv(text)).toEqual(rows);
      }),
    );
  });

  it('tells its delimiter by the first line', () => {
    expect(delimiterOf('"a,b,c";d;e\n')).toBe(';');
    expect(delimiterOf('a\tb\n1,2,3,4')).toBe('\t');
    expect(delimiterOf('one')).toBe(',');
  });
});

describe('the head of a predictions file', () => {
  const text = 'image;p_model;age;sex;seen\nc1;0.2;61;F;yes\nc2;0.75;70;M;yes\nx;1;8;F;\n';
  const head = tableHead(text, false, cases);

  it('names columns and what they hold', () => {
    expect(head?.rowCount).toBe(3);
    expect(head?.columns.map(({ name, isNumber, isShare }) => [name, isNumber, isShare])).toEqual([
      ['image', false, false],
      ['p_model', true, true],
      ['age', true, false],
      ['sex', false, false],
      ['seen', false, false],
    ]);
    expect(head?.columns[0]?.caseCount).toBe(2);
  });

  it('guesses the case column by its cases and the score by its range', () => {
    expect(head === null ? null : guessColumns(head)).toEqual({
      caseColumn: 'image',
      scores: ['p_model'],
    });
    expect(head === null ? null : groupColumns(head, ['image', 'p_model'])).toEqual(['age', 'sex']);
  });

  it('leaves out a last row that may be half of one', () => {
    expect(tableHead('case,p\nc1,0.25\nc2,0.', true, cases)?.rowCount).toBe(1);
  });

  it('is nothing for an empty text', () => {
    expect(tableHead('', false, cases)).toBeNull();
  });
});
