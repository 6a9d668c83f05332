import { type RouteName, routes } from '@equipoise/api';
import { afterAll, beforeAll, expect, it } from 'vitest';
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

it('a job, a thread, an invitation and an adjudication exist in their own study alone', async (context) => {
  if (room === null) return context.skip();
  const { owner, studyId } = await ownerAndStudy(room);
  const params = { studyId };
  const ann = await invite(room, owner, studyId, 'reader', 'ann');
  const ben = await invite(room, owner, studyId, 'reader', 'ben');
  const judge = await invite(room, owner, studyId, 'adjudicator', 'judge');
  const cases = await addCases(owner, studyId, 4);
  const { images } = await owner.client.images({ params });
  const numbers = new Map(
    images.map(({ record, caseIds }) => [record.imageId, Number(caseIds[0]?.slice(5))]),
  );
  const protocolOf = (id: string, names: readonly string[], imageId: string) =>
    smallProtocol(
      id,
      names,
      [
        { readerId: ann.id, roles: ['reader'] },
        { readerId: ben.id, roles: ['reader'] },
        { readerId: judge.id, roles: ['adjudicator'] },
      ],
      { reads: { perCase: 2 }, instructions: smallInstructions(imageId) },
    );
  const lock = async (id: string, names: readonly string[], imageId: string): Promise<void> => {
    const at = { studyId: id };
    const document = protocolOf(id, names, imageId);
    await owner.client.saveProtocol({ params: at, body: { expectedVersion: 0, document } });
    await owner.client.lockProtocol({ params: at, body: { version: 1 } });
  };
  await lock(studyId, cases, images[0]?.record.imageId ?? '');
  // They differ on the first case, which goes to the adjudicator.
  for (const [at, reader] of [ann, ben].entries()) {
    const said = (picture: number): string => (picture === 1 && at === 1 ? 'yes' : 'no');
    await readAll(reader, studyId, (imageId) => numbers.get(imageId) ?? 0, said);
  }
  await owner.client.settleConsensus({ params });
  const { adjudications } = await judge.client.adjudications({ params });
  const rows = cases.map((caseId, at) => `${caseId},0.${at + 1}`);
  const { jobId } = await owner.client.addJob({
    params,
    fields: { kind: 'audit', question: 'nodule', score: 'score', positive: 'yes' },
    files: [
      {
        name: 'predictions.csv',
        bytes: new TextEncoder().encode(`case,score\n${rows.join('\n')}\n`),
      },
    ],
  });
  const { threadId } = await owner.client.noteCase({
    params: { studyId, caseId: cases[0] ?? '' },
    body: { body: 'To be read again.' },
  });
  const { invitation } = await owner.client.inviteToStudy({
    params,
    body: { role: 'viewer', days: 1 },
  });

  // A second study, where both have the same roles, and which is locked too.
  const other = (await owner.client.addStudy({ body: { title: 'Another' } })).studyId;
  for (const [person, role] of [
    [ann, 'reader'],
    [ben, 'reader'],
    [judge, 'adjudicator'],
  ] as const) {
    await owner.client.setMember({
      params: { studyId: other, accountId: person.id },
      body: { role, state: 'active', why: 'Takes part here too.' },
    });
  }
  const otherCases = await addCases(owner, other, 4);
  const { images: otherImages } = await owner.client.images({ params: { studyId: other } });
  await lock(other, otherCases, otherImages[0]?.record.imageId ?? '');

  const { url } = room.server;
  const ids: Readonly<Record<string, string>> = {
    jobId,
    threadId,
    invitationId: invitation.invitationId,
    adjudicationId: adjudications[0]?.adjudicationId ?? '',
    name: 'report.html',
  };
  const statusIn = async (place: string, name: RouteName, body?: unknown): Promise<number> => {
    const who = name === 'adjudication' || name === 'decide' ? judge : owner;
    const { csrf } = await who.client.session();
    const { method, path } = routes[name];
    const filled = path.replace(/:([A-Za-z]+)/g, (_, key: string) =>
      key === 'studyId' ? place : (ids[key] ?? ''),
    );
    const response = await who.fetch(`${url}/api${filled}`, {
      method,
      headers: {
        'x-equipoise-csrf': csrf,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    await response.arrayBuffer();
    return response.status;
  };
  const asked: readonly (readonly [RouteName, unknown?])[] = [
    ['job'],
    ['jobCases'],
    ['jobFile'],
    ['cancelJob', {}],
    ['replyMessage', { body: 'Seen.' }],
    ['resolveThread', {}],
    ['revokeInvitation'],
    ['adjudication'],
    ['decide', { expectedVersion: 1, action: 'read', answers: [] }],
  ];
  const inOther: [string, number][] = [];
  for (const [name, body] of asked) inOther.push([name, await statusIn(other, name, body)]);
  expect(inOther).toEqual(asked.map(([name]) => [name, 404]));

  // Nothing was changed from there, and where they belong they are.
  const { invitations } = await owner.client.studyInvitations({ params });
  expect(invitations.map(({ invitationId }) => invitationId)).toContain(invitation.invitationId);
  const { threads } = await owner.client.threads({ params });
  expect(threads.find((one) => one.threadId === threadId)?.messages).toHaveLength(1);
  const inOwn: [string, boolean][] = [];
  for (const [name, body] of asked) {
    if (name === 'jobCases' || name === 'jobFile' || name === 'cancelJob' || name === 'decide')
      continue;
    inOwn.push([name, (await statusIn(studyId, name, body)) < 300]);
  }
  expect(inOwn.filter(([, isGiven]) => !isGiven)).toEqual([]);
}, 180_000);
