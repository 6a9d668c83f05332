import { problemOf } from '@equipoise/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deviceCode } from '../../../test/support/device.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
import { type IdentityProvider, identityProvider } from './support/identity-provider.ts';
import { ownerAndStudy, type TestRoom, testRoom, tokenOf } from './support/room.ts';

let provider: IdentityProvider;
let room: TestRoom | null = null;

beforeAll(async () => {
  provider = await identityProvider();
  const { issuer, clientId, clientSecret } = provider;
  room = await testRoom({
    oidc: { name: 'Hospital', issuer, clientId, clientSecret, allowsHttp: true },
  });
  if (room !== null) await provider.open(`${room.server.url}/api/oidc/callback`);
}, 120_000);
afterAll(async () => {
  provider.close();
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
    const isOwn = !at.startsWith(provider.issuer);
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
    provider.person = 'frieda';
    const other = await owner.client.inviteToStudy({
      params: { studyId },
      body: { role: 'reader', days: 1, email: 'somebody@else.test' },
    });
    const wrong = await signIn(room.visitor(), { invitation: tokenOf(other.link) });
    expect(wrong.status).toBe(404);
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
    provider.person = 'frieda';
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
    provider.person = 'frieda';
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

  it('makes whom it knows an owner of the server by a link for that, and a disabled account nothing', async (context) => {
    if (room === null) return context.skip();
    const owner = room.visitor();
    const password = 'a sentence nobody guesses';
    await owner.client.signIn({ body: { email: 'owner@example.test', password } });
    const frieda = async () => {
      const { accounts } = await owner.client.accounts();
      const found = accounts.find(({ email }) => email === 'frieda@hospital.test');
      return { accountId: found?.accountId ?? '', isOwner: found?.isOwner };
    };
    const { accountId, isOwner } = await frieda();
    expect(isOwner).toBe(false);
    const { link, invitation } = await owner.client.inviteToServer({ body: { days: 1 } });
    provider.person = 'frieda';
    const change = (state: 'active' | 'disabled') =>
      owner.client.changeAccount({ params: { accountId }, body: { state } });
    await change('disabled');
    expect((await signIn(room.visitor(), { invitation: tokenOf(link) })).status).toBe(403);
    await change('active');
    const visitor = room.visitor();
    expect((await signIn(visitor, { invitation: tokenOf(link) })).status).toBe(302);
    expect((await frieda()).isOwner).toBe(true);
    expect(await visitor.client.accounts()).toMatchObject({ accounts: expect.any(Array) });
    // The link is used up by it, and by nothing before.
    expect((await signIn(room.visitor(), { invitation: tokenOf(link) })).status).toBe(404);
    expect(invitation.role).toBe('owner');
  });

  it('lets nobody in who was not invited, and no answer that it did not ask for', async (context) => {
    if (room === null) return context.skip();
    provider.person = 'stranger';
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
