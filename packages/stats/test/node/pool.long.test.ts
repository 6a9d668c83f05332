import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { runEngine } from '../../src/engine/run-in-process.ts';
import { createPool } from '../../src/node/pool.ts';
import { makeStudy } from '../engine/study.ts';

const pools = [1, 2, 8].map((workers) => createPool({ workers, smallWork: 0 }));
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.close()));
});
const job = {
  ...makeStudy({ patients: 80, images: 3, levels: 4, seed: 9, steps: 40 }),
  replicates: 130,
  permutations: 120,
};
/** A hash of every number's bits, of every key and of every string. */
const bytes = (value: unknown): string => {
  const text = JSON.stringify(value, (_, v: unknown) =>
    v instanceof Float64Array ? Buffer.from(v.slice().buffer).toString('base64') : v,
  );
  return createHash('sha256').update(text).digest('hex');
};

describe('a pool', () => {
  it('gives the same bytes with 1, 2 and 8 workers and in the calling thread', async () => {
    const expected = bytes(runEngine(job));
    for (const pool of pools) expect(bytes(await pool.run(job))).toBe(expected);
  });
  it('does the same for levels that vary, weights and two attributes', async () => {
    const base = makeStudy({
      patients: 60,
      images: 3,
      levels: 3,
      seed: 21,
      varies: true,
      weights: true,
      missing: true,
    });
    const second = makeStudy({ patients: 60, images: 3, levels: 2, seed: 22 });
    const both = {
      ...base,
      attributes: [...base.attributes, ...second.attributes],
      permutations: 60,
    };
    const expected = bytes(runEngine(both));
    expect(bytes(await pools[1]!.run(both))).toBe(expected);
    expect(bytes(await pools[2]!.run(both))).toBe(expected);
  });
  it('reports progress up to the total', async () => {
    const seen: [number, number][] = [];
    await pools[1]!.run(job, { onProgress: (done, total) => seen.push([done, total]) });
    expect(seen.at(-1)).toEqual([251, 251]);
    expect(seen.every(([done], i) => i === 0 || done > seen[i - 1]![0])).toBe(true);
  });
  it('stops when asked and works on afterwards', async () => {
    const controller = new AbortController();
    const long = { ...job, replicates: 20_000, permutations: 0, keepReplicates: false };
    const run = pools[1]!.run(long, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(run).rejects.toMatchObject({ code: 'stats/cancelled' });
    expect(bytes(await pools[1]!.run(job))).toBe(bytes(runEngine(job)));
  });
  it('does many jobs asked at once, each with its own bytes', async () => {
    const jobs = [1, 2, 3, 4, 5].map((seed) => ({ ...job, seed }));
    const expected = jobs.map((one) => bytes(runEngine(one)));
    for (const pool of pools) {
      const found = await Promise.all(jobs.map((one) => pool.run(one)));
      expect(found.map(bytes)).toEqual(expected);
    }
  });
  it('stops one of many jobs and goes on with the others', async () => {
    const controller = new AbortController();
    const jobs = [1, 2, 3, 4, 5, 6].map((seed) => ({ ...job, seed }));
    const found = await Promise.allSettled(
      jobs.map((one, i) =>
        pools[1]!.run(
          one,
          i === 0
            ? { signal: controller.signal, onProgress: () => controller.abort() }
            : i === 3
              ? { signal: AbortSignal.abort() }
              : {},
        ),
      ),
    );
    for (const [i, one] of jobs.entries()) {
      if (i === 0 || i === 3) {
        expect(found[i]).toMatchObject({ reason: { code: 'stats/cancelled' } });
      } else expect(found[i]).toMatchObject({ status: 'fulfilled' });
      const { value } = found[i] as PromiseFulfilledResult<unknown>;
      if (value !== undefined) expect(bytes(value)).toBe(bytes(runEngine(one)));
    }
  });
  it('refuses a wrong job among many as it refuses it alone', async () => {
    const jobs = [1, 2, 3, 4].map((seed) => ({ ...job, seed }));
    const wrong = { ...job, patient: job.patient.slice(1) };
    const found = await Promise.allSettled([wrong, ...jobs].map((one) => pools[1]!.run(one)));
    expect(found[0]).toMatchObject({ reason: { code: 'stats/length-mismatch' } });
    expect(found.slice(1).map(({ status }) => status)).toEqual(jobs.map(() => 'fulfilled'));
  });
  it('may start its workers at once', async () => {
    const pool = createPool({ workers: 2, smallWork: 0, isEager: true });
    expect(bytes(await pool.run(job))).toBe(bytes(runEngine(job)));
    await pool.close();
  });
  it('refuses a senseless number of workers', () => {
    expect(() => createPool({ workers: 0 })).toThrow(/stats\/bad-argument/);
  });
});
