import { describe, expect, it } from 'vitest';
import { arrangeReadings, type LongReadings } from '../../src/mrmc/index.ts';

type Row = [reader: number, test: number, kase: number, truth: number, rating: number];

function long(rows: readonly Row[]): LongReadings {
  const column = (k: number): number[] => rows.map((row) => row[k]!);
  return {
    reader: column(0),
    test: column(1),
    case: column(2),
    truth: column(3),
    rating: column(4),
  };
}

function crossed(keep: (reader: number, test: number, kase: number) => boolean): Row[] {
  const rows: Row[] = [];
  for (let r = 0; r < 4; r++)
    for (let t = 0; t < 2; t++)
      for (let c = 0; c < 8; c++) if (keep(r, t, c)) rows.push([r, t, c, c % 2, r + t + c]);
  return rows;
}

describe('the design of a reader study', () => {
  it.each([
    ['fully-crossed', () => true],
    ['split-plot', (r: number, _t: number, c: number) => r < 2 === c < 4],
    ['cases-nested-in-readers', (r: number, _t: number, c: number) => Math.floor(c / 2) === r],
    ['cases-nested-in-tests', (_r: number, t: number, c: number) => c < 4 === (t === 0)],
    ['incomplete', (r: number, t: number, c: number) => !(r === 1 && t === 1 && c === 3)],
  ] as const)('is recognised: %s', (kind, keep) => {
    expect(arrangeReadings(long(crossed(keep))).design.kind).toBe(kind);
  });

  it('counts cells, groups and missing readings', () => {
    const { design } = arrangeReadings(long(crossed((r, _t, c) => r < 2 === c < 4)));
    expect(design.readerGroups).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(design.cells).toHaveLength(8);
    expect(design.cells[0]).toEqual({ test: 0, reader: 0, diseasedCount: 2, nonDiseasedCount: 2 });
    expect(design.missingCount).toBe(32);
    expect(design.readingCount + design.missingCount).toBe(4 * 2 * 8);
  });

  it('does not depend on the order of rows', () => {
    const rows = crossed((r, t, c) => (r + t + c) % 5 !== 0);
    const a = arrangeReadings(long(rows));
    const b = arrangeReadings(long([...rows].reverse()));
    expect(b).toEqual(a);
  });

  it('counts a reading given twice, and keeps the first', () => {
    const { design, ratings } = arrangeReadings(
      long([
        [0, 0, 0, 1, 5],
        [0, 0, 0, 1, 2],
        [0, 0, 1, 0, 3],
      ]),
    );
    expect(design.duplicateCount).toBe(1);
    expect(ratings[0]![0]![0]).toBe(5);
  });

  it('leaves out cases with two truths or none and counts them; a blank is no reading', () => {
    const { design, truth, cases } = arrangeReadings(
      long([
        [0, 0, 0, 1, 5],
        [1, 0, 0, 0, 5],
        [0, 0, 1, Number.NaN, 5],
        [0, 0, 2, 0, Number.NaN],
        [1, 0, 2, 0, 4],
      ]),
    );
    expect(design).toMatchObject({
      conflictingTruthCount: 1,
      unknownTruthCount: 1,
      blankCount: 1,
      readingCount: 1,
      caseCount: 1,
    });
    expect(Array.from(truth)).toEqual([0]);
    expect(Array.from(cases)).toEqual([2]);
  });

  it('an empty table is an empty design', () => {
    const { design, ratings } = arrangeReadings(long([]));
    expect(design).toMatchObject({ readerCount: 0, caseCount: 0, missingCount: 0 });
    expect(ratings).toEqual([]);
  });
});
