import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addCases,
  confirm,
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

describe('a reader who leaves', () => {
  it('leaves what was read, and what was not is dealt to others, or said to have nobody', async (context) => {
    if (room === null) return context.skip();
    const { owner, studyId } = await ownerAndStudy(room);
    const params = { studyId };
    const stays = await invite(room, owner, studyId, 'reader', 'stays');
    const leaves = await invite(room, owner, studyId, 'reader', 'leaves');
    const all = await addCases(owner, studyId, 10);
    const [names, more] = [all.slice(0, 8), all.slice(8)];
    const { images } = await owner.client.images({ params });
    const people = [stays, leaves].map(({ id }) => ({ readerId: id, roles: ['reader'] }));
    const document = smallProtocol(studyId, names, people, {
      reads: { perCase: 1 },
      instructions: smallInstructions(images[0]?.record.imageId ?? ''),
      adjudication: { kind: 'none' },
    });
    await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
    const { assigned } = await owner.client.lockProtocol({ params, body: { version: 1 } });
    expect(assigned.map(({ tasks }) => tasks)).toEqual([4, 4]);

    const instructionsVersion = await confirm(leaves, studyId);
    const next = await leaves.client.nextTask({ params, body: {} });
    if (next.kind !== 'task') throw new Error(next.kind);
    await leaves.client.submit({
      params: { studyId, taskId: next.task.taskId },
      body: {
        expectedVersion: 0,
        requestId: randomUUID(),
        device: 'tab',
        answers: [said('yes')],
        instructionsVersion,
      },
    });
    const leave = (accountId: string, state: 'active' | 'removed') =>
      owner.client.setMember({
        params: { studyId, accountId },
        body: { role: 'reader', state, why: 'Another job.' },
      });
    expect((await leave(leaves.id, 'removed')).withoutReader).toEqual([]);
    expect(
      await readAll(
        stays,
        studyId,
        () => 1,
        () => 'no',
      ),
    ).toBe(7);
    expect(await owner.client.progress({ params })).toMatchObject({ readsNeeded: 8, readsDone: 8 });

    // With nobody left the open cases are named; whoever comes back finds them again.
    const { protocol } = await owner.client.protocol({ params });
    const grown = {
      ...Object(protocol?.document),
      cases: smallProtocol(studyId, all, people)['cases'],
    };
    await owner.client.saveProtocol({
      params,
      body: { expectedVersion: 1, document: grown, why: 'Two more cases.' },
    });
    const { withoutReader } = await leave(stays.id, 'removed');
    expect([...withoutReader].sort()).toEqual([...more].sort());
    expect((await leave(stays.id, 'active')).withoutReader).toEqual([]);
    expect(
      await readAll(
        stays,
        studyId,
        () => 1,
        () => 'no',
      ),
    ).toBe(2);
    expect(await owner.client.progress({ params })).toMatchObject({
      readsNeeded: 10,
      readsDone: 10,
    });
  }, 120_000);
});
