import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  readSelfProof,
  type StoredSelfProof,
  statisticsHash,
} from '../src/self-proof/read-self-proof.ts';
import { hashStatistics } from '../src/self-proof/statistics-hash.ts';
import {
  isUnexpected,
  type VerifyOptions,
  verifyStatistics,
} from '../src/verify/verify-statistics.ts';
import { failure } from './support/coded.ts';
import { folderWith } from './support/folder.ts';

const short: VerifyOptions = {
  isFull: false,
  statePath: null,
  savePath: null,
  seed: 1,
  workers: 1,
  clock: () => '2000-01-02T00:00:00.000Z',
  now: () => 0,
  pick: (cell) => cell.claim === 'C3',
};

describe('verifyStatistics', () => {
  it('gives one row a measure, with its binomial limits, and saves what the release carries', async () => {
    const folder = await folderWith();
    const savePath = join(folder, 'proof.json');
    const proof = await verifyStatistics({ ...short, savePath });
    expect(proof).toMatchObject({ date: '2000-01-02', seed: 1, isStale: false });
    expect(proof.rows.length).toBeGreaterThan(0);
    for (const row of proof.rows) {
      expect(row.low).toBeLessThanOrEqual(row.observed);
      expect(row.high).toBeGreaterThanOrEqual(row.observed);
      expect(isUnexpected(row)).toBe(false);
    }
    const stored = JSON.parse(await readFile(savePath, 'utf8')) as StoredSelfProof;
    expect(stored.rows).toEqual(proof.rows);
    expect(Object.hasOwn(stored, 'isStale')).toBe(false);
  });

  it('goes on from finished cells, and from none when the seed is another', async () => {
    const folder = await folderWith();
    const statePath = join(folder, 'state.json');
    const first = await verifyStatistics({ ...short, statePath });
    const state = JSON.parse(await readFile(statePath, 'utf8')) as {
      cells: Record<string, { observed: number }[]>;
    };
    const [id] = Object.keys(state.cells);
    state.cells[id!]![0]!.observed = 0.123;
    await writeFile(statePath, JSON.stringify(state));
    const again = await verifyStatistics({ ...short, statePath });
    expect(again.rows.some((row) => row.observed === 0.123)).toBe(true);
    const other = await verifyStatistics({ ...short, statePath, seed: 2 });
    expect(other.rows.some((row) => row.observed === 0.123)).toBe(false);
    expect(first.rows).toHaveLength(again.rows.length);
  });

  it('a stop ends it', async () => {
    const error = await failure(verifyStatistics({ ...short, signal: AbortSignal.abort() }));
    expect(error.code).toBe('stats/cancelled');
  });
});

describe('the table that the release carries', () => {
  it('the hash follows the content of every file the simulations reach, and of no other', async () => {
    const cells = "import { run } from '../run.ts';\n";
    const a = await folderWith({ 'verify/cells.ts': cells, 'run.ts': 'export {};\n', 'y.ts': '1' });
    const b = await folderWith({
      'verify/cells.ts': `// note\n${cells}`,
      'run.ts': 'export {};\r\n',
    });
    const c = await folderWith({ 'verify/cells.ts': cells, 'run.ts': 'export { };\n' });
    expect(await hashStatistics(a)).toBe(await hashStatistics(b));
    expect(await hashStatistics(a)).not.toBe(await hashStatistics(c));
  });

  it('is of this statistics code, holds, and is marked stale for any other', async () => {
    const current = await statisticsHash();
    const proof = await readSelfProof(current);
    expect(proof?.statisticsHash).toBe(current);
    expect(proof?.isStale).toBe(false);
    expect((await readSelfProof('another'))?.isStale).toBe(true);
    expect(proof?.rows.length).toBeGreaterThan(300);
    expect(proof?.rows.filter(isUnexpected)).toEqual([]);
    expect(proof).toMatchObject({
      date: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      seed: expect.any(Number),
      minutes: expect.any(Number),
    });
  });
});
