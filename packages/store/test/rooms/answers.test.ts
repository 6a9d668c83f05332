import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  answerHistory,
  answerOf,
  answersAt,
  answersOfReader,
  answersToCase,
  readEvents,
  type Store,
  saveAnswer,
  verifyStore,
} from '../../src/index.ts';
import { hammer } from '../support/hammer.ts';
import { answerTo, type SmallStudy, smallStudy } from '../support/small-study.ts';
import { temporaryStore } from '../support/temporary-store.ts';

let store: Store;
let remove: () => Promise<void>;
let study: SmallStudy;
beforeAll(async () => {
  ({ store, remove } = await temporaryStore());
  study = await smallStudy(store, 2, 3);
});
afterAll(() => remove());

const save = (assignmentId: string, expected: number, document: unknown, requestId: string) =>
  store.change({ actor: 'reader' }, (tx) =>
    saveAnswer(tx, answerTo(assignmentId, expected, document, requestId)),
  );

test('a save makes a version, a stale one gets both, a repeated one is stored once', async () => {
  const id = study.assignments[0]?.id ?? '';
  expect(await save(id, 0, { q: 1 }, 'r1')).toMatchObject({
    saved: { version: 1 },
    isRepeat: false,
  });
  expect(await save(id, 1, { q: 2 }, 'r2')).toMatchObject({ saved: { version: 2 } });
  expect(await save(id, 1, { q: 3 }, 'r3')).toEqual({
    conflict: {
      stored: expect.objectContaining({ version: 2, document: { q: 2 } }),
      offered: { q: 3 },
      expectedVersion: 1,
    },
  });
  // The acknowledgement of r2 was lost and the browser sends it again.
  expect(await save(id, 1, { q: 2 }, 'r2')).toMatchObject({
    saved: { version: 2 },
    isRepeat: true,
  });
  const answer = await store.read((tx) => answerOf(tx, id));
  expect(await store.read((tx) => answerHistory(tx, answer?.id ?? ''))).toMatchObject([
    { version: 1, document: { q: 1 } },
    { version: 2, document: { q: 2 } },
  ]);
  await expect(save('none', 0, {}, 'r')).rejects.toMatchObject({ code: 'store/not-found' });
});

test('a document comes back with the same hash, whatever JSON can say', async () => {
  const id = study.assignments[1]?.id ?? '';
  const document = JSON.parse(
    '{"b":[1e21,-0.0,1.5e-7],"a":"\\u0000\\ud800\\u2028é","__proto__":{"x":1},"constructor":null}',
  ) as unknown;
  await save(id, 0, document, 'r1');
  const stored = await store.read((tx) => answerOf(tx, id));
  expect(Object.keys(stored?.document as object).sort()).toEqual([
    '__proto__',
    'a',
    'b',
    'constructor',
  ]);
  expect((await verifyStore(store)).faults).toEqual([]);
});

test('two first saves at once: one is stored, the other gets both', async () => {
  const id = study.assignments[2]?.id ?? '';
  const results = await Promise.all([save(id, 0, { tab: 1 }, 'a'), save(id, 0, { tab: 2 }, 'b')]);
  expect(results.filter((result) => 'saved' in result)).toHaveLength(1);
  expect(results.filter((result) => 'conflict' in result)).toHaveLength(1);
});

test('the state at any instant is replayed from the history', async () => {
  const { studyId, assignments, readerIds, caseIds } = study;
  const id = assignments[3]?.id ?? '';
  await save(id, 0, { n: 1 }, 'r1');
  const answer = await store.read((tx) => answerOf(tx, id));
  await new Promise((resolve) => setTimeout(resolve, 5));
  await save(id, 1, { n: 2 }, 'r2');
  const then = await store.read((tx) => answersAt(tx, studyId, answer?.savedAt ?? ''));
  expect(then.find(({ answerId }) => answerId === answer?.id)).toMatchObject({
    document: { n: 1 },
  });
  expect(await store.read((tx) => answersAt(tx, studyId, '2001-01-01T00:00:00.000Z'))).toEqual([]);
  expect(await store.read((tx) => answersOfReader(tx, studyId, readerIds[1] ?? ''))).toHaveLength(
    1,
  );
  expect(await store.read((tx) => answersToCase(tx, studyId, caseIds[0] ?? ''))).toHaveLength(2);
});

test('earlier versions cannot be changed', async () => {
  await expect(
    store.change({ actor: 'x' }, (tx) =>
      tx.client.query(`update answer_versions set document = '{}'`),
    ),
  ).rejects.toMatchObject({ code: 'store/refused' });
});

test('20 writers on few cases lose nothing', async () => {
  const { studyId, assignments } = await smallStudy(store, 1, 5, 'hammered');
  const result = await hammer(
    store,
    studyId,
    assignments.map(({ id }) => id),
    20,
    20,
  );
  console.log(result);
  expect(result).toMatchObject({ lost: 0, faults: 0, saves: 400 });
  expect(result.conflicts).toBeGreaterThan(0);
  const events = await store.read((tx) => readEvents(tx, { chain: studyId, limit: 10_000 }));
  expect(events.filter(({ action }) => action === 'answer.save')).toHaveLength(400);
});
