import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addCase,
  addConsensusLabels,
  addImage,
  addJob,
  addMessage,
  addOrder,
  addReadingEvents,
  addStrokes,
  assignmentsOfReader,
  type Blob,
  balanceBlobs,
  blobsOf,
  cancelJob,
  casesOfImage,
  changeCase,
  closeStudy,
  countAssignments,
  draftOf,
  dropDraft,
  endJob,
  hashDocument,
  imageFrame,
  imagesByPixels,
  imagesOfCases,
  instructionsReadBy,
  labelHistory,
  listCases,
  listConsensusLabels,
  listFrames,
  listProtocols,
  listReadingEvents,
  lockedStudy,
  lockProtocol,
  moveAssignment,
  nextAssignment,
  noteInstructionRead,
  openAdjudication,
  orderOf,
  removeCase,
  reportJob,
  resolveThread,
  type Store,
  saveAdjudication,
  saveAnswer,
  saveDraft,
  saveInstructions,
  saveProtocol,
  strokesAfter,
  studyById,
  takeJob,
  threadsOf,
  unfinishedJobs,
  verifyStore,
} from '../../src/index.ts';
import { answerTo, type SmallStudy, smallStudy } from '../support/small-study.ts';
import { temporaryStore } from '../support/temporary-store.ts';

let store: Store;
let remove: () => Promise<void>;
let study: SmallStudy;
beforeAll(async () => {
  ({ store, remove } = await temporaryStore());
  study = await smallStudy(store, 2, 4);
});
afterAll(async () => {
  expect((await verifyStore(store)).faults).toEqual([]);
  await remove();
});
const by = { actor: 'curator' };

test('a study whose row is held for a change lets readers hand in, and no second change in', async () => {
  const { studyId, assignments } = await smallStudy(store, 1, 1, 'held');
  const id = assignments[0]?.id ?? '';
  const order: string[] = [];
  let second: Promise<unknown> = Promise.resolve();
  await store.change(by, async (tx) => {
    await lockedStudy(tx, studyId);
    await store.change({ actor: 'reader' }, async (beside) => {
      // Only where it is kept waiting: then it fails instead of waiting for ever.
      await beside.client.query("set local lock_timeout = '5s'");
      await saveAnswer(beside, {
        ...answerTo(id, 0, { said: 'yes' }, 'request'),
        isSubmitted: true,
      });
    });
    order.push('handed in');
    second = store.change(by, async (beside) => {
      await lockedStudy(beside, studyId);
      order.push('second change');
    });
    // The second has its connection and waits once the database says so.
    for (let waiting = 0; waiting === 0; ) {
      const { rows } = await tx.client.query<{ count: string }>(
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and pid <> pg_backend_pid()",
      );
      waiting = Number(rows[0]?.count);
    }
    order.push('first change');
  });
  await second;
  expect(order).toEqual(['handed in', 'first change', 'second change']);
});

test('a protocol is saved by version, locked by hash, and amended only with a reason', async () => {
  const { studyId } = await smallStudy(store, 0, 0, 'protocol');
  const save = (expected: number, document: unknown, why?: string) =>
    store.change(by, (tx) => saveProtocol(tx, studyId, expected, document, why));
  expect(await save(0, { questions: 1 })).toMatchObject({ saved: { version: 1, lockedAt: null } });
  expect(await save(0, { questions: 9 })).toMatchObject({
    conflict: { stored: { version: 1, document: { questions: 1 } }, offered: { questions: 9 } },
  });
  await save(1, { questions: 2 });
  const lock = (hash: string) => store.change(by, (tx) => lockProtocol(tx, studyId, hash));
  await expect(lock(hashDocument({ questions: 1 }))).rejects.toMatchObject({
    code: 'store/bad-state',
  });
  expect(await lock(hashDocument({ questions: 2 }))).toMatchObject({ version: 2 });
  await expect(lock(hashDocument({ questions: 2 }))).rejects.toMatchObject({
    code: 'store/bad-state',
  });
  await expect(save(2, { questions: 3 })).rejects.toMatchObject({ code: 'store/bad-argument' });
  expect(await save(2, { questions: 3 }, 'a class was missing')).toMatchObject({
    saved: { version: 3, why: 'a class was missing' },
  });
  await store.change(by, (tx) => closeStudy(tx, studyId));
  await expect(save(3, {}, 'late')).rejects.toMatchObject({ code: 'store/bad-state' });
  expect(await store.read((tx) => studyById(tx, studyId))).toMatchObject({
    state: 'closed',
    protocolVersion: 3,
  });
  expect(await store.read((tx) => listProtocols(tx, studyId))).toHaveLength(3);
});

