import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listZip, unzipEntry } from '@equipoise/imaging/node';
import { addJob } from '@equipoise/store';
import { roomStatistics } from '@equipoise/workbench';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Visitor, visitorOf } from '../../../test/support/visitor.ts';
import { createServer, realWorld } from '../src/index.ts';
import {
  addCases,
  confirm,
  invite,
  ownerAndStudy,
  readAll,
  said,
  smallIngest,
  smallInstructions,
  smallProtocol,
  type TestRoom,
  testRoom,
} from './support/room.ts';

let room: TestRoom | null = null;
let begun: Awaited<ReturnType<typeof ownerAndStudy>> | null = null;
beforeAll(async () => {
  room = await testRoom();
  begun = room === null ? null : await ownerAndStudy(room);
}, 120_000);
afterAll(async () => room?.remove());

describe('model output', () => {
  it('is not there before the first own answer, and both answers are kept', async (context) => {
    if (room === null || begun === null) return context.skip();
    const { owner, studyId } = begun;
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
    // What seeing the model did goes with the export: agreement with it when shown less that when hidden.
    const zip = await owner.client.export({ params: { studyId, name: 'study.zip' } });
    const textOf = (name: string): string => {
      const entry = listZip(zip.bytes).find((one) => one.name === name);
      return entry === undefined ? '' : new TextDecoder().decode(unzipEntry(zip.bytes, entry));
    };
    expect(JSON.parse(textOf('figures/readers.json')).anchoring).toMatchObject([
      {
        questionId: 'nodule',
        shown: { answerCount: 1, agreeingCount: 1, share: 1 },
        hidden: { answerCount: 1, agreeingCount: 0, share: 0 },
        difference: 1,
        reason: 'one-cluster',
      },
    ]);
    expect(JSON.parse(textOf('model-answers.jsonl'))).toEqual({
      caseId: 'with-model',
      answers: [said('yes')],
    });
    expect(textOf('commands.txt')).toContain('#   anchoring: by question');
    // It has one version of its instructions: there is nothing to compare.
    expect((await owner.client.analysisChoices({ params })).comparedInstructions).toBeNull();
    await expect(owner.client.comparedInstructions({ params, query: {} })).rejects.toThrow(
      /room\/bad-state: The study has one version/,
    );
  }, 120_000);
});

