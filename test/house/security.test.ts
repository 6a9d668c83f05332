import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readText, root } from '../support/house.ts';

const page = 'docs/security/asvs.md';

/**
 * How many requirements of levels 1 and 2 each section of ASVS 5.0.0 has; they are numbered from 1, those of level 3
 * after them.
 */
const sections: Readonly<Record<string, readonly number[]>> = {
  1: [2, 9, 11, 3, 2],
  2: [3, 3, 4, 1],
  3: [0, 2, 4, 6, 5, 0, 2],
  4: [3, 1, 2, 4],
  5: [1, 3, 2, 3],
  6: [3, 12, 4, 4, 5, 3, 0, 4],
  7: [3, 4, 2, 5, 2, 2],
  8: [2, 3, 1, 1],
  9: [3, 4],
  10: [2, 2, 4, 11, 5, 2, 3],
  11: [2, 3, 3, 4, 1, 1],
  12: [3, 2, 4],
  13: [1, 5, 2, 5],
  14: [2, 4, 3],
  15: [3, 3, 7],
  16: [1, 5, 4, 3, 3],
  17: [1, 4, 2],
};

interface Row {
  readonly id: string;
  readonly state: string;
  readonly shown: string;
}

const rows: readonly Row[] = [
  ...readText(page).matchAll(/^\| (\d+\.\d+\.\d+) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$/gm),
].map(([, id = '', state = '', shown = '']) => ({ id, state, shown }));

/** Files and tests that a row names. */
function testsOf({ shown }: Row): readonly { readonly path: string; readonly name: string }[] {
  return [...shown.matchAll(/\[[\w-]+\]\(([^)]+\.ts)\)(?:: ([^;]+))?/g)].map(
    ([, path = '', name = '']) => ({ path: join(dirname(page), path), name: name.trim() }),
  );
}

describe('the self-assessment of security', () => {
  it('has one row for each requirement of levels 1 and 2, in their order', () => {
    const wanted = Object.entries(sections).flatMap(([chapter, counts]) =>
      counts.flatMap((count, at) =>
        Array.from({ length: count }, (_, i) => `${chapter}.${at + 1}.${i + 1}`),
      ),
    );
    expect(wanted.length).toBe(253);
    expect(rows.map(({ id }) => id)).toEqual(wanted);
  });

  it('says the state of each, and something to each that is not met', () => {
    for (const row of rows) {
      expect(['met', 'partly', 'open', 'operator', 'n/a']).toContain(row.state);
      expect([row.id, row.shown.trim().length > 3]).toEqual([row.id, true]);
      const words = row.shown.replaceAll(/\[[\w-]+\]\([^)]+\.ts\)(: [^;]+)?/g, '');
      const needsWords = row.state === 'partly' || row.state === 'open' || row.state === 'operator';
      if (needsWords) expect([row.id, /\p{L}{3}/u.test(words)]).toEqual([row.id, true]);
    }
  });

  it('counts its states as they stand', () => {
    const count = (state: string): number => rows.filter((row) => row.state === state).length;
    expect(readText(page).replaceAll('\n', ' ')).toContain(
      `${count('met')} are met, ${count('partly')} partly, ${count('open')} are open, ${count('operator')} are the operator's, ${count('n/a')} do not apply`,
    );
  });

  it('names tests that exist', () => {
    const named = rows.flatMap((row) => testsOf(row).map((one) => ({ id: row.id, ...one })));
    expect(named.length).toBeGreaterThan(100);
    const missing = named.filter(({ path, name }) => {
      const file = join(root, path);
      if (!/\.test\.ts$/.test(path) || !existsSync(file)) return true;
      return name !== '' && !readFileSync(file, 'utf8').includes(name);
    });
    expect(missing).toEqual([]);
  });
});