test('instructions are versioned, and who has read which is known', async () => {
  const { studyId, readerIds } = study;
  const [reader = ''] = readerIds;
  await store.change(by, (tx) => saveInstructions(tx, studyId, 0, { text: 'one' }));
  await store.change(by, (tx) => saveInstructions(tx, studyId, 1, { text: 'two' }));
  expect(
    await store.change(by, (tx) => saveInstructions(tx, studyId, 1, { text: 'x' })),
  ).toMatchObject({
    conflict: { stored: { version: 2 } },
  });
  for (let i = 0; i < 2; i += 1) {
    await store.change(by, (tx) => noteInstructionRead(tx, studyId, 1, reader));
  }
  expect(await store.read((tx) => instructionsReadBy(tx, studyId, reader))).toEqual([1]);
});

test('an image keeps its frames in order, and its blobs are in use', async () => {
  const { studyId } = study;
  const frames: Blob[] = [];
  for (const text of ['frame 0', 'frame 1', 'frame 0'])
    frames.push(await store.blobs.put(Buffer.from(text)));
  const thumbnail = await store.blobs.put(Buffer.from('thumbnail'));
  const unused = await store.blobs.put(Buffer.from('nobody needs this'));
  const image = await store.change(by, (tx) =>
    addImage(tx, { studyId, record: { width: 2 }, header: {}, pixelHash: 'p', frames, thumbnail }),
  );
  expect(
    (await store.read((tx) => listFrames(tx, image.id))).map(({ blobHash }) => blobHash),
  ).toEqual(frames.map(({ hash }) => hash));
  expect(await store.read((tx) => imageFrame(tx, image.id, 1))).toMatchObject({
    blobHash: frames[1]?.hash,
  });
  expect(await store.read((tx) => imageFrame(tx, image.id, 3))).toBeNull();
  expect(await store.read((tx) => blobsOf(tx, 'image', image.id))).toHaveLength(3);
  expect(await store.read((tx) => imagesByPixels(tx, studyId, 'p'))).toMatchObject([
    { id: image.id },
  ]);
  const balance = await store.read((tx) => balanceBlobs(tx, store.blobs, Number.POSITIVE_INFINITY));
  expect(balance).toEqual({ unused: [unused], missing: [] });
  expect((await store.read((tx) => balanceBlobs(tx, store.blobs, 0))).unused).toEqual([]);
  const shown = await store.change(by, (tx) =>
    addCase(tx, {
      studyId,
      name: 'with image',
      document: {},
      images: [{ imageId: image.id, view: 'axial' }],
    }),
  );
  expect(await store.read((tx) => casesOfImage(tx, image.id))).toEqual([shown.id]);
  expect(await store.read((tx) => imagesOfCases(tx, [shown.id]))).toMatchObject([
    { view: 'axial', position: 0 },
  ]);
  await store.blobs.remove(thumbnail.hash);
  expect((await store.read((tx) => balanceBlobs(tx, store.blobs, 0))).missing).toEqual([
    thumbnail.hash,
  ]);
  await store.blobs.put(Buffer.from('thumbnail'));
});

