import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backup, hashDocument, restore } from '../../src/index.ts';
import { smallStudy } from '../support/small-study.ts';
import { realWorld, temporaryStore } from '../support/temporary-store.ts';

/** 20,000 in CI, 100,000 in the long form: EQUIPOISE_ANNOTATIONS=100000. */
const annotations = Number(process.env['EQUIPOISE_ANNOTATIONS'] ?? 20_000);

test(`${annotations} annotations are restored within a minute`, async () => {
  const { store, folder, remove } = await temporaryStore();
  const { studyId, assignments } = await smallStudy(store, annotations / 1000, 1000);
  for (let start = 0; start < assignments.length; start += 5000) {
    const batch = assignments.slice(start, start + 5000);
    const documents = batch.map((_one, i) => ({ q: start + i, shape: [1, 2, 3, 4.5] }));
    await store.change({ actor: 'x' }, async (tx) => {
      const hashes = documents.map((document) => hashDocument(document));
      await tx.client.query(
        `with given as (
           select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) g (id, c, r, d, h)
         ), saved as (
           insert into answers select id, $6, c, r, id, 1, d::json, h, 1, 1, 0, false, null, $7::timestamptz, $7::timestamptz from given
         )
         select 1`,
        [
          batch.map((a) => a.id),
          batch.map((a) => a.caseId),
          batch.map((a) => a.readerId),
          documents.map((d) => JSON.stringify(d)),
          hashes,
          studyId,
          tx.at,
        ],
      );
      await tx.client.query(
        `insert into answer_versions select id, 1, 'r', document, hash, 1, 1, 0, false, null, 'x', null, null, saved_at
         from answers where id = any ($1)`,
        [batch.map((a) => a.id)],
      );
      for (const [i, { id }] of batch.entries()) {
        tx.record({
          chain: studyId,
          action: 'answer.save',
          object: { kind: 'answer', id },
          after: hashes[i] ?? null,
        });
      }
    });
  }
  const target = join(folder, 'backup');
  const before = performance.now();
  await backup(store, target);
  const between = performance.now();
  const { check } = await restore(target, { folder: join(folder, 'again'), world: realWorld() });
  const seconds = (performance.now() - between) / 1000;
  console.log(
    `${annotations} annotations (${check.eventCount} events): backup ${((between - before) / 1000).toFixed(1)} s, ` +
      `restore with its check ${seconds.toFixed(1)} s`,
  );
  expect(check.faults).toEqual([]);
  expect(check.documentCount).toBeGreaterThanOrEqual(2 * annotations);
  expect(seconds).toBeLessThan(60);
  await remove();
}, 600_000);