describe('instructions given at random', () => {
  /** Every text that the server gives a reader about instructions. */
  async function toldTo(reader: Visitor, studyId: string): Promise<string> {
    const params = { studyId };
    return JSON.stringify([
      await reader.client.instructions({ params }),
      await reader.client.readerProtocol({ params }),
      await reader.client.queue({ params }),
      await reader.client.studies(),
      await reader.client.study({ params }),
    ]);
  }

  it('are one version for each reader, who learns of no other; answers keep the arm', async (context) => {
    if (room === null || begun === null) return context.skip();
    const { owner } = begun;
    const { studyId } = await owner.client.addStudy({ body: { title: 'Two wordings' } });
    const params = { studyId };
    const readers: Awaited<ReturnType<typeof invite>>[] = [];
    for (const name of ['ann', 'ben', 'cyd', 'dan']) {
      readers.push(await invite(room, owner, studyId, 'reader', name));
    }
    const judge = await invite(room, owner, studyId, 'adjudicator', 'judge');
    const cases = await addCases(owner, studyId, 6);
    const { images } = await owner.client.images({ params });
    const idOf = (at: number): string => images[at]?.record.imageId ?? '';
    // The example of each version is no case of the study.
    const read = cases.slice(0, 3);
    const versionText = { A: 'Wording of the first', B: 'Wording of the second' };
    const telling = (text: string, at: number) => ({ ...smallInstructions(idOf(at)), text });
    const unread = images
      .map(({ caseIds }, at) => ({ at, isRead: caseIds.some((id) => read.includes(id)) }))
      .filter(({ isRead }) => !isRead)
      .map(({ at }) => at);
    const [ofStudy = 0, ofA = 0, ofB = 0] = unread;
    const armsOf = (b: string) => ({
      arms: [
        { id: 'arm-a', title: 'plain words', instructions: telling(versionText.A, ofA) },
        { id: 'arm-b', title: 'many words', instructions: telling(b, ofB) },
      ],
    });
    const documentOf = (b: string): Record<string, unknown> =>
      smallProtocol(
        studyId,
        read,
        [
          ...readers.map(({ id }) => ({ readerId: id, roles: ['reader'] })),
          { readerId: judge.id, roles: ['adjudicator'] },
        ],
        {
          reads: { perCase: 4 },
          instructions: telling('Wording for who decides', ofStudy),
          instructionArms: armsOf(b),
        },
      );
    const document = documentOf(versionText.B);
    await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
    await owner.client.lockProtocol({ params, body: { version: 1 } });

    const all = (await owner.client.instructions({ params })).versions;
    expect(all.map(({ number, arm }) => [number, arm])).toEqual([
      [1, undefined],
      [2, { id: 'arm-a', title: 'plain words' }],
      [3, { id: 'arm-b', title: 'many words' }],
    ]);
    const given = async (): Promise<ReadonlyMap<string, string>> => {
      const { events } = await owner.client.studyLog({ params, query: { limit: 500 } });
      return new Map(
        events
          .filter(({ action }) => action === 'instructions.assign')
          .map(({ objectId, detail }) => [objectId, String(Object(JSON.parse(detail)).arm)]),
      );
    };
    const armOf = await given();
    expect([...armOf.values()].sort()).toEqual(['arm-a', 'arm-a', 'arm-b', 'arm-b']);

    const sees = async (who: Visitor, at: number): Promise<boolean> => {
      const image = { studyId, imageId: idOf(at) };
      try {
        await who.client.imageFrame({ params: { ...image, frame: 0 } });
        await who.client.image({ params: image });
        return true;
      } catch (error) {
        expect(String(error)).toContain('room/not-found');
        return false;
      }
    };
    const inArm = (arm: string) => readers.filter(({ id }) => armOf.get(id) === arm);
    for (const [arm, own, other, ownAt, otherAt] of [
      ['arm-a', versionText.A, versionText.B, ofA, ofB],
      ['arm-b', versionText.B, versionText.A, ofB, ofA],
    ] as const) {
      for (const reader of inArm(arm)) {
        const { versions } = await reader.client.instructions({ params });
        expect(versions.map(({ number, instructions }) => [number, instructions.text])).toEqual([
          [1, own],
        ]);
        const text = await toldTo(reader, studyId);
        expect(text).toContain(own);
        expect(text).not.toMatch(
          new RegExp(`${other}|who decides|arm-|plain words|many words|"arm`),
        );
        expect([await sees(reader, ownAt), await sees(reader, otherAt)]).toEqual([true, false]);
        expect(await sees(reader, ofStudy)).toBe(false);
        // The version of the others cannot be confirmed, as one that does not exist.
        const foreign = all.find((one) => one.arm !== undefined && one.arm.id !== arm)?.version;
        await expect(
          reader.client.confirmInstructions({ params, body: { version: foreign ?? '' } }),
        ).rejects.toThrow(/room\/conflict/);
        await expect(reader.client.comparedInstructions({ params, query: {} })).rejects.toThrow(
          /room\/not-found/,
        );
      }
    }
    const judged = await judge.client.instructions({ params });
    expect(judged.versions.map(({ instructions }) => instructions.text)).toEqual([
      'Wording for who decides',
    ]);
    const decided = JSON.stringify([judged, await judge.client.readerProtocol({ params })]);
    expect(decided).not.toMatch(/Wording of|arm-|"arm/);

    const numbers = new Map(images.map(({ record }, at) => [record.imageId, at]));
    const readCases = (reader: (typeof readers)[number]): Promise<number> =>
      readAll(
        reader,
        studyId,
        (id) => numbers.get(id) ?? 0,
        (at) => (at % 2 === 0 ? 'no' : 'yes'),
      );
    const [first, second] = inArm('arm-b');
    for (const reader of [...inArm('arm-a'), first!]) expect(await readCases(reader)).toBe(3);

    // Who joins later is given one too, and keeps it.
    const late = await invite(room, owner, studyId, 'reader', 'late');
    await late.client.queue({ params });
    const lateText = (await late.client.instructions({ params })).versions;
    expect(lateText).toHaveLength(1);
    const withLate = await given();
    expect(withLate.size).toBe(5);
    expect(lateText[0]?.instructions.text).toBe(
      withLate.get(late.id) === 'arm-a' ? versionText.A : versionText.B,
    );

    // An amendment of one arm asks its readers alone to read again.
    const amended = { expectedVersion: 1, document: documentOf('Another wording'), why: 'clearer' };
    await owner.client.saveProtocol({ params, body: amended });
    for (const reader of readers) {
      const { needsInstructions } = await reader.client.queue({ params });
      expect(needsInstructions).toBe(armOf.get(reader.id) === 'arm-b');
    }
    const again = (await second!.client.instructions({ params })).versions;
    expect(again.map(({ number, instructions }) => [number, instructions.text])).toEqual([
      [1, versionText.B],
      [2, 'Another wording'],
    ]);
    expect(await readCases(second!)).toBe(3);
    const { answers } = await owner.client.caseAnswers({
      params: { studyId, caseId: read[0] ?? '' },
    });
    const kept = new Map(
      answers.map((one) => [one.readerId, [one['instructionArm'], one['instructionsNumber']]]),
    );
    expect(kept).toEqual(
      new Map<unknown, unknown>([
        ...inArm('arm-a').map(({ id }) => [id, ['arm-a', 2]] as const),
        [first!.id, ['arm-b', 3]],
        [second!.id, ['arm-b', 4]],
      ]),
    );
    // A reader's own finished task tells nothing of it either.
    const { tasks } = await second!.client.queue({ params });
    const task = await second!.client.task({
      params: { studyId, taskId: tasks[0]?.taskId ?? '' },
    });
    expect(JSON.stringify(task)).not.toMatch(/arm/);
    const file = await owner.client.export({ params: { studyId, name: 'readings.csv' } });
    const [head = '', ...lines] = new TextDecoder().decode(file.bytes).trimEnd().split('\n');
    const column = head.split(',').indexOf('instructions');
    expect(lines.map((line) => line.split(',')[column]).sort()).toEqual([
      ...Array<string>(6).fill('arm-a'),
      ...Array<string>(6).fill('arm-b'),
    ]);
    // What was given at random is not to be undone.
    const { instructionArms: _, ...without } = documentOf('Another wording');
    await expect(
      owner.client.saveProtocol({
        params,
        body: { expectedVersion: 2, document: without, why: 'one for all' },
      }),
    ).rejects.toThrow(/The versions of the instructions .* were added, removed or renamed/);
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
