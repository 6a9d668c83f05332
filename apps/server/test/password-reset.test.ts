import { problemOf } from '@equipoise/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deviceCode } from '../../../test/support/device.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
import { readWords } from '../src/command-line.ts';
import type { Operator } from '../src/commands/operator.ts';
import { makeResetLink } from '../src/commands/reset-link.ts';
import { realWorld } from '../src/index.ts';
import { invite, join1, ownerAndStudy, type TestRoom, testRoom, tokenOf } from './support/room.ts';

const password = 'a sentence nobody guesses';
const fresh = 'another sentence of mine';
// Time goes on when a test says so, beside the time that passes.
let ahead = 0;
const { tell: _quiet, ...real } = realWorld();
const world = { ...real, now: () => new Date(Date.now() + ahead).toISOString() };
const hours = (count: number): void => {
  ahead += count * 3_600_000;
};

let room: TestRoom | null = null;
let owner: Awaited<ReturnType<typeof ownerAndStudy>>['owner'];
let studyId = '';
beforeAll(async () => {
  room = await testRoom({
    world,
    limits: { lockAfter: 3, sessionHours: 10_000, sessionDays: 999 },
  });
  if (room !== null) ({ owner, studyId } = await ownerAndStudy(room));
}, 120_000);
afterAll(async () => room?.remove());

/** The room; tests that have none are skipped before. */
function there(): TestRoom {
  if (room === null) throw new Error('no room');
  return room;
}

const refusal = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'done',
    (error: unknown) => problemOf(error)?.code ?? error,
  );

const linkFor = (accountId: string, more: { readonly hours?: number } = {}): Promise<string> =>
  owner.client
    .makeResetLink({ params: { accountId }, body: { why: 'asked at the desk', ...more } })
    .then(({ link }) => tokenOf(link));

const signIn = (visitor: Visitor, name: string, given: string): Promise<unknown> =>
  visitor.client.signIn({ body: { email: `${name}@example.test`, password: given } });

describe('a forgotten password', () => {
  it('is set anew by a link, once, and every session ends', async (context) => {
    if (room === null) return context.skip();
    const person = await invite(room, owner, studyId, 'viewer', 'forgetful');
    for (let i = 0; i < 3; i += 1) await refusal(signIn(room.visitor(), 'forgetful', 'wrong one'));
    const token = await linkFor(person.id);
    const { rows } = await room.server.store.read((tx) =>
      tx.client.query('select token_hash from password_resets'),
    );
    expect(JSON.stringify(rows)).not.toContain(token);
    const browser = room.visitor();
    expect(await browser.client.lookResetLink({ body: { token } })).toMatchObject({
      email: 'forgetful@example.test',
      hasSecondFactor: false,
    });
    const use = (given: string): Promise<unknown> =>
      refusal(browser.client.useResetLink({ body: { token, password: given } }));
    // A weak password does not use the link up; looking at it did not either.
    expect(await use('passwordpassword')).toBe('room/bad-request');
    expect(await refusal(person.client.session())).toBe('done');
    const twice = await Promise.all([use(fresh), use(fresh)]);
    expect(twice.filter((one) => one === 'done')).toHaveLength(1);
    expect(await refusal(browser.client.session())).toBe('done');
    expect(await refusal(person.client.session())).toBe('room/not-signed-in');
    expect(await use(fresh)).toBe('room/not-found');
    expect(await refusal(signIn(room.visitor(), 'forgetful', password))).toBe('room/not-signed-in');
    // The lock of the failures before is gone with them.
    expect(await refusal(signIn(room.visitor(), 'forgetful', fresh))).toBe('done');

    const { events } = await owner.client.serverLog({ query: { limit: 5000 } });
    const own = events.filter(({ action }) => action.startsWith('password-reset.'));
    expect(own.map(({ action, actor, objectId, why }) => [action, actor, objectId, why])).toEqual([
      ['password-reset.offer', owner.id, person.id, 'asked at the desk'],
      ['password-reset.use', person.id, person.id, null],
    ]);
    expect(JSON.stringify(events)).not.toContain(token);
  });

  it('has a link that ends: by time, by a newer one, by a password set otherwise, with the account', async (context) => {
    if (room === null) return context.skip();
    const person = await invite(room, owner, studyId, 'viewer', 'late');
    const params = { accountId: person.id };
    const look = (token: string): Promise<unknown> =>
      refusal(there().visitor().client.lookResetLink({ body: { token } }));
    const first = await linkFor(person.id, { hours: 2 });
    expect(await look(first)).toBe('done');
    const second = await linkFor(person.id, { hours: 2 });
    expect([await look(first), await look(second)]).toEqual(['room/not-found', 'done']);
    hours(3);
    expect(await look(second)).toBe('room/not-found');
    const third = await linkFor(person.id);
    await person.client.changePassword({ body: { current: password, next: fresh } });
    expect(await look(third)).toBe('room/not-found');
    const fourth = await linkFor(person.id);
    await owner.client.changeAccount({ params, body: { state: 'disabled' } });
    expect(await refusal(linkFor(person.id))).toBe('room/bad-state');
    await owner.client.changeAccount({ params, body: { state: 'active' } });
    expect(await look(fourth)).toBe('room/not-found');
  });

  it('leaves the second factor, whose code is owed next', async (context) => {
    if (room === null) return context.skip();
    const person = await invite(room, owner, studyId, 'viewer', 'careful');
    const { secret } = await person.client.offerSecondFactor({ body: { password } });
    const code = (): string => {
      ahead += 60_000;
      return deviceCode(secret, Date.now() + ahead);
    };
    await person.client.confirmSecondFactor({ body: { code: code() } });
    const token = await linkFor(person.id);
    const browser = room.visitor();
    expect(await browser.client.lookResetLink({ body: { token } })).toMatchObject({
      hasSecondFactor: true,
    });
    expect(await browser.client.useResetLink({ body: { token, password: fresh } })).toMatchObject({
      step: 'code',
    });
    expect(await refusal(browser.client.session())).toBe('room/second-factor');
    await browser.client.signInCode({ body: { code: code() } });
    expect(await refusal(browser.client.session())).toBe('done');
  });

  it('is no way around the own password, nor for whoever does not own the server', async (context) => {
    if (room === null) return context.skip();
    const person = await invite(room, owner, studyId, 'owner', 'curious');
    const body = { why: 'x' };
    expect(await refusal(linkFor(owner.id))).toBe('room/bad-state');
    expect(
      await refusal(person.client.makeResetLink({ params: { accountId: owner.id }, body })),
    ).toBe('room/not-found');
    expect(await refusal(linkFor('nobody'))).toBe('room/not-found');
  });
});

