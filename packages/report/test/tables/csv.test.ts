import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderTables } from '../../src/index.ts';
import { csv, csvCell, csvOf } from '../../src/tables/csv.ts';
import { sampleDocument } from '../fixtures/sample-document.ts';

describe('csvCell', () => {
  it('neutralises text that a spreadsheet would run', () => {
    for (const text of [
      '=cmd()',
      '+1+1',
      '-2+3',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      ' =1',
      '-',
      '-inf',
      '＝1',
    ]) {
      expect(csvCell(text).replace(/^"/, '')).toMatch(/^'/);
    }
  });

  it('leaves plain numbers as they are', () => {
    for (const text of ['-0.5', '+3', '1e-7', '-1.5E+3', '.5', '12'])
      expect(csvCell(text)).toBe(text);
    expect(csvCell(-0.5)).toBe('-0.5');
    expect(csvCell(Number.NaN)).toBe('');
    expect(csvCell(null)).toBe('');
  });

  it('can be read back, whatever the text', () => {
    void fc.assert(
      fc.property(fc.string(), (text) => {
        const cell = csvCell(text);
        const inside = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
        expect(inside === text || inside === `'${text}`).toBe(true);
        if (!cell.startsWith('"')) expect(cell).not.toMatch(/[,"\r\n]/);
      }),
    );
  });
});

describe('csv files', () => {
  it('flatten figures and slices', () => {
    expect(
      csvOf([
        { level: 'a', gap: { value: 0.1, low: null, high: 0.2 }, slice: { sex: 'F', site: 'A' } },
      ]),
    ).toBe('level,gap,gap_low,gap_high,slice\na,0.1,,0.2,"sex=F; site=A"\n');
    expect(csv(['a', 'b'], [[1, '=x']])).toBe("a,b\n1,'=x\n");
  });

  it('hold every estimate and never a formula', () => {
    const tables = renderTables(sampleDocument);
    expect(tables.get('estimates.csv')!.trimEnd().split('\n').length).toBe(
      sampleDocument.estimates.length + 1,
    );
    for (const [name, text] of tables) {
      expect(name).toMatch(/^[a-z0-9-]+\.csv$/);
      expect(text, name).not.toMatch(/(^|,)"?[=@]/m);
    }
    expect(tables.get('gaps.csv')).toContain(",'=cmd(),");
  });
});
