import { labelHistory, listConsensusLabels } from '@equipoise/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addCases,
  invite,
  ownerAndStudy,
  readAll,
  smallInstructions,
  smallProtocol,
  type TestRoom,
  testRoom,
} from './support/room.ts';

let room: TestRoom | null = null;
beforeAll(async () => {
  room = await testRoom();
}, 120_000);
afterAll(async () => room?.remove());

describe('labels of cases that are open again', () => {
  it('are withdrawn, shown nowhere, and come back with the reads', async (context) => {
    if (room === null) return context.skip();
    const { owner, studyId } = await ownerAndStudy(room);
    const params = { studyId };
    const ann = await invite(room, owner, studyId, 'reader', 'ann');
    const ben = await invite(room, owner, studyId, 'reader', 'ben');
    const cyd = await invite(room, owner, studyId, 'reader', 'cyd');
    const cases = await addCases(owner, studyId, 6);
    const { images } = await owner.client.images({ params });
    const numbers = new Map(
      images.map(({ record, caseIds }) => [record.imageId, Number(caseIds[0]?.slice(5))]),
    );
    const document = smallProtocol(
      studyId,
      cases,
      [ann, ben, cyd].map(({ id }) => ({ readerId: id, roles: ['reader'] })),
      {
        reads: { perCase: 2 },
        adjudication: { kind: 'none' },
        instructions: smallInstructions(images[0]?.record.imageId ?? ''),
      },
    );
    await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
    await owner.client.lockProtocol({ params, body: { version: 1 } });
    const read = (reader: typeof ann) =>
      readAll(
        reader,
        studyId,
        (id) => numbers.get(id) ?? 0,
        (n) => (n % 2 === 0 ? 'yes' : 'no'),
      );
    let taken = 0;
    for (const reader of [ann, ben, cyd]) {
      const count = await read(reader);
      if (reader === ben) taken = count;
    }
    expect(taken).toBeGreaterThan(1);
    const settle = () => owner.client.settleConsensus({ params });
    /** What the pages and the export say. */
    const shown = async (): Promise<Record<string, number>> => {
      const { labels } = await owner.client.consensus({ params });
      const gallery = await owner.client.gallery({ params, query: {} });
      const csv = await owner.client.export({ params: { studyId, name: 'consensus.csv' } });
      return {
        consensus: labels.length,
        gallery: gallery.cases.flatMap((one) => one.labels).length,
        choices: gallery.filters.filter(({ name }) => name === 'nodule').length,
        rows: new TextDecoder().decode(csv.bytes).trimEnd().split('\n').length - 1,
      };
    };
    expect(await settle()).toEqual({ added: 6, settled: 6, unresolved: 0, open: 0 });
    expect(await shown()).toEqual({ consensus: 6, gallery: 6, choices: 1, rows: 6 });

    await owner.client.suspendReader({
      params: { studyId, readerId: ben.id },
      body: { why: 'Read the wrong side.' },
    });
    const left = 6 - taken;
    expect(await settle()).toEqual({ added: 0, settled: left, unresolved: 0, open: taken });
    const { store } = room.server;
    const methods = async (): Promise<(readonly string[])[]> => {
      const newest = await store.read((tx) => listConsensusLabels(tx, studyId));
      const histories = newest.map(({ caseId }) =>
        store.read((tx) => labelHistory(tx, studyId, caseId)),
      );
      return (await Promise.all(histories)).map((rows) => rows.map(({ method }) => method)).sort();
    };
    const kept = Array.from({ length: left }, () => ['agreement']);
    const open = Array.from({ length: taken }, () => ['agreement', 'open']);
    expect(await methods()).toEqual([...kept, ...open]);
    expect(await shown()).toEqual({
      consensus: left,
      gallery: left,
      choices: left === 0 ? 0 : 1,
      rows: left,
    });
    // What is withdrawn is not withdrawn again.
    await settle();
    expect(await methods()).toEqual([...kept, ...open]);

    // The others read what was set aside: the labels are there again.
    expect((await read(ann)) + (await read(cyd))).toBe(taken);
    expect(await settle()).toEqual({ added: taken, settled: 6, unresolved: 0, open: 0 });
    expect(await shown()).toEqual({ consensus: 6, gallery: 6, choices: 1, rows: 6 });
  }, 240_000);
});
