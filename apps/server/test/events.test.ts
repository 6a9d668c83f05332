import { randomUUID } from 'node:crypto';
import { createServer as createHttp, type Server } from 'node:http';
import {
  type Client,
  problemOf,
  type RouteName,
  type RouteSpec,
  routes,
  type UploadFile,
} from '@equipoise/api';
import {
  addJob,
  chainHeads,
  type EventRecord,
  endJob,
  readEvents,
  serverChain,
  takeJob,
} from '@equipoise/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deviceCode } from '../../../test/support/device.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
import { realWorld } from '../src/index.ts';
import { type IdentityProvider, identityProvider } from './support/identity-provider.ts';
import {
  addCases,
  said,
  smallInstructions,
  smallProtocol,
  type TestRoom,
  testRoom,
  tokenOf,
} from './support/room.ts';

const table = Object.entries(routes) as unknown as readonly (readonly [RouteName, RouteSpec])[];
const password = 'a sentence nobody guesses';
// A minute goes by before each code of a device: none is taken twice.
let ahead = 0;
const { tell: _quiet, ...real } = realWorld();
const world = { ...real, now: () => new Date(Date.now() + ahead).toISOString() };

let room: TestRoom | null = null;
let provider: IdentityProvider;
let peer: Server;
let peerUrl = '';
beforeAll(async () => {
  provider = await identityProvider();
  // An archive that knows no study.
  peer = createHttp((_request, response) => {
    response.setHeader('content-type', 'application/dicom+json');
    response.end('[]');
  });
  await new Promise<void>((done) => peer.listen(0, '127.0.0.1', done));
  const address = peer.address();
  const host = `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  peerUrl = `http://${host}/dicom-web`;
  const { issuer, clientId, clientSecret } = provider;
  room = await testRoom({
    world,
    dicomwebHosts: [host],
    oidc: { name: 'Hospital', issuer, clientId, clientSecret, allowsHttp: true },
  });
  if (room !== null) await provider.open(`${room.server.url}/api/oidc/callback`);
}, 120_000);
afterAll(async () => {
  provider.close();
  peer.close();
  await room?.remove();
});

/** The room; tests that have none are skipped before. */
function there(): TestRoom {
  if (room === null) throw new Error('no room');
  return room;
}

const heads = async (): Promise<ReadonlyMap<string, number>> => {
  const rows = await there().server.store.read((tx) => chainHeads(tx));
  return new Map(rows.map(({ chain, seq }) => [chain, seq]));
};

/** Events that were written since. */
async function since(before: ReadonlyMap<string, number>): Promise<readonly EventRecord[]> {
  const { store } = there().server;
  const pages = [...(await heads()).keys()].map((chain) =>
    store.read((tx) => readEvents(tx, { chain, after: before.get(chain) ?? 0, limit: 5000 })),
  );
  return (await Promise.all(pages)).flat();
}

const succeeded = new Set<RouteName>();
const faults: string[] = [];

/** Whether an event says who, when, what and about what. */
function isWhole({ actor, at, action, objectKind, objectId }: EventRecord): boolean {
  return [actor, action, objectKind, objectId].every((text) => text !== '') && at.endsWith('Z');
}

/** Holds a call that was answered to what its route promises of the log. */
function checkCall(
  name: RouteName,
  actors: readonly string[],
  fresh: readonly EventRecord[],
): void {
  const spec: RouteSpec = routes[name];
  const own = fresh.filter((event) => isWhole(event) && actors.includes(event.actor));
  const wanted = spec.event;
  const isThere =
    wanted === 'read' || wanted === 'export'
      ? own.some(({ action }) => action === `${name}.${wanted}`)
      : wanted === 'change'
        ? own.some(({ detail }) => JSON.parse(detail).route === undefined)
        : true;
  if (!isThere) faults.push(`${name} left no event: ${fresh.map((e) => e.action).join()}`);
  succeeded.add(name);
}

type AnyCall = (input?: unknown) => Promise<unknown>;

/** A client whose every call is held to the log. */
function watched(person: Visitor, ids: () => readonly string[]): Client {
  return new Proxy(person.client, {
    get(client, name: RouteName) {
      const call = client[name] as unknown as AnyCall;
      return async (input?: unknown) => {
        const before = await heads();
        const output = await call(input);
        checkCall(name, ids(), await since(before));
        return output;
      };
    },
  });
}

