import { type RouteName, type RouteSpec, routes } from '@equipoise/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deviceCode } from '../../../test/support/device.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
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

const table = Object.entries(routes) as unknown as readonly (readonly [RouteName, RouteSpec])[];

/** Bodies that are well formed, so that a refusal is about rights and not about form. */
const bodies: Partial<Record<RouteName, unknown>> = {
  renameStudy: { title: 'Another' },
  setMember: { role: 'viewer', state: 'active', why: 'test' },
  inviteToStudy: { role: 'reader', days: 1 },
  saveProtocol: { expectedVersion: 0, document: {} },
  checkProtocol: { document: {} },
  lockProtocol: { version: 1 },
  confirmInstructions: { version: 'x' },
  pullImages: { url: 'http://example.test/dicom-web', studyInstanceUid: '1.2.3' },
  searchPeer: { url: 'http://example.test/dicom-web' },
  sendToPeer: { url: 'http://example.test/dicom-web' },
  addCase: { caseId: 'c', imageIds: ['i'] },
  nextTask: {},
  sendEvents: { events: [] },
  saveDraft: { expectedVersion: 0, device: 'd', document: {} },
  submit: {
    expectedVersion: 0,
    requestId: 'r',
    device: 'd',
    answers: [said('no')],
    instructionsVersion: 'x',
  },
  sendMessage: { kind: 'flag', body: 'x' },
  suspendReader: { why: 'x' },
  reinstateReader: { why: 'x' },
  replyMessage: { body: 'x' },
  noteCase: { body: 'x' },
  rereadCase: { why: 'x' },
  decide: { expectedVersion: 1, action: 'read' },
  signInCode: { code: '123456' },
  changeAccount: { state: 'disabled' },
  inviteToServer: { days: 1 },
  resetSecondFactor: { why: 'x' },
  makeResetLink: { why: 'x' },
  changeServerRules: { secondFactor: 'everybody' },
};

/** Somebody who gave the password and owes a step. */
async function halfWay(
  room: TestRoom,
  owner: Visitor,
  studyId: string,
  step: 'code' | 'enrolment',
): Promise<Visitor> {
  const person = await invite(room, owner, studyId, 'curator', `m-${step}`);
  const params = { accountId: person.id };
  await owner.client.changeAccount({ params, body: { needsSecondFactor: true } });
  if (step === 'enrolment') return person;
  const { secret } = await person.client.offerSecondFactor({ body: {} });
  await person.client.confirmSecondFactor({ body: { code: deviceCode(secret, Date.now()) } });
  const visitor = room.visitor();
  const body = { email: 'm-code@example.test', password: 'a sentence nobody guesses' };
  await visitor.client.signIn({ body });
  return visitor;
}

const tokens = new WeakMap<Visitor, string>();

/** The token against forged requests of a session, or of a sign-in half done; asked for once. */
async function csrfFor(visitor: Visitor, url: string): Promise<string> {
  const known = tokens.get(visitor);
  if (known !== undefined) return known;
  for (const place of ['session', 'session/step']) {
    const response = await visitor.fetch(`${url}/api/${place}`);
    const { csrf = '' } = (await response.json()) as { csrf?: string };
    tokens.set(visitor, csrf);
    if (csrf !== '') break;
  }
  return tokens.get(visitor) ?? '';
}

async function ask(
  visitor: Visitor,
  url: string,
  name: RouteName,
  spec: RouteSpec,
  params: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly text: string }> {
  const path = spec.path.replace(
    /:([A-Za-z]+)/g,
    (_, key: string) => params[key] ?? 'nothing-here',
  );
  const csrf = await csrfFor(visitor, url);
  const headers: Record<string, string> = { 'x-equipoise-csrf': csrf };
  let body: string | FormData | undefined;
  if (spec.body?.kind === 'json') {
    headers['content-type'] = 'application/json';
    body = JSON.stringify(bodies[name] ?? {});
  } else if (spec.body?.kind === 'files') {
    body = new FormData();
    body.append('files', new Blob(['x']), 'x.csv');
  }
  const response = await visitor.fetch(
    `${url}/api${path}${name === 'removeCase' ? '?why=x' : ''}`,
    {
      method: spec.method,
      headers,
      ...(body === undefined ? {} : { body }),
    },
  );
  return { status: response.status, text: await response.text() };
}

