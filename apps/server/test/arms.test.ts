import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addJob } from '@equipoise/store';
import { roomStatistics } from '@equipoise/workbench';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { visitorOf } from '../../../test/support/visitor.ts';
import { createServer, realWorld } from '../src/index.ts';
import {
  addCases,
  confirm,
  invite,
  ownerAndStudy,
  said,
  smallIngest,
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

describe('model output', () => {
  it('is not there before the first own answer, and both answers are kept', async (context) => {
    if (room === null) return context.skip();
    const { owner, studyId } = await ownerAndStudy(room);
    const params = { studyId };
    const reader = await invite(room, owner, studyId, 'reader', 'assisted');
    await addCases(owner, studyId, 1);
    const { images } = await owner.client.images({ params });
    const imageId = images[0]?.record.imageId ?? '';
    await owner.client.addCase({
      params,
      body: { caseId: 'with-model', imageIds: [imageId], modelAnswers: [said('yes')] },
    });
    const document = smallProtocol(
      studyId,
      ['with-model'],
      [{ readerId: reader.id, roles: ['reader'] }],
      {
        reads: { perCase: 1 },
        adjudication: { kind: 'none' },
        instructions: smallInstructions(imageId),
        arms: {
          arms: [{ id: 'assisted', model: 'after-first-answer' }],
          design: 'split',
          model: 'a model',
        },
      },
    );
    await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
    await owner.client.lockProtocol({ params, body: { version: 1 } });
    const instructionsVersion = await confirm(reader, studyId);
    const next = await reader.client.nextTask({ params, body: {} });
    if (next.kind !== 'task') throw new Error(next.kind);
    expect(next.task).toMatchObject({ model: 'after-first-answer', modelAnswers: null });
    const { taskId } = next.task;
    const hand = (
      step: 'first' | 'final',
      value: string,
      expectedVersion: number,
      requestId = randomUUID(),
    ) =>
      reader.client.submit({
        params: { studyId, taskId },
        body: {
          step,
          expectedVersion,
          requestId,
          device: 'tab',
          answers: [said(value)],
          instructionsVersion,
        },
      });
    await expect(hand('final', 'yes', 0)).rejects.toThrow(/room\/bad-state: The first answer/);
    const once = randomUUID();
    const first = await hand('first', 'no', 0, once);
    // Its answer was lost on the way and it is sent again; but it is not given anew once the model was seen.
    expect(await hand('first', 'no', 0, once)).toMatchObject({ version: 1, isRepeat: true });
    await expect(hand('first', 'yes', 1)).rejects.toThrow(/room\/bad-state: The first answer/);
    expect(first.modelAnswers).toEqual([said('yes')]);
    expect((await reader.client.task({ params: { studyId, taskId } })).modelAnswers).toEqual([
      said('yes'),
    ]);
    const last = randomUUID();
    await hand('final', 'yes', first.version, last);
    expect(await hand('final', 'yes', first.version, last)).toMatchObject({ isRepeat: true });
    const { answers } = await owner.client.caseAnswers({
      params: { studyId, caseId: 'with-model' },
    });
    expect(answers).toMatchObject([
      { step: 'first', wasModelVisible: false, answers: [said('no')] },
      { step: 'final', wasModelVisible: true, answers: [said('yes')] },
    ]);
    const file = await owner.client.export({ params: { studyId, name: 'readings.csv' } });
    expect(new TextDecoder().decode(file.bytes)).toContain(',assisted,measured,final,true,');
  }, 120_000);
});

describe('a server that was stopped', () => {
  it('takes up the jobs that waited, and keeps its sessions', async (context) => {
    if (room === null) return context.skip();
    const folder = mkdtempSync(join(tmpdir(), 'equipoise-again-'));
    chmodSync(folder, 0o711);
    const options = {
      folder: join(folder, 'data'),
      port: 0,
      world: { ...realWorld(), tell: () => undefined },
      ports: { ingest: smallIngest, statistics: roomStatistics },
    };
    try {
      const first = await createServer(options);
      const visitor = visitorOf(first.url);
      const { ownerAndStudy: begin } = await import('./support/room.ts');
      const { owner, studyId } = await begin({
        server: first,
        folder: options.folder,
        visitor: () => visitor,
        remove: first.close,
      });
      const job = await first.store.change({ actor: 'server' }, (tx) =>
        addJob(tx, {
          studyId,
          kind: 'pull',
          input: { url: 'http://127.0.0.1:1/', studyInstanceUid: '1.2', cases: 'none' },
        }),
      );
      await first.close();
      const second = await createServer(options);
      try {
        expect(second.ownerLink).toBeNull();
        const again = visitorOf(second.url);
        for (const [name, value] of owner.cookies) again.cookies.set(name, value);
        expect((await again.client.session()).account.isOwner).toBe(true);
        for (let i = 0; i < 60; i += 1) {
          const now = await again.client.job({ params: { studyId, jobId: job.id } });
          if (now.finishedAt !== null) {
            // The address is not one that the server may ask: the job ran, and was refused.
            expect(now).toMatchObject({ state: 'failed', failure: { code: 'room/not-allowed' } });
            break;
          }
          await new Promise((done) => setTimeout(done, 250));
        }
        const last = await again.client.job({ params: { studyId, jobId: job.id } });
        expect(last.state).toBe('failed');
      } finally {
        await second.close();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);
});