interface Somebody {
  readonly visitor: Visitor;
  readonly client: Client;
  id: string;
}

/** Somebody whose calls are watched; before there is an account, nobody. */
function somebody(): Somebody {
  const visitor = there().visitor();
  const made: Somebody = {
    visitor,
    id: '',
    client: watched(visitor, () => [made.id === '' ? 'nobody' : made.id]),
  };
  return made;
}

async function joined(link: string, name: string): Promise<Somebody> {
  const person = somebody();
  const { account } = await person.client.acceptInvitation({
    body: {
      token: tokenOf(link),
      account: { email: `${name}@example.test`, displayName: name, password },
    },
  });
  person.id = account.accountId;
  return person;
}

/** Goes to the identity provider and back, as a browser does. */
async function throughProvider(
  person: Somebody,
  body: { readonly invitation?: string } = {},
): Promise<void> {
  const { url } = await person.client.oidcStart({ body });
  const jar = new Map<string, string>();
  for (let at = url; ; ) {
    const isOwn = !at.startsWith(provider.issuer);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = isOwn
      ? await person.visitor.fetch(at)
      : await fetch(at, { redirect: 'manual', headers: { cookie } });
    for (const line of isOwn ? [] : response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const next = response.headers.get('location');
    if (isOwn || next === null) return;
    at = new URL(next, at).href;
  }
}

const code = (secret: string): string => {
  ahead += 60_000;
  return deviceCode(secret, Date.now() + ahead);
};

/** Everything that a person changes of the own account and an owner of others'. */
async function doAccounts(owner: Somebody, person: Somebody, studyId: string): Promise<void> {
  const { client } = person;
  const params = { accountId: person.id };
  const signIn = { body: { email: 'person@example.test', password } };
  await client.signIn(signIn);
  await client.rotateSession();
  await client.changeName({ body: { displayName: 'Somebody' } });
  await there().visitor().client.signIn(signIn);
  await client.endOtherSessions();
  await there().visitor().client.signIn(signIn);
  const { sessions } = await client.sessions();
  const other = sessions.find(({ isThis }) => !isThis)?.sessionId ?? '';
  await client.endOneSession({ params: { sessionId: other } });
  await client.changePassword({ body: { current: password, next: `${password}.` } });
  await client.changePassword({ body: { current: `${password}.`, next: password } });
  const { key } = await client.addApiKey({
    body: { name: 'script', studyId, scopes: ['read'], days: 1 },
  });
  await client.revokeApiKey({ params: { keyId: key.keyId } });
  const { secret } = await client.offerSecondFactor({ body: { password } });
  await client.confirmSecondFactor({ body: { code: code(secret) } });
  await client.renewRecoveryCodes({ body: { password, code: code(secret) } });
  await client.signOut();
  await client.signIn(signIn);
  await client.signInCode({ body: { code: code(secret) } });
  await client.turnOffSecondFactor({ body: { password, code: code(secret) } });
  const again = await client.offerSecondFactor({ body: { password } });
  await client.confirmSecondFactor({ body: { code: code(again.secret) } });
  await owner.client.resetSecondFactor({ params, body: { why: 'Lost.' } });
  await owner.client.changeAccount({ params, body: { needsSecondFactor: false } });
  const { link } = await owner.client.makeResetLink({ params, body: { why: 'Forgotten.' } });
  await client.lookResetLink({ body: { token: tokenOf(link) } });
  await client.useResetLink({ body: { token: tokenOf(link), password } });
  const offered = await owner.client.offerSecondFactor({ body: { password } });
  await owner.client.confirmSecondFactor({ body: { code: code(offered.secret) } });
  await owner.client.changeServerRules({ body: { secondFactor: 'everybody' } });
  await owner.client.changeServerRules({ body: { secondFactor: 'optional' } });
  await owner.client.inviteToServer({ body: { days: 1 } });
}

const answer = (value: string) => [said(value)];

/** A study from its beginning to its end, with everything that people change in it. @returns what its routes name */
async function doStudy(
  owner: Somebody,
  readers: readonly [Somebody, Somebody],
  judge: Somebody,
  studyId: string,
): Promise<Readonly<Record<string, string>>> {
  const params = { studyId };
  const { client } = owner;
  await client.renameStudy({ params, body: { title: 'Nodules, renamed' } });
  const { invitation } = await client.inviteToStudy({ params, body: { role: 'viewer', days: 1 } });
  await client.revokeInvitation({ params: { studyId, invitationId: invitation.invitationId } });
  const cases = await addCases({ ...owner.visitor, client } as Visitor, studyId, 6);
  const file: UploadFile = { name: 'x.png', bytes: new Uint8Array(16).fill(99) };
  const { images } = await client.importImages({ params, fields: {}, files: [file] });
  const imageId = images[0]?.record.imageId ?? '';
  await client.addCase({ params, body: { caseId: 'extra', imageIds: [imageId] } });
  await client.removeCase({ params: { studyId, caseId: 'extra' }, query: { why: 'Twice.' } });
  const body = { url: peerUrl };
  await client.searchPeer({ params, body });
  await client.pullImages({ params, body: { ...body, studyInstanceUid: '1.2.3' } });
  const document = smallProtocol(
    studyId,
    cases,
    [
      ...readers.map(({ id }) => ({ readerId: id, roles: ['reader'] })),
      { readerId: judge.id, roles: ['adjudicator'] },
    ],
    {
      reads: { perCase: 2 },
      adjudication: { kind: 'senior', when: 'disagreement', hasOwnReadFirst: false },
      instructions: smallInstructions(imageId),
    },
  );
  await client.saveProtocol({ params, body: { expectedVersion: 0, document } });
  await client.checkProtocol({ params, body: { document } });
  await client.lockProtocol({ params, body: { version: 1 } });
  let taskId = '';
  for (const [at, reader] of readers.entries()) {
    const { versions } = await reader.client.instructions({ params });
    const instructionsVersion = versions.at(-1)?.version ?? '';
    await reader.client.confirmInstructions({ params, body: { version: instructionsVersion } });
    for (let count = 0; ; count += 1) {
      // Later there is nothing new to serve, and nothing to record.
      const asked = count === 0 ? reader.client : reader.visitor.client;
      const next = await asked.nextTask({ params, body: {} });
      if (next.kind !== 'task') break;
      ({ taskId } = next.task);
      const inTask = { studyId, taskId };
      if (count === 0) {
        const event = {
          eventId: randomUUID(),
          ...inTask,
          readerId: reader.id,
          sessionId: 'tab',
          sequence: 0,
          at: world.now(),
          kind: 'open',
          payload: {
            zoneOffsetMinutes: 60,
            instructionsVersion,
            screen: { width: 1920, height: 1080, scale: 1 },
          },
        } as never;
        await reader.client.sendEvents({ params: inTask, body: { events: [event] } });
        const draft = { expectedVersion: 0, device: 'tab', document: {} };
        await reader.client.saveDraft({ params: inTask, body: draft });
      }
      await reader.client.submit({
        params: inTask,
        body: {
          expectedVersion: 0,
          requestId: randomUUID(),
          device: 'tab',
          answers: answer(at === 0 ? 'no' : 'yes'),
          instructionsVersion,
        },
      });
    }
  }
  const [reader] = readers;
  await reader.client.sendMessage({ params, body: { kind: 'question', body: 'Why?' } });
  const { messages } = await reader.client.myMessages({ params });
  const threadId = messages[0]?.threadId ?? '';
  await client.replyMessage({ params: { studyId, threadId }, body: { body: 'So.' } });
  await client.resolveThread({ params: { studyId, threadId } });
  await client.noteCase({ params: { studyId, caseId: cases[0] ?? '' }, body: { body: 'A note.' } });
  const { adjudications } = await judge.client.adjudications({ params });
  const [first, last] = [adjudications[0], adjudications.at(-1)];
  const adjudicationId = first?.adjudicationId ?? '';
  const place = { studyId, adjudicationId };
  const { version } = await judge.client.adjudication({ params: place });
  await judge.client.decide({
    params: place,
    body: { expectedVersion: version, action: 'accept', accepted: 'A', reason: 'Clear.' },
  });
  await client.settleConsensus({ params });
  await client.rereadCase({
    params: { studyId, caseId: cases[5] ?? '' },
    body: { by: 'same', why: 'The label looks wrong.' },
  });
  const inReaders = { studyId, readerId: reader.id };
  await client.suspendReader({ params: inReaders, body: { why: 'On leave.' } });
  await client.reinstateReader({ params: inReaders, body: { why: 'Back.' } });
  await client.setMember({
    params: { studyId, accountId: judge.id },
    body: { role: 'adjudicator', state: 'active', why: 'Still.' },
  });
  const predictions = new TextEncoder().encode(
    `case,score\n${cases.map((id, at) => `${id},${at / 10}`).join('\n')}\n`,
  );
  await client.addJob({
    params,
    fields: { kind: 'audit', question: 'nodule', score: 'score', positive: 'yes' },
    files: [{ name: 'predictions.csv', bytes: predictions }],
  });
  // One that no worker was told of: it waits until it is cancelled.
  const { id: jobId } = await there().server.store.change({ actor: 'server' }, (tx) =>
    addJob(tx, { studyId, kind: 'audit', input: {} }),
  );
  await client.cancelJob({ params: { studyId, jobId } });
  await client.sendToPeer({ params, body });
  // A second version of the instructions, which can be compared with the first.
  const clearer = {
    ...document,
    instructions: { ...smallInstructions(imageId), text: 'Look twice.' },
  };
  await client.saveProtocol({
    params,
    body: { expectedVersion: 1, document: clearer, why: 'Clearer words.' },
  });
  const served = adjudications.length > 0 ? imageId : '';
  return {
    ...{ studyId, taskId, threadId, adjudicationId: last?.adjudicationId ?? '' },
    ...{ imageId: served, frame: '0', caseId: cases[0] ?? '', readerId: reader.id },
    ...{ accountId: judge.id, version: '1', name: 'readings.csv', jobId },
  };
}

/** A job that is done, with a file and the cases behind its cells. */
async function finishedJob(studyId: string): Promise<string> {
  const { store } = there().server;
  const blob = await store.blobs.put(new TextEncoder().encode('<html></html>'));
  const noCases = { schemaVersion: 1, caseIds: [], attributes: [], predictions: [] };
  const cells = await store.blobs.put(new TextEncoder().encode(JSON.stringify(noCases)));
  return store.change({ actor: 'server' }, async (tx) => {
    const job = await addJob(tx, { studyId, kind: 'audit', input: {} });
    const taken = await takeJob(tx, job.id);
    const files = [{ name: 'report.html', hash: blob.hash, mediaType: 'text/html' }];
    const result = { files, cells: { hash: cells.hash } };
    await endJob(tx, job.id, taken?.fence ?? 0, { state: 'done', result });
    return job.id;
  });
}

/** Calls a route that reads as one of these people who may; notes who found nothing of an event. */
async function readAs(
  people: readonly Somebody[],
  name: RouteName,
  spec: RouteSpec,
  params: Readonly<Record<string, string>>,
): Promise<void> {
  const path = spec.path.replace(/:([A-Za-z]+)/g, (_, key: string) => params[key] ?? 'none');
  const query = name === 'compareProtocols' ? '?from=1&to=1' : queries[name];
  for (const person of people) {
    const before = await heads();
    const { url } = there().server;
    const response = await person.visitor.fetch(`${url}/api${path}${query ?? ''}`);
    await response.arrayBuffer();
    if (response.ok) return checkCall(name, [person.id], await since(before));
  }
}

const queries: Partial<Record<RouteName, string>> = {
  agreement: '?question=nodule',
  consensusAnalysis: '?question=nodule',
  analysisChoices: '?question=nodule',
};

describe('the log', () => {
  it('holds an event of every call that changes, reads or exports something: all routes of the contract', async (context) => {
    if (room === null) return context.skip();
    const owner = await joined(room.server.ownerLink ?? '', 'owner');
    const { studyId } = await owner.client.addStudy({ body: { title: 'Nodules' } });
    const member = async (role: 'reader' | 'adjudicator' | 'viewer', name: string) => {
      const { link } = await owner.client.inviteToStudy({
        params: { studyId },
        body: { role, days: 1 },
      });
      return joined(link, name);
    };
    const person = await member('viewer', 'person');
    await doAccounts(owner, person, studyId);
    provider.person = 'frieda';
    const { link } = await owner.client.inviteToStudy({
      params: { studyId },
      body: { role: 'viewer', days: 1 },
    });
    const frieda = somebody();
    // Nobody belongs to that sign-in as yet, and the log says who was turned away from what.
    let before = await heads();
    await throughProvider(frieda);
    const denied = (await since(before)).map(({ action, objectId }) => [action, objectId]);
    expect(denied).toContainEqual(['access.denied', 'oidcCallback']);
    before = await heads();
    await throughProvider(frieda, { invitation: tokenOf(link) });
    const came = await since(before);
    frieda.id = (await frieda.client.session()).account.accountId;
    checkCall('oidcCallback', [frieda.id], came);

    const readers = [await member('reader', 'ann'), await member('reader', 'ben')] as const;
    const judge = await member('adjudicator', 'judge');
    const params = await doStudy(owner, readers, judge, studyId);
    const jobId = await finishedJob(studyId);
    for (const [name, spec] of table) {
      if (spec.method !== 'GET' || succeeded.has(name)) continue;
      const isOfJob = name === 'jobFile' || name === 'jobCases';
      const at = isOfJob ? { ...params, jobId, name: 'report.html' } : params;
      await readAs([owner, ...readers, judge], name, spec, at);
    }
    await owner.client.closeStudy({ params: { studyId } });

    expect(faults).toEqual([]);
    expect(succeeded.size).toBeGreaterThan(80);
    const missing = table.filter(([name, { event }]) => event !== 'none' && !succeeded.has(name));
    expect(missing.map(([name]) => name)).toEqual([]);
    expect((await owner.client.verifyServerLog()).faults).toEqual([]);
  }, 240_000);

  it('holds an event of every denial: all routes that want somebody', async (context) => {
    if (room === null) return context.skip();
    const stranger = room.visitor();
    const surprises: string[] = [];
    for (const [name, spec] of table) {
      if (spec.access.kind === 'public') continue;
      const before = await heads();
      const path = spec.path.replaceAll(/:[A-Za-z]+/g, '1');
      const response = await stranger.fetch(`${room.server.url}/api${path}`, {
        method: spec.method,
        ...(spec.body?.kind === 'json'
          ? { headers: { 'content-type': 'application/json' }, body: '{}' }
          : {}),
      });
      await response.arrayBuffer();
      const fresh = (await since(before)).filter(({ action }) => action === 'access.denied');
      const [event] = fresh;
      const isRight =
        response.status === 401 &&
        fresh.length === 1 &&
        event !== undefined &&
        isWhole(event) &&
        event.chain === serverChain &&
        event.actor === 'nobody' &&
        event.objectId === name &&
        JSON.parse(event.detail).code === 'room/not-signed-in';
      if (!isRight) surprises.push(`${name}: ${response.status}, ${JSON.stringify(fresh)}`);
    }
    expect(surprises).toEqual([]);
    // Doors that are open to everybody, with what does not fit.
    const token = 'made-up-made-up-made-up';
    const tries: readonly (readonly [RouteName, () => Promise<unknown>])[] = [
      ['signIn', () => stranger.client.signIn({ body: { email: 'no@body.test', password } })],
      [
        'acceptInvitation',
        () => stranger.client.acceptInvitation({ body: { token, account: null } }),
      ],
      ['lookInvitation', () => stranger.client.lookInvitation({ body: { token } })],
      ['lookResetLink', () => stranger.client.lookResetLink({ body: { token } })],
      ['useResetLink', () => stranger.client.useResetLink({ body: { token, password } })],
    ];
    for (const [name, call] of tries) {
      const before = await heads();
      const problem = await call().catch((error: unknown) => problemOf(error));
      expect([name, problem]).toMatchObject([name, { status: expect.any(Number) }]);
      const objects = (await since(before)).map(({ action, objectId }) => `${action} ${objectId}`);
      expect(objects).toContain(`access.denied ${name}`);
    }
  }, 120_000);
});
