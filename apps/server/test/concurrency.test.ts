import { randomUUID } from 'node:crypto';
import { problemOf } from '@equipoise/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addCases,
  confirm,
  invite,
  ownerAndStudy,
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

const long = process.env['EQUIPOISE_LONG'] === '1';

describe('many at once', () => {
  it('loses nothing of what twenty readers save, and opens each adjudication once', async (context) => {
    if (room === null) return context.skip();
    const { owner, studyId } = await ownerAndStudy(room);
    const params = { studyId };
    const readers = [];
    for (let i = 0; i < 20; i += 1) {
      readers.push(await invite(room, owner, studyId, 'reader', `reader-${i}`));
    }
    const judge = await invite(room, owner, studyId, 'adjudicator', 'judge');
    const cases = await addCases(owner, studyId, 3);
    const { images } = await owner.client.images({ params });
    const numbers = new Map(
      images.map(({ record, caseIds }) => [record.imageId, Number(caseIds[0]?.slice(5))]),
    );
    const document = smallProtocol(
      studyId,
      cases,
      [
        ...readers.map(({ id }) => ({ readerId: id, roles: ['reader'] })),
        { readerId: judge.id, roles: ['adjudicator'] },
      ],
      { reads: { perCase: 20 }, instructions: smallInstructions(images[0]?.record.imageId ?? '') },
    );
    await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
    await owner.client.lockProtocol({ params, body: { version: 1 } });

    const times: number[] = [];
    const saves = long ? 100 : 10;
    await Promise.all(
      readers.map(async (reader, who) => {
        const instructionsVersion = await confirm(reader, studyId);
        for (;;) {
          const next = await reader.client.nextTask({ params, body: {} });
          if (next.kind !== 'task') return;
          const { taskId, images: shown } = next.task;
          for (let version = 0; version < saves; version += 1) {
            const save = (device: string) => {
              const started = performance.now();
              return reader.client
                .saveDraft({
                  params: { studyId, taskId },
                  body: { expectedVersion: version, device, document: { device, version } },
                })
                .finally(() => times.push(performance.now() - started));
            };
            // Two tabs save at once: one is told about the other.
            const both = await Promise.allSettled([save('tab-1'), save('tab-2')]);
            expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
            const lost = both.find((one) => one.status === 'rejected');
            const problem = lost === undefined ? null : problemOf(lost.reason);
            expect(problem).toMatchObject({ status: 409, stored: { version: version + 1 } });
          }
          const number = numbers.get(shown[0]?.imageId ?? '') ?? 0;
          const requestId = randomUUID();
          const hand = () =>
            reader.client.submit({
              params: { studyId, taskId },
              body: {
                expectedVersion: 0,
                requestId,
                device: 'tab-1',
                answers: [said(number === 1 || who % 2 === 0 ? 'yes' : 'no')],
                instructionsVersion,
              },
            });
          // The network repeats a request: it is stored once.
          const twice = await Promise.all([hand(), hand()]);
          expect(twice.map(({ version }) => version)).toEqual([1, 1]);
        }
      }),
    );
    const progress = await owner.client.progress({ params });
    expect(progress).toMatchObject({ readsDone: 60, readsNeeded: 60, settledCount: 1 });
    const { adjudications } = await judge.client.adjudications({ params });
    expect(adjudications).toHaveLength(2);
    const check = await owner.client.verifyStudyLog({ params });
    expect(check.faults).toEqual([]);
    times.sort((a, b) => a - b);
    const at = (q: number): number => Math.round(times[Math.floor(q * (times.length - 1))] ?? 0);
    console.info(`${times.length} saves of 20 readers: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`);
    // 250 ms in the long form, which has the machine alone; others compute beside this one.
    expect(at(0.99)).toBeLessThanOrEqual(long ? 250 : 1500);
  }, 300_000);

  it('amends a locked protocol: work stays, new cases are dealt, changed words are read again', async (context) => {
    if (room === null) return context.skip();
    const owner = room.visitor();
    await owner.client.signIn({
      body: { email: 'owner@example.test', password: 'a sentence nobody guesses' },
    });
    const { studyId } = await owner.client.addStudy({ body: { title: 'Amended' } });
    const params = { studyId };
    const reader = await invite(room, owner, studyId, 'reader', 'amended');
    const cases = await addCases(owner, studyId, 3);
    const { images } = await owner.client.images({ params });
    const instructions = smallInstructions(images[0]?.record.imageId ?? '');
    const people = [{ readerId: reader.id, roles: ['reader'] }];
    const more = { reads: { perCase: 1 }, adjudication: { kind: 'none' }, instructions };
    const first = smallProtocol(studyId, cases.slice(0, 2), people, more);
    await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document: first } });
    await owner.client.lockProtocol({ params, body: { version: 1 } });
    const version = await confirm(reader, studyId);
    const ownPage = (from = 0, count = 200) =>
      reader.client.queue({ params, query: { from, count } });
    const read = async (instructionsVersion: string): Promise<void> => {
      const next = await reader.client.nextTask({ params, body: {} });
      if (next.kind !== 'task') throw new Error(next.kind);
      // Seen before each hand-in, so that what is kept of the page must grow with it.
      await ownPage();
      await reader.client.submit({
        params: { studyId, taskId: next.task.taskId },
        body: {
          expectedVersion: 0,
          requestId: randomUUID(),
          device: 'tab',
          answers: [said('no')],
          instructionsVersion,
        },
      });
    };
    await read(version);
    const { protocol } = await owner.client.protocol({ params });
    const expectedVersion = protocol?.version ?? 0;
    const changed = {
      ...Object(protocol?.document),
      cases: smallProtocol(studyId, cases, people)['cases'],
      instructions: { ...instructions, text: 'Look twice.' },
    };
    const save = (document: unknown, why?: string) =>
      owner.client.saveProtocol({
        params,
        body: { expectedVersion, document, ...(why === undefined ? {} : { why }) },
      });
    await expect(save(changed)).rejects.toThrow(/room\/bad-state/);
    await expect(
      save({ ...changed, cases: (changed as { cases: unknown[] }).cases.slice(1) }, 'Fewer.'),
    ).rejects.toThrow(/room\/bad-state/);
    await save(changed, 'A third case, and clearer words.');
    await expect(read(version)).rejects.toThrow(/instructions-unread/);
    const newer = await confirm(reader, studyId);
    expect(newer).not.toBe(version);
    await read(newer);
    await read(newer);
    const page = await ownPage();
    expect(page).toMatchObject({ stage: 'done', assignedCount: 3, doneCount: 3, taskCount: 3 });
    expect(page.tasks.map(({ number, state }) => `${number} ${state}`)).toEqual([
      '1 done',
      '2 done',
      '3 done',
    ]);
    expect((await ownPage(1, 1)).tasks).toEqual([page.tasks[1]]);
    // A correction is the same case once more, not another.
    const [slip] = page.tasks;
    await reader.client.submit({
      params: { studyId, taskId: slip?.taskId ?? '' },
      body: {
        expectedVersion: 1,
        requestId: randomUUID(),
        device: 'tab',
        answers: [said('yes')],
        instructionsVersion: newer,
        why: 'A slip.',
      },
    });
    const after = await ownPage();
    expect(after).toMatchObject({ doneCount: 3, leftCount: 0 });
    expect(after.tasks.map(({ taskId }) => taskId)).toEqual(page.tasks.map(({ taskId }) => taskId));
    const { changes } = await owner.client.compareProtocols({
      params,
      query: { from: expectedVersion, to: expectedVersion + 1 },
    });
    expect(changes.map(({ path }) => path.join('/'))).toContain('cases/case-0003');
  }, 120_000);
});
