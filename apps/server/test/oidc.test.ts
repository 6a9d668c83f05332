import { createServer as createHttp, type Server } from 'node:http';
import { problemOf } from '@equipoise/api';
import { Provider } from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deviceCode } from '../../../test/support/device.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
import { ownerAndStudy, type TestRoom, testRoom, tokenOf } from './support/room.ts';

let provider: Server | null = null;
let issuer = '';
let room: TestRoom | null = null;

/** A provider on loopback that signs everybody in as the login hint of the test. */
let person = 'nobody';

beforeAll(async () => {
  const free = createHttp();
  await new Promise<void>((done) => free.listen(0, '127.0.0.1', done));
  const address = free.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await new Promise((done) => free.close(done));
  issuer = `http://127.0.0.1:${port}`;
  room = await testRoom({
    oidc: {
      name: 'Hospital',
      issuer,
      clientId: 'room',
      clientSecret: 'a-secret-of-the-test-only',
      allowsHttp: true,
    },
  });
  if (room === null) return;
  const oidc = new Provider(issuer, {
    clients: [
      {
        client_id: 'room',
        client_secret: 'a-secret-of-the-test-only',
        redirect_uris: [`${room.server.url}/api/oidc/callback`],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    findAccount: async (_context: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({
        sub: id,
        email: `${id}@hospital.test`,
        email_verified: true,
        name: `Dr ${id}`,
      }),
    }),
    cookies: { keys: ['test'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: {
      url: (_context: unknown, interaction: { uid: string }) => `/go/${interaction.uid}`,
    },
  } as never);
  const callback = oidc.callback();
  provider = createHttp((request, response) => {
    if (!request.url?.startsWith('/go/')) return void callback(request, response);
    void (async () => {
      const details = await oidc.interactionDetails(request, response);
      const grant = new oidc.Grant({ accountId: person, clientId: 'room' });
      grant.addOIDCScope('openid email profile');
      const grantId = await grant.save();
      const result =
        details.prompt.name === 'login'
          ? { login: { accountId: person }, consent: { grantId } }
          : { consent: { grantId } };
      await oidc.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
    })();
  });
  await new Promise<void>((done) => provider?.listen(port, '127.0.0.1', done));
}, 120_000);
afterAll(async () => {
  provider?.close();
  await room?.remove();
});

/** Goes the way of a browser: from the provider back to the server. */
async function signIn(
  visitor: Visitor,
  luggage: { readonly invitation?: string; readonly to?: string } = {},
): Promise<Response> {
  const { url } = await visitor.client.oidcStart({ body: luggage });
  const jar = new Map<string, string>();
  for (let at = url; ; ) {
    const isOwn = !at.startsWith(issuer);
    const response = isOwn
      ? await visitor.fetch(at)
      : await fetch(at, {
          redirect: 'manual',
          headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
        });
    if (!isOwn) {
      for (const line of response.headers.getSetCookie()) {
        const [pair = ''] = line.split(';');
        jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
      }
    }
    const next = response.headers.get('location');
    if (isOwn || next === null) return response;
    at = new URL(next, at).href;
  }
}

describe('signing in at an identity provider', () => {
  it('makes an account from an invitation, and finds it again', async (context) => {
    if (room === null) return context.skip();
    const { owner, studyId } = await ownerAndStudy(room);
    const { link } = await owner.client.inviteToStudy({
      params: { studyId },
      body: { role: 'reader', days: 1 },
    });
    person = 'frieda';
    const first = room.visitor();
    const response = await signIn(first, { invitation: tokenOf(link) });
    expect(response.status).toBe(302);
    const { account, memberships } = await first.client.session();
    expect(account).toMatchObject({
      email: 'frieda@hospital.test',
      displayName: 'Dr frieda',
      hasPassword: false,
    });
    expect(memberships).toEqual([{ studyId, role: 'reader' }]);
    const again = room.visitor();
    await signIn(again);
    expect((await again.client.session()).account.accountId).toBe(account.accountId);
  });

  it('comes back to the page that it began at, and to no other place', async (context) => {
    if (room === null) return context.skip();
    const { url } = room.server;
    person = 'frieda';
    const places = [
      ['/studies/a/log?from=3#end', `${url}/studies/a/log?from=3#end`],
      ['https://evil.example/', `${url}/`],
      ['//evil.example/', `${url}/`],
      ['/api/session', `${url}/`],
      [undefined, `${url}/`],
    ] as const;
    for (const [to, place] of places) {
      const response = await signIn(room.visitor(), to === undefined ? {} : { to });
      expect([to, response.status, response.headers.get('location')]).toEqual([to, 302, place]);
    }
  });

  it('leaves the second factor to the provider, whatever is wanted of passwords', async (context) => {
    if (room === null) return context.skip();
    person = 'frieda';
    const visitor = room.visitor();
    await signIn(visitor);
    const { client } = visitor;
    // The page that loads now asks this, and gets the token against forged requests.
    await client.session();
    const body = { password: 'a sentence nobody guesses' };
    const code = (error: unknown): unknown => problemOf(error)?.code;
    expect(await client.offerSecondFactor({ body }).catch(code)).toBe('room/bad-state');
    expect(await client.secondFactor()).toMatchObject({ isPossible: false, isOn: false });
    const { account } = await client.changePassword({
      body: { current: null, next: body.password },
    });
    const { secret } = await client.offerSecondFactor({ body });
    await client.confirmSecondFactor({ body: { code: deviceCode(secret, Date.now()) } });
    const again = room.visitor();
    await signIn(again);
    expect((await again.client.session()).account).toMatchObject({ hasSecondFactor: true });
    const byPassword = room.visitor();
    const answer = await byPassword.client.signIn({
      body: { email: account.email, password: body.password },
    });
    expect(answer).toMatchObject({ step: 'code' });
  });

  it('lets nobody in who was not invited, and no answer that it did not ask for', async (context) => {
    if (room === null) return context.skip();
    person = 'stranger';
    const visitor = room.visitor();
    const response = await signIn(visitor);
    expect(response.status).toBe(403);
    expect(await visitor.client.session().catch((error: unknown) => problemOf(error)?.status)).toBe(
      401,
    );
    const forged = await visitor.fetch(`${room.server.url}/api/oidc/callback?code=x&state=y`);
    expect(forged.status).toBe(403);
  });
});
