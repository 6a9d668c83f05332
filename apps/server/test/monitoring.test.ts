import { studyById } from '@equipoise/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNext } from '../src/study/find-next.ts';
import { loadedStudies } from '../src/study/loaded-study.ts';
import {
  addCases,
  invite,
  ownerAndStudy,
  readAll,
  said,
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

describe('an exam, hidden gold and a reader who fails it', () => {
  it('lets pass who passes, suspends who falls below the bar, and has the readings done again', async (context) => {
    if (room === null) return context.skip();
    const { owner, studyId } = await ownerAndStudy(room);
    const params = { studyId };
    const good = await invite(room, owner, studyId, 'reader', 'good');
    const sloppy = await invite(room, owner, studyId, 'reader', 'sloppy');
    const third = await invite(room, owner, studyId, 'reader', 'third');
    const blind = await invite(room, owner, studyId, 'reader', 'blind');
    const names = await addCases(owner, studyId, 34);
    const { images } = await owner.client.images({ params });
    const numbers = new Map(
      images.map(({ record, caseIds }) => [record.imageId, Number(caseIds[0]?.slice(5))]),
    );
    const truth = (n: number): string => (n % 2 === 0 ? 'yes' : 'no');
    const reading = { questionId: 'nodule', positive: ['yes'] };
    const people = [good, sloppy, third, blind];
    const base = smallProtocol(
      studyId,
      names,
      people.map(({ id }) => ({ readerId: id, roles: ['reader'] })),
    );
    const document = {
      ...base,
      // 1 to 4 exam, 5 to 14 gold, the others measured.
      cases: names.map((caseId, at) => ({
        caseId,
        use: at < 4 ? 'exam' : at < 14 ? 'gold' : 'measured',
        ...(at < 14 ? { reference: [said(truth(at + 1))] } : {}),
      })),
      reads: { perCase: 1 },
      instructions: smallInstructions(images[0]?.record.imageId ?? ''),
      adjudication: { kind: 'none' },
      exam: { reading, pass: [{ measure: 'accuracy', atLeast: 0.75 }], attempts: 1 },
      gold: { rate: 0.4 },
      suspension: {
        reading,
        sensitivityBelow: 0.8,
        specificityBelow: null,
        fewestGold: 3,
        redo: 'all',
      },
    };
    await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
    const { assigned } = await owner.client.lockProtocol({ params, body: { version: 1 } });
    expect(assigned.every(({ tasks }) => tasks === 0)).toBe(true);

    // Opened in several tabs at once the exam is made once.
    const { store } = room.server;
    const tabs = [1, 2, 3, 4].map(() =>
      store.change({ actor: third.id }, async (tx) => {
        const study = await studyById(tx, studyId);
        if (study === null) throw new Error('no study');
        const loaded = await loadedStudies().load(tx, study);
        return (await findNext(tx, study, loaded, third.id, null)).next;
      }),
    );
    const first = (await Promise.all(tabs)).map((next) => Object(next).assignment?.id);
    expect(first).toEqual(first.map(() => expect.any(String)));
    expect(new Set(first).size).toBe(1);

    const numberOf = (id: string): number => numbers.get(id) ?? 0;
    // Passes no exam: gets no case.
    expect(await readAll(blind, studyId, numberOf, () => 'no')).toBe(4);
    expect(await blind.client.queue({ params })).toMatchObject({
      stage: 'stopped',
      stopped: 'exam-failed',
    });
    // Passes, and then calls everything negative: suspended after three positive gold cases.
    const sloppyRead = readAll(sloppy, studyId, numberOf, (n) => (n <= 4 ? truth(n) : 'no'));
    await expect(sloppyRead).rejects.toThrow(/room\/suspended/);
    const standing = (await owner.client.standings({ params })).readers.find(
      ({ readerId }) => readerId === sloppy.id,
    );
    expect(standing).toMatchObject({ state: 'suspended', examStanding: 'passed' });
    expect(standing?.why).toContain('sensitivity');
    // The next who passes gets what was set aside, too.
    await readAll(good, studyId, numberOf, truth);
    const progress = await owner.client.progress({ params });
    expect(progress).toMatchObject({ readsNeeded: 20, readsDone: 20 });
    const own = progress.readers.find(({ readerId }) => readerId === good.id);
    expect(own?.doneCount).toBeGreaterThanOrEqual(20);
    // Gold and measured tasks look the same to who reads them.
    const task = await good.client.queue({ params });
    expect(JSON.stringify(task)).not.toMatch(/gold|measured|case-/);
    const csv = await owner.client.export({ params: { studyId, name: 'readings.csv' } });
    const text = new TextDecoder().decode(csv.bytes);
    expect(text).toContain(good.id);
    expect(text).not.toContain(sloppy.id);
    await owner.client.reinstateReader({
      params: { studyId, readerId: sloppy.id },
      body: { why: 'Trained again.' },
    });
    expect((await sloppy.client.queue({ params })).stage).toBe('done');
  }, 240_000);
});