describe('the operator at the machine', () => {
  async function run(...argv: readonly string[]): Promise<string> {
    const words = readWords(['reset-link', ...argv]);
    if (words === null) throw new Error('help');
    let said = '';
    const operator: Operator = {
      world,
      env: { DATABASE_URL: there().server.store.connectionString },
      out: (text) => {
        said += text;
      },
      signal: new AbortController().signal,
      steps: {},
      send: () => undefined,
    };
    await makeResetLink(words.typed, operator);
    return said;
  }
  const data = (): string => there().server.store.folder;

  it('lets the only owner in again while the server runs, also without the second factor', async (context) => {
    if (room === null) return context.skip();
    const { secret } = await owner.client.offerSecondFactor({ body: { password } });
    ahead += 60_000;
    const code = deviceCode(secret, Date.now() + ahead);
    await owner.client.confirmSecondFactor({ body: { code } });
    const argv = ['--data', data(), '--email', 'Owner@example.test', '--second-factor'];
    const said = await run(...argv, '--public-url', 'https://room.example/base/');
    expect(said).toContain('whose second factor ends with it');
    expect(said).toMatch(/^https:\/\/room\.example\/base\/reset#[\w-]{43}$/m);
    // Nothing changes before the link is used.
    expect(await owner.client.secondFactor()).toMatchObject({ isOn: true });
    const token = tokenOf(said.trim());
    const browser = room.visitor();
    await browser.client.useResetLink({ body: { token, password: fresh } });
    expect(await browser.client.secondFactor()).toMatchObject({ isOn: false });
    expect(await refusal(owner.client.session())).toBe('room/not-signed-in');
    owner = { ...browser, id: owner.id };
    const { events } = await owner.client.serverLog({ query: { limit: 5000 } });
    const made = events.find(
      ({ action, actor }) => action === 'password-reset.offer' && actor === 'server',
    );
    expect(made?.why).toBe('made by the operator at the machine');
  });

  it('makes a link for another owner', async (context) => {
    if (room === null) return context.skip();
    const { link } = JSON.parse(await run('--data', data(), '--new-owner', '--json'));
    const second = await join1(room, link, 'second-owner');
    const { accounts } = await second.client.accounts();
    expect(accounts.find(({ accountId }) => accountId === second.id)?.isOwner).toBe(true);
  });

  it('says in a sentence what does not work', async (context) => {
    if (room === null) return context.skip();
    await expect(run('--data', data())).rejects.toThrow(/either --email or --new-owner/);
    await expect(run('--data', data(), '--new-owner', '--second-factor')).rejects.toThrow(
      /goes with --email/,
    );
    await expect(run('--data', data(), '--email', 'no@body.test')).rejects.toThrow(
      /server\/no-account/,
    );
    await expect(
      run('--data', data(), '--email', 'owner@example.test', '--public-url', 'room.example'),
    ).rejects.toThrow(/--public-url wants the address/);
    await expect(
      run('--data', `${data()}-elsewhere`, '--email', 'owner@example.test'),
    ).rejects.toThrow(/store\/no-store: there is no store in the folder/);
  });
});
