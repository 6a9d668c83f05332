import type { Analysis } from '@equipoise/annotation';
import type { ReadersEstimate } from '@equipoise/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { protectTable } from '../../src/frame/protect-table.ts';
import { analyse, panel } from './readings.ts';

/**
 * Which unknowns linear equations give away: those whose unit vector lies in the space of the rows.
 *
 * @param equations coefficients of the unknowns, one row an equation
 */
function solvable(equations: readonly (readonly number[])[], unknowns: number): number[] {
  const rows = equations.map((row) => [...row]);
  const pivots: number[] = [];
  let top = 0;
  for (let column = 0; column < unknowns && top < rows.length; column++) {
    const at = rows.findIndex((row, r) => r >= top && Math.abs(row[column]!) > 1e-9);
    if (at < 0) continue;
    [rows[top], rows[at]] = [rows[at]!, rows[top]!];
    const lead = rows[top]!;
    const by = lead[column]!;
    for (let c = 0; c < unknowns; c++) lead[c]! /= by;
    rows.forEach((row, r) => {
      const times = row[column]!;
      if (r === top || times === 0) return;
      for (let c = 0; c < unknowns; c++) row[c]! -= times * lead[c]!;
    });
    pivots.push(column);
    top++;
  }
  // A pivot is known where nothing free stands in its row.
  return pivots.filter((_, r) => rows[r]!.filter((x) => Math.abs(x) > 1e-9).length === 1);
}

/** Cells that follow from the others of a table with all its totals. */
function revealed(hidden: readonly (readonly boolean[])[]): number {
  const unknown = new Map<string, number>();
  hidden.forEach((row, r) => {
    row.forEach((isHidden, c) => {
      if (isHidden) unknown.set(`${r},${c}`, unknown.size);
    });
  });
  const lines = [
    ...hidden.map((row, r) => row.map((_, c) => unknown.get(`${r},${c}`) ?? -1)),
    ...(hidden[0] ?? []).map((_, c) => hidden.map((_row, r) => unknown.get(`${r},${c}`) ?? -1)),
  ];
  const equations = lines.map((line) => {
    const row = new Array<number>(unknown.size).fill(0);
    for (const at of line) if (at >= 0) row[at] = 1;
    return row;
  });
  return solvable(equations, unknown.size).length;
}

describe('hidden cells of a table', () => {
  it('the attack itself finds a lone hidden cell, and two in a circle stay hidden', () => {
    expect(
      revealed([
        [true, false],
        [false, false],
      ]),
    ).toBe(1);
    expect(
      revealed([
        [true, true],
        [false, false],
      ]),
    ).toBe(2);
    expect(
      revealed([
        [true, true],
        [true, true],
      ]),
    ).toBe(0);
  });

  it('no hidden cell follows from the totals of rows and columns, whatever the table', () => {
    fc.assert(
      fc.property(
        fc
          .tuple(fc.integer({ min: 3, max: 7 }), fc.integer({ min: 2, max: 6 }))
          .chain(([rows, columns]) =>
            fc.array(
              fc.array(fc.integer({ min: 0, max: 40 }), { minLength: columns, maxLength: columns }),
              { minLength: rows, maxLength: rows },
            ),
          ),
        (counts) => {
          const small = (r: number, c: number): boolean =>
            counts[r]![c]! > 0 && counts[r]![c]! < 10;
          const hidden = protectTable(counts, small);
          counts.forEach((row, r) => {
            row.forEach((_, c) => {
              if (small(r, c)) expect(hidden[r]![c]).toBe(true);
            });
          });
          expect(revealed(hidden)).toBe(0);
          if (!counts.flat().some((x) => x > 0 && x < 10)) {
            expect(hidden.flat().some(Boolean)).toBe(false);
          }
        },
      ),
      { numRuns: 300, seed: 5 },
    );
  });

  it('a single row with a known total hides two cells or none', () => {
    expect(protectTable([[3, 20, 50]], (_, c) => c === 0)).toEqual([[true, true, false]]);
    expect(protectTable([[30, 20, 50]], () => false)).toEqual([[false, false, false]]);
  });
});

/** What a reader of the report would try: rows and columns of the answers, against the totals. */
function attackAnswers(analysis: Analysis): { hidden: number; found: number } {
  const shares = analysis.estimates.filter(({ metric }) => metric === 'answer-share');
  const models = [...new Set(shares.map(({ model }) => model))];
  const classes = [...new Set(shares.map((one) => one.class))];
  const hidden = models.map((model) =>
    classes.map((name) => {
      const one = shares.find((each) => each.model === model && each.class === name)!;
      return one.value === null;
    }),
  );
  return { hidden: hidden.flat().filter(Boolean).length, found: revealed(hidden) };
}

const figures = (analysis: Analysis, metric: string): ReadersEstimate[] =>
  analysis.estimates.filter((one) => one.metric === metric);