test('a case is changed and taken out, and a name stands once in a study', async () => {
  const { studyId } = await smallStudy(store, 0, 2, 'cases');
  const [first] = await store.read((tx) => listCases(tx, studyId));
  const id = first?.id ?? '';
  expect(await store.change(by, (tx) => changeCase(tx, id, { gold: { answer: 1 } }))).toMatchObject(
    { gold: { answer: 1 } },
  );
  await store.change(by, (tx) => removeCase(tx, id, 'wrong patient'));
  expect(await store.read((tx) => listCases(tx, studyId))).toHaveLength(1);
  await expect(
    store.change(by, (tx) => addCase(tx, { studyId, name: 'case-1', document: {}, images: [] })),
  ).rejects.toMatchObject({ code: 'store/duplicate' });
  await expect(
    store.change(by, (tx) => addCase(tx, { studyId: 'none', name: 'x', document: {}, images: [] })),
  ).rejects.toMatchObject({ code: 'store/reference' });
});

test('assignments go through their states and are counted', async () => {
  const { studyId, readerIds, assignments } = study;
  const [reader = ''] = readerIds;
  const next = () => store.read((tx) => nextAssignment(tx, studyId, reader, ['read']));
  const first = await next();
  expect(first).toMatchObject({ position: 0, id: assignments[0]?.id });
  const move = (state: 'begun' | 'done' | 'open' | 'requeued') =>
    store.change(by, (tx) => moveAssignment(tx, first?.id ?? '', state));
  const begun = await move('begun');
  expect((await move('begun')).openedAt).toBe(begun.openedAt);
  expect((await move('done')).finishedAt).not.toBeNull();
  await expect(move('open')).rejects.toMatchObject({ code: 'store/bad-state' });
  expect((await next())?.position).toBe(1);
  expect(await store.read((tx) => assignmentsOfReader(tx, studyId, reader))).toHaveLength(4);
  expect(await store.read((tx) => countAssignments(tx, studyId))).toContainEqual({
    readerId: reader,
    kind: 'read',
    state: 'done',
    count: 1,
  });
  const order = { studyId, readerId: reader, seed: '7', algorithm: 'a', document: ['x', 'y'] };
  await store.change(by, (tx) => addOrder(tx, order));
  await store.change(by, (tx) => addOrder(tx, { ...order, document: ['x', 'y', 'z'] }));
  expect(await store.read((tx) => orderOf(tx, studyId, reader))).toMatchObject({
    revision: 2,
    document: ['x', 'y', 'z'],
  });
});

test('drafts conflict, repeat and vanish; strokes and events may be sent again', async () => {
  const id = study.assignments[5]?.id ?? '';
  const save = (expected: number, document: unknown, device: string) =>
    store.change(by, (tx) => saveDraft(tx, id, expected, document, device));
  await save(0, { a: 1 }, 'tab 1');
  expect(await save(0, { a: 1 }, 'tab 1')).toMatchObject({ saved: { version: 1 } });
  expect(await save(0, { a: 2 }, 'tab 2')).toMatchObject({
    conflict: { stored: { device: 'tab 1' } },
  });
  const strokes = [0, 1, 2].map((seq) => ({ seq, payload: { x: seq } }));
  const add = () => store.change(by, (tx) => addStrokes(tx, id, 'tab 1', strokes));
  expect([await add(), await add()]).toEqual([2, 2]);
  expect(await store.change(by, (tx) => addStrokes(tx, id, 'tab 1', []))).toBe(2);
  expect(await store.read((tx) => strokesAfter(tx, id, 'tab 1', 0))).toMatchObject([
    { payload: { x: 1 } },
    { payload: { x: 2 } },
  ]);
  const seen = [{ seq: 0, kind: 'open', at: '2026-01-01T00:00:00.000Z', payload: {} }];
  for (let i = 0; i < 2; i += 1)
    await store.change(by, (tx) => addReadingEvents(tx, id, 'tab 1', seen));
  expect(await store.read((tx) => listReadingEvents(tx, id))).toMatchObject(seen);
  await store.change(by, (tx) => dropDraft(tx, id));
  expect(await store.read((tx) => draftOf(tx, id))).toBeNull();
});

