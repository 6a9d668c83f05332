import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problemOf } from '@equipoise/api';
import { apiKeyByToken } from '@equipoise/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { visitorOf } from '../../../test/support/visitor.ts';
import { cookieName, sessionEnd } from '../src/auth/caller.ts';
import { isWeakPassword } from '../src/auth/weak-password.ts';
import { createServer, realWorld } from '../src/index.ts';
import { defaultLimits } from '../src/options.ts';
import { addCases, invite, join1, ownerAndStudy, type TestRoom, testRoom } from './support/room.ts';

let room: TestRoom | null = null;
let owner: Awaited<ReturnType<typeof ownerAndStudy>>['owner'];
let studyId = '';
beforeAll(async () => {
  room = await testRoom({ limits: { signInsAMinute: 10_000, lockAfter: 3 } });
  if (room !== null) ({ owner, studyId } = await ownerAndStudy(room));
}, 120_000);
afterAll(async () => room?.remove());

const refusal = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'done',
    (error: unknown) => problemOf(error)?.code ?? error,
  );

describe('sessions and keys', () => {
  it('keeps the token out of the database and the cookie out of scripts', async (context) => {
    if (room === null) return context.skip();
    const line = owner.setCookies.at(-1) ?? '';
    expect(line).toMatch(/HttpOnly/i);
    expect(line).toMatch(/SameSite=Lax/i);
    const [token = ''] = [...owner.cookies.values()];
    expect(Buffer.from(token, 'base64url').length).toBeGreaterThanOrEqual(16);
    const { rows } = await room.server.store.read((tx) =>
      tx.client.query('select token_hash from sessions'),
    );
    const hashes = rows.map((row: { token_hash: string }) => row.token_hash);
    expect(hashes).not.toContain(token);
    expect(hashes).toContain(createHash('sha256').update(`equipoise-token:${token}`).digest('hex'));
    const { rows: accounts } = await room.server.store.read((tx) =>
      tx.client.query('select password_hash from accounts'),
    );
    expect(accounts[0].password_hash).toMatch(/^\$argon2id\$/);
  });

  it('keeps the cookie to this host and to TLS behind a proxy, and counts tries by address', async (context) => {
    if (room === null) return context.skip();
    const folder = mkdtempSync(join(tmpdir(), 'equipoise-proxy-'));
    const { tell: _quiet, ...world } = realWorld();
    const server = await createServer({
      folder,
      databaseUrl: room.server.store.connectionString,
      world,
      port: 0,
      behindProxy: true,
      publicUrl: 'https://room.example',
      limits: { signInsAMinute: 5 },
    });
    try {
      const visitor = visitorOf(server.url);
      const body = { email: 'owner@example.test', password: 'a sentence nobody guesses' };
      await visitor.client.signIn({ body });
      const [line = ''] = visitor.setCookies;
      expect(line).toMatch(/^__Host-equipoise_session=[\w-]{43}; /);
      for (const flag of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/']) {
        expect(line.split('; ')).toContain(flag);
      }
      expect(line).not.toMatch(/Domain/i);
      const below = { isSecure: true, basePath: '/room' };
      expect(cookieName('session', below)).toBe('__Secure-equipoise_session');
      expect(cookieName('oidc', { ...below, basePath: '' })).toBe('__Host-equipoise_oidc');
      const { headers } = await visitor.fetch(`${server.url}/api/health`);
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
      expect(headers.get('access-control-allow-origin')).toBeNull();
      // Tries are counted by the address that the proxy saw, whatever the asker wrote in front of it.
      const tries: number[] = [];
      for (let i = 0; i < 7; i += 1) {
        const response = await fetch(`${server.url}/api/session`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'x-forwarded-for': `198.51.100.${i}, 203.0.113.7`,
          },
          body: JSON.stringify({ email: 'no@body.test', password: 'wrong' }),
        });
        tries.push(response.status);
        await response.arrayBuffer();
      }
      expect(tries).toEqual([401, 401, 401, 401, 401, 429, 429]);
      // The log of a server that has stopped holds each of them: the first at once, the others as one event.
      await server.close();
      const { events } = await owner.client.serverLog({ query: { limit: 5000 } });
      const counts = events
        .filter(({ action, detail }) => action === 'access.denied' && detail.includes('too-many'))
        .map(({ detail }) => JSON.parse(detail).refusals);
      expect(counts).toEqual([1, 1]);
    } finally {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('refuses a change without the token of the page', async (context) => {
    if (room === null) return context.skip();
    const response = await owner.fetch(`${room.server.url}/api/studies`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"title":"forged"}',
    });
    expect([response.status, (await response.json()).code]).toEqual([403, 'room/bad-csrf']);
    const cross = await owner.fetch(`${room.server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' },
      body: '{"email":"a@b.c","password":"x"}',
    });
    expect(cross.status).toBe(403);
  });

  it('locks an account after failures, and tells nothing about who has one', async (context) => {
    if (room === null) return context.skip();
    const person = await invite(room, owner, studyId, 'viewer', 'locked');
    const body = { email: 'locked@example.test', password: 'wrong wrong wrong' };
    const { client } = room.visitor();
    const tries = async (...emails: readonly string[]): Promise<readonly unknown[]> => {
      const codes: unknown[] = [];
      for (const email of emails)
        codes.push(await refusal(client.signIn({ body: { ...body, email } })));
      return codes;
    };
    // An address that nobody has is locked just so.
    const wrong = Array.from({ length: 3 }, () => 'room/not-signed-in');
    const unknown = ['no@body.test', 'No@Body.test', 'no@body.test', 'NO@body.test'];
    expect(await tries(...unknown)).toEqual([...wrong, 'room/locked-out']);
    expect(await tries(...Array.from({ length: 4 }, () => body.email))).toEqual([
      ...wrong,
      'room/locked-out',
    ]);
    expect(await tries('another@body.test')).toEqual(['room/not-signed-in']);
    const right = { ...body, password: 'a sentence nobody guesses' };
    expect(await refusal(client.signIn({ body: right }))).toBe('room/locked-out');
    expect(await refusal(person.client.session())).toBe('done');
  });

  it('gives a new token at sign-in, on request and with a new password', async (context) => {
    if (room === null) return context.skip();
    const person = await invite(room, owner, studyId, 'viewer', 'turner');
    const tokens = [[...person.cookies.values()].join()];
    await person.client.rotateSession();
    tokens.push([...person.cookies.values()].join());
    const other = room.visitor();
    const email = 'turner@example.test';
    await other.client.signIn({ body: { email, password: 'a sentence nobody guesses' } });
    await person.client.changePassword({
      body: { current: 'a sentence nobody guesses', next: 'another sentence entirely' },
    });
    tokens.push([...person.cookies.values()].join());
    expect(new Set(tokens).size).toBe(3);
    expect(await refusal(other.client.session())).toBe('room/not-signed-in');
    await person.client.signOut();
    expect(await refusal(person.client.session())).toBe('room/not-signed-in');
  });

  it('refuses passwords that are easy to guess', async (context) => {
    const own = ['ada.lovelace@hospital.example', 'Ada Lovelace'];
    for (const password of [
      'aaaaaaaaaaaa',
      'ababababababab',
      '123456789012',
      '098765432109',
      'abcdefghijkl',
      'qwertyuiop12',
      'qwertzuiop123',
      '1qaz2wsx3edc',
      'Password2026!!',
      'P@ssw0rd-1234',
      'equipoise2026',
      'Reading Room 1',
      'adalovelace1815',
      'Lovelace!Hospital',
    ]) {
      expect([password, isWeakPassword(password, own)]).toEqual([password, true]);
    }
    for (const password of [
      'a sentence nobody guesses',
      'über die Brücke',
      'correct horse battery',
      '漢字で書いた長い合い言葉です',
      'k7#Vq!2zLp@9',
      `${'x'.repeat(60)} and then some more`,
    ]) {
      expect([password, isWeakPassword(password, own)]).toEqual([password, false]);
    }
    if (room === null) return context.skip();
    const person = await invite(room, owner, studyId, 'viewer', 'guessable');
    const current = 'a sentence nobody guesses';
    const change = (next: string) =>
      refusal(person.client.changePassword({ body: { current, next } }));
    expect(await change('guessable123')).toBe('room/bad-request');
    // As it is typed: neither cut nor changed, up to 512 signs.
    const long = `${'Long '.repeat(100)}enough, ü.`;
    expect(await change(long)).toBe('done');
    const again = room.visitor().client;
    const body = { email: 'guessable@example.test' };
    expect(await refusal(again.signIn({ body: { ...body, password: long.toLowerCase() } }))).toBe(
      'room/not-signed-in',
    );
    expect(await refusal(again.signIn({ body: { ...body, password: long } }))).toBe('done');
  });

  it('uses a link once', async (context) => {
    if (room === null) return context.skip();
    const { link } = await owner.client.inviteToStudy({
      params: { studyId },
      body: { role: 'viewer', days: 1 },
    });
    await join1(room, link, 'first');
    await expect(join1(room, link, 'late')).rejects.toThrow(/room\/not-found/);
    expect(room.server.ownerLink).not.toBeNull();
    await expect(join1(room, room.server.ownerLink ?? '', 'late')).rejects.toThrow(/not-found/);
  });

  it('ends one session of the own, and of nobody else', async (context) => {
    if (room === null) return context.skip();
    const { link } = await owner.client.inviteToStudy({
      params: { studyId },
      body: { role: 'viewer', days: 1 },
    });
    const person = await join1(room, link, 'two-browsers');
    const second = room.visitor();
    await second.client.signIn({
      body: { email: 'two-browsers@example.test', password: 'a sentence nobody guesses' },
    });
    const { sessions } = await second.client.sessions();
    const first = sessions.find(({ isThis }) => !isThis)?.sessionId ?? '';
    expect(await refusal(owner.client.endOneSession({ params: { sessionId: first } }))).toBe(
      'room/not-found',
    );
    await second.client.endOneSession({ params: { sessionId: first } });
    expect(await refusal(person.client.session())).toBe('room/not-signed-in');
    expect((await second.client.sessions()).sessions).toHaveLength(1);
  });

  it('reads its log from either end, by who and what', async (context) => {
    if (room === null) return context.skip();
    const { events } = await owner.client.serverLog({ query: { order: 'newest', limit: 5 } });
    const places = events.map(({ seq }) => seq);
    expect(places).toEqual([...places].sort((a, b) => b - a));
    const before = places.at(-1) ?? 0;
    const { events: older } = await owner.client.serverLog({
      query: { order: 'newest', limit: 3, before },
    });
    expect(older.map(({ seq }) => seq)).toEqual([before - 1, before - 2, before - 3]);
    const { events: begun } = await owner.client.serverLog({ query: { action: 'session.' } });
    expect(begun.length).toBeGreaterThan(0);
    expect(begun.every(({ action }) => action.startsWith('session.'))).toBe(true);
    const { events: own } = await owner.client.serverLog({ query: { actor: owner.id } });
    expect(own.every(({ actor }) => actor === owner.id)).toBe(true);
  });

  it('opens one study by a key, within its scopes, until it is revoked', async (context) => {
    if (room === null) return context.skip();
    const { client } = owner;
    const { studyId: other } = await client.addStudy({ body: { title: 'Other' } });
    const made = await client.addApiKey({
      body: { name: 'script', studyId, scopes: ['read'], days: 1 },
    });
    const { createClient } = await import('@equipoise/api');
    const program = createClient({ fetch, baseUrl: room.server.url, apiKey: made.secret });
    expect((await program.study({ params: { studyId } })).studyId).toBe(studyId);
    expect(await refusal(program.study({ params: { studyId: other } }))).toBe('room/not-found');
    expect(await refusal(program.renameStudy({ params: { studyId }, body: { title: 'x' } }))).toBe(
      'room/not-allowed',
    );
    expect(await refusal(program.session())).toBe('room/not-found');
    await client.revokeApiKey({ params: { keyId: made.key.keyId } });
    expect(await refusal(program.study({ params: { studyId } }))).toBe('room/not-signed-in');
  });

  it('ends a session that is not used, and one that is, some day; and a key on its day', async (context) => {
    if (room === null) return context.skip();
    const made = await owner.client.addApiKey({
      body: { name: 'short', studyId, scopes: ['read'], days: 1 },
    });
    const hours = (Date.parse(made.key.expiresAt) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThanOrEqual(24);
    const { store } = room.server;
    const hash = createHash('sha256').update(`equipoise-token:${made.secret}`).digest('hex');
    const at = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
    const isOpen = async (days: number): Promise<boolean> =>
      (await store.read((tx) => apiKeyByToken(tx, hash, at(days)))) !== null;
    expect([await isOpen(0.9), await isOpen(1.1)]).toEqual([true, false]);
    const limits = { ...defaultLimits, sessionHours: 12, sessionDays: 7 };
    const begun = '2026-01-01T00:00:00.000Z';
    expect(sessionEnd(limits, begun, begun)).toBe('2026-01-01T12:00:00.000Z');
    expect(sessionEnd(limits, '2026-01-07T18:00:00.000Z', begun)).toBe('2026-01-08T00:00:00.000Z');
  });

  it('answers with headers that let nothing foreign in', async (context) => {
    if (room === null) return context.skip();
    const { headers } = await fetch(`${room.server.url}/api/health`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe-inline');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('stands traps in JSON', async (context) => {
    if (room === null) return context.skip();
    const session = await owner.client.session();
    for (const body of [
      '{"title":"a","__proto__":{"isOwner":true}}',
      '{"title":"a","constructor":{"prototype":{"isOwner":true}}}',
      '{"title":"a","prototype":{"isOwner":true}}',
      '{"title":',
      `${'['.repeat(50_000)}`,
    ]) {
      const response = await owner.fetch(`${room.server.url}/api/studies`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-equipoise-csrf': session.csrf },
        body,
      });
      expect([body.slice(0, 30), response.status]).toEqual([body.slice(0, 30), 400]);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
    }
    expect(({} as Record<string, unknown>)['isOwner']).toBeUndefined();
    const big = await owner.fetch(`${room.server.url}/api/studies`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-equipoise-csrf': session.csrf },
      body: JSON.stringify({ title: 'x'.repeat(2_000_000) }),
    });
    expect([big.status, (await big.json()).code]).toEqual([413, 'room/too-large']);
  });

  it('keeps both versions of a draft when two tabs save', async (context) => {
    if (room === null) return context.skip();
    const { studyId: id } = await owner.client.addStudy({ body: { title: 'Drafts' } });
    const reader = await invite(room, owner, id, 'reader', 'tabs');
    const [caseId = ''] = await addCases(owner, id, 1);
    const { images } = await owner.client.images({ params: { studyId: id } });
    const { smallInstructions, smallProtocol, confirm } = await import('./support/room.ts');
    const document = smallProtocol(id, [caseId], [{ readerId: reader.id, roles: ['reader'] }], {
      reads: { perCase: 1 },
      adjudication: { kind: 'none' },
      instructions: smallInstructions(images[0]?.record.imageId ?? ''),
    });
    await owner.client.saveProtocol({
      params: { studyId: id },
      body: { expectedVersion: 0, document },
    });
    await owner.client.lockProtocol({ params: { studyId: id }, body: { version: 1 } });
    expect(await refusal(reader.client.nextTask({ params: { studyId: id }, body: {} }))).toBe(
      'room/instructions-unread',
    );
    await confirm(reader, id);
    const next = await reader.client.nextTask({ params: { studyId: id }, body: {} });
    const taskId = next.kind === 'task' ? next.task.taskId : '';
    const save = (device: string, expectedVersion: number, what: unknown) =>
      reader.client.saveDraft({
        params: { studyId: id, taskId },
        body: { expectedVersion, device, document: what },
      });
    expect((await save('tab-1', 0, { stroke: 1 })).version).toBe(1);
    const lost = await save('tab-2', 0, { stroke: 2 }).catch((error: unknown) => problemOf(error));
    expect(lost).toMatchObject({
      status: 409,
      stored: { version: 1, document: { stroke: 1 }, device: 'tab-1' },
      offered: { stroke: 2 },
    });
    // The same save sent again is no conflict.
    expect((await save('tab-1', 0, { stroke: 1 })).version).toBe(1);
  });

  it('says in one sentence why a server cannot start', async (context) => {
    if (room === null) return context.skip();
    const base = { world: realWorld(), port: 0 };
    await expect(createServer({ ...base, folder: room.server.store.folder })).rejects.toMatchObject(
      {
        code: 'store/folder-in-use',
      },
    );
    await expect(
      createServer({ ...base, folder: '/nowhere', host: '0.0.0.0' }),
    ).rejects.toMatchObject({ code: 'server/not-loopback', exitCode: 64 });
    await expect(
      createServer({ ...base, folder: '/nowhere', basePath: 'x' }),
    ).rejects.toMatchObject({
      code: 'server/bad-option',
    });
    const foreign = await fetch(`${room.server.url}/api/health`, {
      headers: { host: 'evil.test' },
    }).catch(() => null);
    // fetch may refuse to set the header; where it does not, the server does not answer.
    if (foreign !== null && foreign.status !== 200) expect(foreign.status).toBe(400);
  });
});