describe('share-safe agreement', () => {
  // Reader 2 says the third class rarely, all others often: one lone small cell.
  const readings = panel({
    cases: 400,
    readers: 4,
    classes: ['a', 'b', 'c'],
    prevalence: 0.6,
    skill: (reader) => (reader === 2 ? 0.97 : 0.85),
    seed: 3,
  });
  const rare = {
    ...readings,
    questions: readings.questions.map((question) => ({
      ...question,
      answer: question.answer.map((code, i) =>
        question.readerIndex[i] === 2 && code === 2 && question.caseIndex[i]! > 30 ? 0 : code,
      ),
    })),
  };

  it('a lone small cell of one reader cannot be had from the totals', async () => {
    const open = await analyse(rare);
    const cell = figures(open, 'answer-share').find(
      (one) => one.model === 'r2' && one.class === 'c',
    )!;
    expect(cell.numerator!).toBeGreaterThan(0);
    expect(cell.numerator!).toBeLessThan(20);
    // All others lie at 20 or above: hiding the cell alone would give it away.
    const others = figures(open, 'answer-share').filter((one) => one.id !== cell.id);
    expect(others.every((one) => one.numerator! >= 20)).toBe(true);
    const shared = await analyse(rare, { suppressBelow: 20 });
    const attack = attackAnswers(shared);
    expect(attack.hidden).toBeGreaterThanOrEqual(4);
    expect(attack.found).toBe(0);
    expect(JSON.stringify(shared)).not.toContain(`"numerator":${cell.numerator},`);
    // The main figure stays.
    const head = shared.findings.find(({ id }) => id.endsWith('|headline'))!;
    expect(shared.estimates.find(({ id }) => id === head.estimateIds[0])?.value).not.toBeNull();
    expect(figures(shared, 'cohen-kappa').every(({ value }) => value !== null)).toBe(true);
    expect(figures(shared, 'percent-agreement').every(({ value }) => value === null)).toBe(true);
  });

  it('blocks hold no number that the estimates hide', async () => {
    const open = await analyse(rare);
    const shared = await analyse(rare, { suppressBelow: 20 });
    const text = JSON.stringify(shared.sections);
    for (const one of shared.estimates) {
      if (one.value !== null) continue;
      const before = open.estimates.find(({ id }) => id === one.id)!;
      if (before.value === null || !/[1-9]\d{5}/.test(String(before.value))) continue;
      expect(text, one.id).not.toContain(String(before.value));
    }
  });

  it('a pair with few disagreements cannot be had from the mean of all pairs', async () => {
    const near = panel({ cases: 300, readers: 4, skill: () => 0.8, copy: [0, 1], seed: 7 });
    const flipped = {
      ...near,
      questions: near.questions.map((question) => ({
        ...question,
        answer: question.answer.map((code, i) =>
          question.readerIndex[i] === 1 && question.caseIndex[i]! < 4 ? 1 - code : code,
        ),
      })),
    };
    const shared = await analyse(flipped, { suppressBelow: 10 });
    const pairs = figures(shared, 'percent-agreement').filter(({ model }) => model !== '');
    const gone = pairs.filter(({ value }) => value === null);
    expect(gone.map(({ model }) => model)).toContain('r0 · r1');
    expect(gone.length).toBeGreaterThanOrEqual(2);
    // One equation, the mean of all pairs, against the hidden ones.
    const equation = pairs.map(({ value }) => (value === null ? 1 : 0)).filter((x) => x === 1);
    expect(solvable([equation], equation.length)).toEqual([]);
    for (const { model } of gone) {
      const kappa = figures(shared, 'cohen-kappa').find((one) => one.model === model);
      expect(kappa?.value).toBeNull();
    }
  });

  it('a small group is hidden together with another, so that all minus the rest says nothing', async () => {
    const grouped = panel({ cases: 200, group: (c) => (c < 8 ? 1 : 0) });
    const three = {
      ...grouped,
      attributes: [
        {
          ...grouped.attributes[0]!,
          levels: ['F', 'M', 'X'],
          codes: Int32Array.from({ length: 200 }, (_, c) => (c < 8 ? 2 : c < 80 ? 1 : 0)),
        },
      ],
    };
    const shared = await analyse(three, { suppressBelow: 10 });
    const levels = shared.estimates.filter(
      (one) => one.slice['sex'] !== undefined && one.versus === null,
    );
    expect(levels.filter(({ value }) => value !== null).map((one) => one.slice['sex'])).toEqual([
      'F',
    ]);
    for (const one of levels.filter(({ value }) => value === null)) {
      expect(one).toMatchObject({ caseCount: 0, patientCount: 0, suppressed: true });
    }
    const differences = shared.estimates.filter(({ versus }) => versus !== null);
    expect(differences.every(({ value }) => value === null)).toBe(true);
  });

  it('who could not tell rarely is hidden with a second reader', async () => {
    const unsure = panel({
      cases: 300,
      readers: 4,
      unsure: (reader, c) => c % 10 === reader && (reader !== 2 || c < 40),
    });
    const shared = await analyse(unsure, { suppressBelow: 10 });
    const shares = figures(shared, 'cannot-tell-share');
    const gone = shares.filter(({ value }) => value === null);
    expect(gone.map(({ model }) => model)).toContain('r2');
    expect(gone.length).toBeGreaterThanOrEqual(2);
  });

  it('nothing is hidden where nothing is small', async () => {
    const large = panel({ cases: 400, readers: 3, skill: () => 0.75 });
    const open = await analyse(large);
    const shared = await analyse(large, { suppressBelow: 5 });
    expect(shared.estimates).toEqual(open.estimates);
  });
});
