import { orderVersions } from '@equipoise/annotation';
import type { Mask } from '@equipoise/imaging';
import { describe, expect, it } from 'vitest';
import { compare, figureOf, type Row, versioned } from './versioned.ts';

/** Readers a1…, b1… with scores on cases. */
function scores(plan: Readonly<Record<string, readonly number[]>>, from = 0): Row[] {
  return Object.entries(plan).flatMap(([reader, values]) =>
    values.map((answer, at) => ({
      reader,
      version: reader.slice(0, 1).toUpperCase(),
      caseId: `c${from + at}`,
      answer,
    })),
  );
}

const six = {
  a1: [0.7, 0.8],
  a2: [0.6, 0.7],
  a3: [0.7, 0.7],
  b1: [0.9, 0.9],
  b2: [0.8, 0.9],
  b3: [0.95, 0.95],
};

describe('comparing versions of the instructions', () => {
  it('takes the mean of the readers’ means, each reader counting the same', async () => {
    const uneven = scores({ ...six, a3: [0.8, 0.7, 0.6, 0.6] });
    const found = await compare(versioned(uneven));
    // Readers of A: 0.75, 0.65 and 0.675; all readings of A together would give 0.6875.
    const a = figureOf(found, 'A');
    expect(a.value).toBeCloseTo(2.075 / 3, 14);
    expect(a).toMatchObject({ readerCount: 3, readingCount: 8, caseCount: 4, patientCount: 4 });
    const b = figureOf(found, 'B');
    expect(b.value).toBeCloseTo(0.9, 14);
    const difference = figureOf(found, 'B', 'A');
    expect(difference.value).toBeCloseTo(0.625 / 3, 14);
    expect(difference).toMatchObject({ scale: 'difference', readerCount: 6, readingCount: 14 });
    expect(difference.caution).toBe('few-readers');
    expect(difference.low).toBeLessThan(0.2);
    expect(found.warnings.map(({ code }) => code)).toEqual(['few-readers', 'other-cases']);
  });

  it('does not depend on the order of rows, and twice gives the same', async () => {
    const rows = scores(six);
    const found = await compare(versioned(rows));
    expect(await compare(versioned(rows))).toEqual(found);
    const turned = await compare(versioned([...rows].reverse()));
    const [one, two] = [found, turned].map(({ estimates }) => estimates);
    expect(two).toEqual(one);
  });

  it('leaves the difficulty of cases out where all readers read the same', async () => {
    const hard = Object.fromEntries(
      Object.entries(six).map(([reader, [first, second]]) => [reader, [first!, second! - 0.5]]),
    );
    const easy = figureOf(await compare(versioned(scores(six))), 'B', 'A');
    const other = figureOf(await compare(versioned(scores(hard))), 'B', 'A');
    expect(other.low).toBeCloseTo(easy.low!, 12);
    expect(other.high).toBeCloseTo(easy.high!, 12);
  });

  it('judges against a margin in three ways', async () => {
    const many = (shift: number): Row[] =>
      scores(
        Object.fromEntries(
          Array.from({ length: 12 }, (_, at) => {
            const value = 0.7 + 0.01 * (at >> 1) + (at % 2) * shift;
            return [`${at % 2 === 0 ? 'a' : 'b'}${at}`, [value, value]];
          }),
        ),
      );
    const verdict = async (shift: number, margin: number): Promise<string> => {
      const { findings } = await compare(versioned(many(shift)), { margin });
      return findings.find(({ role }) => role === 'confirmatory')!.verdict;
    };
    expect(await verdict(0, 0.1)).toBe('within-margin');
    expect(await verdict(0.3, 0.1)).toBe('beyond-margin');
    expect(await verdict(0.1, 0.1)).toBe('cannot-tell');
    const open = await compare(versioned(many(0.3)));
    expect(open.findings[0]).toMatchObject({ role: 'description', reason: 'version-difference' });
    const old = await compare(versioned(many(0.3)), { margin: 0.1, isRandomised: false });
    expect(old.findings[0]).toMatchObject({
      role: 'description',
      verdict: 'not-assessable',
      reason: 'not-randomised',
    });
  });

  it('has no figure of a version with one reader, and says why', async () => {
    const { a1, a2, a3, b1 } = six;
    const found = await compare(versioned(scores({ a1, a2, a3, b1 })));
    expect(figureOf(found, 'B')).toMatchObject({ value: null, undefinedReason: 'one-reader' });
    expect(figureOf(found, 'B', 'A')).toMatchObject({ value: null, undefinedReason: 'one-reader' });
    expect(found.findings[0]!.sentence).toContain('one reader only');
    expect(found.warnings.map(({ code }) => code)).toContain('too-few-readers');
  });

  it('of readers who share no case says that, and of too many readers that they are too many', async () => {
    const apart = ['r1', 'r2', 'r3'].map((reader, at) => ({
      reader,
      version: 'A',
      caseId: `c${at}`,
      answer: at === 0 ? 'yes' : 'no',
    }));
    const found = await compare(versioned(apart));
    expect(figureOf(found, 'A')).toMatchObject({ value: null, undefinedReason: 'no-pairs' });
    const { readings, options } = versioned(apart);
    const crowd = { ...readings, readerNames: Array.from({ length: 3001 }, (_, at) => `r${at}`) };
    const none = await compare({ readings: crowd, options });
    expect(none.summary).toEqual(['There is nothing to compare.']);
    expect(none.warnings.map(({ code }) => code)).toEqual(['too-many-readers']);
  });

  it('never pools readers who read under several versions: each is compared with the own readings', async () => {
    const both: Row[] = ['x', 'y', 'z'].flatMap((reader, at) => [
      { reader, version: 'A', caseId: 'c0', answer: 0.1 },
      { reader, version: 'B', caseId: 'c0', answer: 0.3 + 0.01 * at },
      { reader, version: 'B', caseId: 'c9', answer: 0.5 },
    ]);
    const plain = await compare(versioned(scores(six)));
    const found = await compare(versioned([...scores(six), ...both]));
    for (const version of ['A', 'B']) {
      const [own, before] = [found, plain].map((one) => figureOf(one, version));
      expect(own).toMatchObject({ value: before!.value, readerCount: 3 });
    }
    const within = figureOf(found, 'B', 'A', 'within');
    expect(within.value).toBeCloseTo((0.3 + 0.305 + 0.31) / 3, 14);
    expect(within).toMatchObject({ readerCount: 3, caution: 'too-few-readers' });
    const told = found.findings.find(({ metric }) => metric === 'mean-score-within-readers');
    expect(told).toMatchObject({ verdict: 'not-assessable', reason: 'not-randomised' });
    expect(told!.sentence).toContain('not randomised: time and practice are mixed in');
    const section = found.sections.find(({ id }) => id === 'within-readers')!;
    expect(section.lead).toContain('not randomised');
    const table = section.blocks.find(({ kind }) => kind === 'table');
    // Of nine readings six are of the case read under both.
    expect(table).toMatchObject({ rows: [{ readers: 3, shared: 2 / 3 }] });
    expect(found.warnings.map(({ code }) => code)).toContain('several-versions');
  });

  it('of a study whose readers all went from one version to the next says that nothing was randomised', async () => {
    const rows: Row[] = ['r1', 'r2', 'r3', 'r4'].flatMap((reader, at) => [
      { reader, version: '9', caseId: 'c0', answer: 0.5 + 0.01 * at },
      { reader, version: '10', caseId: 'c1', answer: 0.6 + 0.02 * at },
    ]);
    const found = await compare(versioned(rows));
    expect(found.summary[0]).toContain('No reader read under one version alone');
    expect(found.summary[1]).toContain('changed by +0.115');
    expect(found.summary[1]).toContain('from 9 to 10');
    expect(found.sections.map(({ id }) => id)).toEqual(['within-readers']);
    expect(figureOf(found, '10', '9')).toMatchObject({
      value: null,
      undefinedReason: 'no-readers',
    });
  });

  it('gives limits of three versions that hold together, for every pair', async () => {
    const c = { c1: [0.5, 0.5], c2: [0.45, 0.5], c3: [0.55, 0.6] };
    const found = await compare(versioned(scores({ ...six, ...c })));
    const two = await compare(versioned(scores(six)));
    const pairs = found.estimates.filter(({ versus }) => versus !== null);
    expect(pairs.map((one) => [one.slice['instructions'], one.versus])).toEqual([
      ['B', 'A'],
      ['C', 'A'],
      ['C', 'B'],
    ]);
    const width = (one: { low: number | null; high: number | null }): number =>
      one.high! - one.low!;
    expect(width(figureOf(found, 'B', 'A'))).toBeGreaterThan(width(figureOf(two, 'B', 'A')));
    expect(found.methods.join(' ')).toContain('hold together');
  });

  it('holds answers against the reference; cannot tell is counted and enters nothing', async () => {
    const rows = (reader: string, version: string, said: readonly (string | null)[]): Row[] =>
      said.map((answer, at) => ({
        reader,
        version,
        caseId: `c${at}`,
        answer,
        truth: ['yes', 'no', 'other', null][at]!,
      }));
    const found = await compare(
      versioned([
        ...rows('r1', 'A', ['yes', 'no', 'no', 'no']),
        ...rows('r2', 'A', ['no', 'no', 'no', 'yes']),
        ...rows('r3', 'B', ['yes', null, 'no', 'no']),
        ...rows('r4', 'B', ['yes', 'yes', 'no', null]),
      ]),
    );
    const [a, b] = [figureOf(found, 'A'), figureOf(found, 'B')];
    expect(a.metric).toBe('equal-to-reference');
    expect(a.value).toBeCloseTo((2 / 3 + 1 / 3) / 2, 14);
    expect(b.value).toBeCloseTo((1 / 2 + 1 / 3) / 2, 14);
    expect(b.readingCount).toBe(5);
    const counts = found.sections[0]!.blocks.find(({ kind }) => kind === 'table');
    expect(counts).toMatchObject({ rows: [{ unsure: 0 }, { unsure: 2 }] });
    expect(found.warnings.find(({ code }) => code === 'no-reference')!.sentence).toContain(
      '3 readings',
    );
  });

  it('without a reference says that it is agreement and not accuracy', async () => {
    const said = { a1: 'yyn', a2: 'yyy', a3: 'ynn', b1: 'yyn', b2: 'yyn', b3: 'yyn', b4: 'nyn' };
    const rows = Object.entries(said).flatMap(([reader, answers]) =>
      [...answers].map((answer, at) => ({
        reader,
        version: reader.slice(0, 1),
        caseId: `c${at}`,
        answer,
      })),
    );
    const found = await compare(versioned(rows));
    // Pairs of a: 2/3, 2/3 and 1/3. Of b: three of 1 and three of 2/3.
    expect(figureOf(found, 'a').value).toBeCloseTo(5 / 9, 14);
    expect(figureOf(found, 'b').value).toBeCloseTo(5 / 6, 14);
    expect(figureOf(found, 'a').metric).toBe('equal-answers');
    expect(found.summary.at(-1)).toContain('agreement, not accuracy');
  });

  it('holds masks against those of the reference, or of each other', async () => {
    const drawn: Readonly<Record<string, readonly number[]>> = {
      gold: [1, 1, 0, 0],
      a1: [1, 1, 0, 0],
      a2: [1, 0, 0, 0],
      b1: [1, 1, 1, 1],
      b2: [0, 0, 0, 0],
    };
    const names = Object.keys(drawn);
    const rows: Row[] = names.map((reader, at) => ({
      reader,
      version: reader === 'gold' ? null : reader.slice(0, 1),
      caseId: 'c0',
      answer: at,
    }));
    const { readings, options } = versioned(rows);
    const masked = {
      options,
      readings: {
        ...readings,
        questions: readings.questions.map((one) => ({
          ...one,
          name: 'mask',
          kind: 'mask' as const,
        })),
      },
    };
    const masks = {
      name: 'mask',
      readersOfCase: [names.map((_, at) => at)],
      unit: 'px' as const,
      load: async (): Promise<Mask[]> =>
        names.map((name) => ({
          shape: [2, 2],
          spacingMm: [1, 1],
          data: Uint8Array.from(drawn[name]!),
        })),
    };
    const against = await compare(masked, { masks, reference: 0 });
    expect(figureOf(against, 'a')).toMatchObject({ metric: 'dice-with-reference', readerCount: 2 });
    expect(figureOf(against, 'a').value).toBeCloseTo((1 + 2 / 3) / 2, 14);
    expect(figureOf(against, 'b').value).toBeCloseTo((2 / 3 + 0) / 2, 14);
    const each = await compare(masked, { masks });
    expect(figureOf(each, 'a').metric).toBe('pairwise-dice');
    expect(figureOf(each, 'a').value).toBeCloseTo(2 / 3, 14);
    expect(figureOf(each, 'b').value).toBe(0);
    expect(each.warnings.find(({ code }) => code === 'no-version')!.sentence).toContain(
      '1 reading ',
    );
  });

  it('hides figures of few people, and with a reader the others of the version', async () => {
    const found = await compare(versioned(scores(six), 2), { suppressBelow: 2 });
    expect(figureOf(found, 'A')).toMatchObject({ value: null, suppressed: true });
    expect(figureOf(found, 'B', 'A').value).toBeNull();
    expect(JSON.stringify(found.sections)).not.toMatch(/0\.7\d/);
    const open = await compare(versioned(scores(six), 1), { suppressBelow: 2 });
    expect(figureOf(open, 'A').value).not.toBeNull();
    const one = scores({ ...six, a3: [0.8] });
    const table = (await compare(versioned(one, 1), { suppressBelow: 2 })).sections
      .find(({ id }) => id === 'readers')!
      .blocks.find(({ kind }) => kind === 'table');
    expect(table).toMatchObject({
      rows: [
        { reader: 'a1', value: null },
        { reader: 'a2', value: null },
        { reader: 'a3', value: null },
        { reader: 'b1', value: 0.9 },
        { reader: 'b2' },
        { reader: 'b3' },
      ],
    });
  });
});

it('versions stand in the order of their numbers, or of their letters', () => {
  expect(orderVersions(['10', '9', '9', '1'])).toEqual(['1', '9', '10']);
  expect(orderVersions(['b', '10', 'B', '9'])).toEqual(['10', '9', 'B', 'b']);
});