test('adjudications conflict, labels keep every version', async () => {
  const { studyId, caseIds, ownerId } = study;
  const [caseId = ''] = caseIds;
  const opened = await store.change(by, (tx) =>
    openAdjudication(tx, {
      studyId,
      caseId,
      adjudicatorId: ownerId,
      round: 1,
      document: { reads: ['A', 'B'] },
    }),
  );
  const decide = (expected: number) =>
    store.change(by, (tx) =>
      saveAdjudication(tx, opened.id, expected, {
        state: 'decided',
        document: { accept: 'A' },
        reasons: 'clear edge',
      }),
    );
  expect(await decide(1)).toMatchObject({ saved: { version: 2, state: 'decided' } });
  expect(await decide(1)).toMatchObject({ conflict: { stored: { version: 2 } } });
  const label = {
    studyId,
    caseId,
    questionId: 'q',
    label: 1,
    method: 'vote',
    sources: ['r1', 'r2'],
  };
  await store.change(by, (tx) => addConsensusLabels(tx, [label, { ...label, questionId: 'p' }]));
  await store.change(by, (tx) =>
    addConsensusLabels(tx, [{ ...label, label: 2, method: 'adjudicated' }]),
  );
  expect(await store.read((tx) => listConsensusLabels(tx, studyId))).toMatchObject([
    { questionId: 'p', version: 1 },
    { questionId: 'q', version: 2, label: 2 },
  ]);
  expect(await store.read((tx) => labelHistory(tx, studyId, caseId))).toHaveLength(3);
  // Unresolved is a label too: null, not a missing one.
  await store.change(by, (tx) =>
    addConsensusLabels(tx, [{ ...label, questionId: 'p', label: null, method: 'unresolved' }]),
  );
  expect(await store.read((tx) => listConsensusLabels(tx, studyId))).toMatchObject([
    { questionId: 'p', version: 2, label: null, method: 'unresolved' },
    { questionId: 'q', version: 2, label: 2 },
  ]);
});

test("a reader sees the threads they began with their answers, and nobody else's", async () => {
  const { studyId, readerIds, ownerId } = study;
  const [one = '', two = ''] = readerIds;
  const say = (authorId: string, body: string, threadId?: string) =>
    store.change({ actor: authorId }, (tx) =>
      addMessage(tx, {
        studyId,
        authorId,
        kind: threadId ? 'reply' : 'question',
        body,
        ...(threadId ? { threadId } : {}),
      }),
    );
  const mine = await say(one, 'Is this a cyst?');
  await say(two, 'Something else');
  await say(ownerId, 'Yes', mine.id);
  expect((await store.read((tx) => threadsOf(tx, studyId, one))).map(({ body }) => body)).toEqual([
    'Is this a cyst?',
    'Yes',
  ]);
  await store.change({ actor: ownerId }, (tx) => resolveThread(tx, studyId, mine.id));
});

test('a worker that was held up can no longer report or end its job', async () => {
  const { studyId } = study;
  const job = await store.change(by, (tx) =>
    addJob(tx, { studyId, kind: 'audit', input: { a: 1 } }),
  );
  const take = () => store.change(by, (tx) => takeJob(tx, job.id));
  const slow = await take();
  const quick = await take();
  const report = (fence: number) =>
    store.change(by, (tx) => reportJob(tx, job.id, fence, 0.5, 'half'));
  expect([await report(slow?.fence ?? 0), await report(quick?.fence ?? 0)]).toEqual([false, true]);
  const end = (fence: number) =>
    store.change(by, (tx) => endJob(tx, job.id, fence, { state: 'done', result: { ok: true } }));
  expect(await end(slow?.fence ?? 0)).toBeNull();
  expect(await end(quick?.fence ?? 0)).toMatchObject({
    state: 'done',
    progress: 1,
    result: { ok: true },
  });
  expect(await take()).toBeNull();
  const other = await store.change(by, (tx) => addJob(tx, { studyId, kind: 'x', input: {} }));
  expect(await store.read((tx) => unfinishedJobs(tx))).toMatchObject([{ id: other.id }]);
  expect(await store.change(by, (tx) => cancelJob(tx, other.id))).toMatchObject({
    state: 'cancelled',
  });
  expect(await store.read((tx) => unfinishedJobs(tx))).toEqual([]);
});