describe('who may what', () => {
  it('gives every route a rule', () => {
    expect(table.length).toBeGreaterThan(70);
    for (const [, spec] of table) {
      expect(['public', 'account', 'half', 'server-owner', 'study']).toContain(spec.access.kind);
      expect(spec.path.includes(':studyId')).toBe(spec.access.kind === 'study');
    }
  });

  it('hides every foreign object: role × route × study', async (context) => {
    if (room === null) return context.skip();
    const { owner, studyId } = await ownerAndStudy(room);
    const { url } = room.server;
    const reader = await invite(room, owner, studyId, 'reader', 'm-reader');
    const second = await invite(room, owner, studyId, 'reader', 'm-second');
    const people = {
      reader,
      second,
      curator: await invite(room, owner, studyId, 'curator', 'm-curator'),
      adjudicator: await invite(room, owner, studyId, 'adjudicator', 'm-adjudicator'),
      viewer: await invite(room, owner, studyId, 'viewer', 'm-viewer'),
    };
    const cases = await addCases(owner, studyId, 4);
    // An example in the instructions may be seen by all who read: it is of no case here.
    const { images } = await owner.client.importImages({
      params: { studyId },
      fields: { cases: 'none' },
      files: [{ name: 'example.dcm', bytes: new Uint8Array(16).fill(99) }],
    });
    const example = images[0]?.record.imageId ?? '';
    const document = smallProtocol(
      studyId,
      cases,
      [
        { readerId: reader.id, roles: ['reader'] },
        { readerId: second.id, roles: ['reader'] },
        { readerId: people.adjudicator.id, roles: ['adjudicator'] },
      ],
      { reads: { perCase: 2 }, instructions: smallInstructions(example) },
    );
    await owner.client.saveProtocol({
      params: { studyId },
      body: { expectedVersion: 0, document },
    });
    await owner.client.lockProtocol({ params: { studyId }, body: { version: 1 } });
    await confirm(reader, studyId);
    const next = await reader.client.nextTask({ params: { studyId }, body: {} });
    const taskId = next.kind === 'task' ? next.task.taskId : '';
    const served = next.kind === 'task' ? (next.task.images[0]?.imageId ?? '') : '';

    // A second study of another owner, to whom the first is foreign.
    const { link } = await owner.client.inviteToServer({ body: { days: 1 } });
    const { join1 } = await import('./support/room.ts');
    const stranger = await join1(room, link, 'm-stranger');
    const foreign = (await stranger.client.addStudy({ body: { title: 'Foreign' } })).studyId;

    const params = {
      studyId,
      taskId,
      imageId: served,
      frame: '0',
      caseId: cases[0] ?? '',
      readerId: reader.id,
      accountId: reader.id,
      version: '1',
      name: 'readings.csv',
      threadId: 'nothing',
      adjudicationId: 'nothing',
      jobId: 'nothing',
      invitationId: 'nothing',
    };
    const surprises: string[] = [];
    let asked = 0;
    for (const [name, spec] of table) {
      if (spec.access.kind !== 'study') continue;
      const expectHidden = async (who: string, visitor: Visitor, at: Record<string, string>) => {
        asked += 1;
        const { status } = await ask(visitor, url, name, spec, at);
        if (status !== 404) surprises.push(`${who} ${name}: ${status}`);
      };
      // To whoever has no part in a study it does not exist, whatever the route.
      await expectHidden('stranger', stranger, params);
      for (const [who, visitor] of Object.entries(people)) {
        await expectHidden(`${who} in a foreign study`, visitor, { ...params, studyId: foreign });
      }
      // Roles that the rule does not name see nothing of the own study either.
      for (const role of ['reader', 'curator', 'adjudicator', 'viewer'] as const) {
        if (!spec.access.roles.includes(role)) await expectHidden(role, people[role], params);
      }
      const { status } = await ask(room.visitor(), url, name, spec, params);
      if (status !== 401) surprises.push(`nobody ${name}: ${status}`);
    }
    expect(surprises).toEqual([]);
    expect(asked).toBeGreaterThan(300);

    // Routes of the server's owners exist for no other account; those of a sign-in on its way for nobody who is in.
    for (const [name, spec] of table) {
      const isOwners = spec.access.kind === 'server-owner';
      if (!isOwners && spec.access.kind !== 'half') continue;
      const { status } = await ask(people.viewer, url, name, spec, params);
      if (status !== 404) surprises.push(`viewer ${name}: ${status}`);
      const { status: unknown } = await ask(room.visitor(), url, name, spec, params);
      if (unknown !== 401) surprises.push(`nobody ${name}: ${unknown}`);
    }
    // A sign-in half done opens nothing but its own steps, at either of them.
    const half = {
      code: await halfWay(room, owner, studyId, 'code'),
      enrolment: await halfWay(room, owner, studyId, 'enrolment'),
    };
    for (const [step, visitor] of Object.entries(half)) {
      for (const [name, spec] of table) {
        if (spec.access.kind === 'public') continue;
        const { access } = spec;
        const steps: readonly string[] =
          access.kind === 'half'
            ? access.steps
            : access.kind === 'account'
              ? (access.half ?? [])
              : [];
        if (steps.includes(step)) continue;
        const { status, text } = await ask(visitor, url, name, spec, params);
        const isRefused =
          access.kind === 'half'
            ? status === 404
            : status === 401 && text.includes('second-factor');
        if (!isRefused) surprises.push(`half (${step}) ${name}: ${status}`);
        asked += 1;
      }
    }
    expect(surprises).toEqual([]);

    // Another reader's task, draft and picture do not exist.
    for (const name of ['task', 'sendEvents', 'saveDraft', 'submit'] as const) {
      const answer = await ask(second, url, name, routes[name] as unknown as RouteSpec, params);
      expect([name, answer.status]).toEqual([name, name === 'sendEvents' ? 400 : 404]);
    }
    for (const name of ['image', 'imageFrame', 'imageThumbnail'] as const) {
      const spec = routes[name] as unknown as RouteSpec;
      const statusFor = async (who: Visitor, imageId: string): Promise<number> =>
        (await ask(who, url, name, spec, { ...params, imageId })).status;
      expect([name, await statusFor(reader, served)]).toEqual([name, 200]);
      for (const other of [second, people.adjudicator]) {
        expect([name, await statusFor(other, served)]).toEqual([name, 404]);
        expect([name, await statusFor(other, example)]).toEqual([name, 200]);
      }
    }
    // What a reader is told names no case, no other reader and no purpose.
    const told = JSON.stringify([
      next,
      await reader.client.queue({ params: { studyId } }),
      await reader.client.study({ params: { studyId } }),
      await reader.client.readerProtocol({ params: { studyId } }),
      await reader.client.myMessages({ params: { studyId } }),
    ]);
    for (const secret of [second.id, 'case-000', 'purpose', 'measured', '"seed"', 'site']) {
      expect(told).not.toContain(secret);
    }
    // A reader cannot be let in by another door.
    const mixed = await ask(
      owner,
      url,
      'setMember',
      routes.setMember as unknown as RouteSpec,
      params,
    );
    expect(mixed.status).toBe(409);

    // Every denial is in the server's log.
    const { events } = await owner.client.serverLog({ query: { limit: 5000 } });
    expect(events.filter(({ action }) => action === 'access.denied').length).toBeGreaterThan(asked);
    const check = await owner.client.verifyServerLog();
    expect(check.faults).toEqual([]);
  }, 300_000);

  it('tells nobody what readings come to before the end, where the protocol says so', async (context) => {
    if (room === null) return context.skip();
    const { url } = room.server;
    const owner = room.visitor();
    const body = { email: 'owner@example.test', password: 'a sentence nobody guesses' };
    await owner.client.signIn({ body });
    const { studyId } = await owner.client.addStudy({ body: { title: 'Hidden' } });
    const at = { studyId };
    const ann = await invite(room, owner, studyId, 'reader', 'h-ann');
    const ben = await invite(room, owner, studyId, 'reader', 'h-ben');
    const judge = await invite(room, owner, studyId, 'adjudicator', 'h-judge');
    const viewer = await invite(room, owner, studyId, 'viewer', 'h-viewer');
    const curator = await invite(room, owner, studyId, 'curator', 'h-curator');
    const cases = await addCases(owner, studyId, 3);
    const { images } = await owner.client.images({ params: at });
    const numbers = new Map(
      images.map(({ record, caseIds }) => [record.imageId, Number(caseIds[0]?.slice(5))]),
    );
    const document = smallProtocol(
      studyId,
      cases,
      [
        { readerId: ann.id, roles: ['reader'] },
        { readerId: ben.id, roles: ['reader'] },
        { readerId: judge.id, roles: ['adjudicator'] },
      ],
      {
        reads: { perCase: 2 },
        instructions: smallInstructions(images[0]?.record.imageId ?? ''),
        interimResults: 'hidden',
      },
    );
    await owner.client.saveProtocol({ params: at, body: { expectedVersion: 0, document } });
    await owner.client.lockProtocol({ params: at, body: { version: 1 } });
    // They agree on the second case and on no other.
    const read = (reader: typeof ann, wanted: string) =>
      readAll(
        reader,
        studyId,
        (id) => numbers.get(id) ?? 0,
        (n) => (n === 2 ? 'no' : wanted),
      );
    await read(ann, 'yes');
    await read(ben, 'no');

    const params = {
      ...at,
      caseId: cases[0] ?? '',
      readerId: ann.id,
      jobId: 'nothing',
      name: 'readings.csv',
      version: '1',
    };
    const telling = table.filter(
      ([, { access }]) => access.kind === 'study' && access.tellsResults === true,
    );
    expect(telling.map(([name]) => name)).toEqual(
      expect.arrayContaining(['agreement', 'consensus', 'consensusAnalysis', 'standings']),
    );
    const surprises: string[] = [];
    for (const [name, spec] of [...telling, ['export', routes.export] as const]) {
      for (const [who, visitor] of Object.entries({ owner, curator, viewer })) {
        const isTheirs =
          spec.access.kind === 'study' &&
          (who === 'owner' || (spec.access.roles as readonly string[]).includes(who));
        const { status, text } = await ask(visitor, url, name, spec as RouteSpec, params);
        const isRefused = isTheirs
          ? status === 403 && text.includes('no results until it is closed')
          : status === 404;
        if (!isRefused) surprises.push(`${who} ${name}: ${status}`);
      }
    }
    expect(surprises).toEqual([]);
    // How much is read is told; that readers disagree is not.
    const progress = await owner.client.progress({ params: at, query: {} });
    expect(progress).toMatchObject({ readsDone: 6, readsNeeded: 6, settledCount: null });
    expect(progress.states).toEqual([
      { state: 'open', count: 0 },
      { state: 'reading', count: 0 },
      { state: 'read', count: 3 },
    ]);
    expect(new Set(progress.cases.map(({ state }) => state))).toEqual(new Set(['read']));
    const gallery = await owner.client.gallery({ params: at, query: {} });
    expect(gallery.cases.flatMap(({ labels }) => labels)).toEqual([]);
    expect(gallery.filters.map(({ name }) => name)).not.toContain('nodule');
    await owner.client.export({ params: { studyId, name: 'protocol.json' } });
    // Whoever decides goes on deciding.
    const { adjudications } = await judge.client.adjudications({ params: at });
    expect(adjudications).toHaveLength(2);
    // What was hidden stays so until the end.
    await expect(
      owner.client.saveProtocol({
        params: at,
        body: {
          expectedVersion: 1,
          document: { ...document, interimResults: 'shown' },
          why: 'Curious.',
        },
      }),
    ).rejects.toThrow(/would be shown before/);

    await owner.client.closeStudy({ params: at });
    const shown = await owner.client.progress({ params: at, query: {} });
    expect(shown.states.find(({ state }) => state === 'adjudication')?.count).toBe(2);
    expect((await owner.client.settleConsensus({ params: at })).settled).toBe(1);
    expect((await owner.client.consensus({ params: at, query: {} })).labels).toHaveLength(1);
    const after = await owner.client.gallery({ params: at, query: {} });
    expect(after.cases.flatMap(({ labels }) => labels)).toHaveLength(1);
    await owner.client.export({ params: { studyId, name: 'readings.csv' } });
  }, 120_000);
});
