import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problemOf } from '@equipoise/api';
import { serverKey } from '@equipoise/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deviceCode } from '../../../test/support/device.ts';
import { type Visitor, visitorOf } from '../../../test/support/visitor.ts';
import { createServer, realWorld } from '../src/index.ts';
import { invite, ownerAndStudy, type TestRoom, testRoom } from './support/room.ts';

const password = 'a sentence nobody guesses';
// Time goes on when a test says so, beside the time that passes.
let ahead = 0;
const nowMs = (): number => Date.now() + ahead;
const { tell: _quiet, ...real } = realWorld();
const world = { ...real, now: () => new Date(nowMs()).toISOString() };
const minutes = (count: number): void => {
  ahead += count * 60_000;
};

let room: TestRoom | null = null;
let owner: Awaited<ReturnType<typeof ownerAndStudy>>['owner'];
let studyId = '';
beforeAll(async () => {
  room = await testRoom({ world, limits: { signInsAMinute: 10_000, lockAfter: 3 } });
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

/** What a device shows; a minute later than anything it showed before. */
function shown(secret: string): string {
  minutes(1);
  return deviceCode(secret, nowMs());
}

interface Person extends Visitor {
  readonly id: string;
  readonly email: string;
}

async function newPerson(name: string): Promise<Person> {
  const person = await invite(there(), owner, studyId, 'viewer', name);
  return { ...person, email: `${name}@example.test` };
}

/** Sets a second factor up. */
async function enrol(person: Person): Promise<{ secret: string; recoveryCodes: string[] }> {
  const { secret } = await person.client.offerSecondFactor({ body: { password } });
  const answer = await person.client.confirmSecondFactor({ body: { code: shown(secret) } });
  return { secret, recoveryCodes: answer.recoveryCodes };
}

/** Gives the password in a new browser. */
async function halfWay(person: Person): Promise<Visitor> {
  const visitor = there().visitor();
  const answer = await visitor.client.signIn({ body: { email: person.email, password } });
  expect(answer).toMatchObject({ step: 'code' });
  expect(JSON.stringify(answer)).not.toContain(person.id);
  return visitor;
}

async function actionsOf(accountId: string): Promise<readonly string[]> {
  const { events } = await owner.client.serverLog({ query: { limit: 5000 } });
  return events.filter(({ objectId }) => objectId === accountId).map(({ action }) => action);
}

describe('a second factor', () => {
  it('is set up by a code, sealed in the database, and asked for after the password', async (context) => {
    if (room === null) return context.skip();
    const person = await newPerson('enrolled');
    expect(await refusal(person.client.offerSecondFactor({ body: { password: 'wrong' } }))).toBe(
      'room/not-allowed',
    );
    expect(await refusal(person.client.confirmSecondFactor({ body: { code: '123456' } }))).toBe(
      'room/bad-state',
    );
    const elsewhere = room.visitor();
    await elsewhere.client.signIn({ body: { email: person.email, password } });
    const before = [...person.cookies.values()].join();
    const offer = await person.client.offerSecondFactor({ body: { password } });
    expect(offer.secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(offer.uri).toContain(`secret=${offer.secret}`);
    // Offered is not on.
    expect(await person.client.secondFactor()).toMatchObject({ isOn: false, isPossible: true });
    expect(await refusal(person.client.confirmSecondFactor({ body: { code: '000000' } }))).toBe(
      'room/not-allowed',
    );
    const { recoveryCodes } = await person.client.confirmSecondFactor({
      body: { code: shown(offer.secret) },
    });
    expect(new Set(recoveryCodes).size).toBe(10);
    expect(await person.client.secondFactor()).toMatchObject({ isOn: true, recoveryCodesLeft: 10 });
    // A new token here, and every other browser is out.
    expect([...person.cookies.values()].join()).not.toBe(before);
    expect(await refusal(elsewhere.client.session())).toBe('room/not-signed-in');

    const { rows } = await room.server.store.read((tx) =>
      tx.client.query(
        `select coalesce(second_factor, '') || coalesce(offered_factor, '') || coalesce(hash, '') as text
         from accounts a left join sessions s on s.account_id = a.id
         left join recovery_codes c on c.account_id = a.id where a.id = $1`,
        [person.id],
      ),
    );
    const stored = rows.map((row: { text: string }) => row.text).join();
    expect(stored).toContain('$argon2id$');
    for (const secret of [offer.secret, ...recoveryCodes]) expect(stored).not.toContain(secret);

    const visitor = await halfWay(person);
    const session = await visitor.client.signInCode({ body: { code: shown(offer.secret) } });
    expect(session.account).toMatchObject({ accountId: person.id, hasSecondFactor: true });
    expect(await refusal(visitor.client.study({ params: { studyId } }))).toBe('done');
    expect(await actionsOf(person.id)).toEqual(
      expect.arrayContaining(['second-factor.offer', 'second-factor.on']),
    );
  });

  it('gives a half session that can do nothing but give the code or leave', async (context) => {
    if (room === null) return context.skip();
    const person = await newPerson('half');
    const { secret } = await enrol(person);
    const visitor = await halfWay(person);
    const { url } = room.server;
    for (const path of ['session', 'studies', `studies/${studyId}`, 'sessions', 'api-keys']) {
      const response = await visitor.fetch(`${url}/api/${path}`);
      const body = (await response.json()) as { code: string };
      expect([path, response.status, body.code]).toEqual([path, 401, 'room/second-factor']);
    }
    expect(await refusal(visitor.client.offerSecondFactor({ body: { password } }))).toBe(
      'room/second-factor',
    );
    // The page was loaded anew: what is owed, and the token against forged requests.
    expect(await visitor.client.signInStep()).toMatchObject({ step: 'code' });
    const forged = await visitor.fetch(`${url}/api/session/code`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: shown(secret) }),
    });
    expect([forged.status, (await forged.json()).code]).toEqual([403, 'room/bad-csrf']);
    // Its use does not make it longer: after ten minutes the password is asked for again.
    minutes(8);
    expect(await refusal(visitor.client.signInStep())).toBe('done');
    minutes(2);
    expect(await refusal(visitor.client.signInStep())).toBe('room/not-signed-in');
    const left = await halfWay(person);
    await left.client.signOut();
    expect(await refusal(left.client.signInStep())).toBe('room/not-signed-in');
    // Whoever is in all the way is at no step.
    expect(await refusal(person.client.signInStep())).toBe('room/not-found');
    expect(await refusal(person.client.signInCode({ body: { code: '123456' } }))).toBe(
      'room/not-found',
    );
  });

  it('takes each code once, also when it is sent twice at the same moment', async (context) => {
    if (room === null) return context.skip();
    const person = await newPerson('replay');
    const { secret } = await enrol(person);
    const [first, second, late] = [
      await halfWay(person),
      await halfWay(person),
      await halfWay(person),
    ];
    const code = shown(secret);
    const tries = [first, second].map(({ client }) =>
      refusal(client.signInCode({ body: { code } })),
    );
    expect((await Promise.all(tries)).sort()).toEqual(['done', 'room/not-allowed']);
    expect(await refusal(late.client.signInCode({ body: { code } }))).toBe('room/not-allowed');
    // An earlier code of the window counts no more either.
    const earlier = deviceCode(secret, nowMs() - 30_000);
    expect(await refusal(late.client.signInCode({ body: { code: earlier } }))).toBe(
      'room/not-allowed',
    );
  });

  it('locks the account after wrong codes, and a right password gives no further tries', async (context) => {
    if (room === null) return context.skip();
    const person = await newPerson('guesser');
    const { secret, recoveryCodes } = await enrol(person);
    const wrong = { body: { code: '000000' } };
    for (let i = 0; i < 3; i += 1) {
      const visitor = await halfWay(person);
      expect(await refusal(visitor.client.signInCode(wrong))).toBe('room/not-allowed');
      if (i < 2) continue;
      for (const code of [shown(secret), recoveryCodes[0] ?? '']) {
        expect(await refusal(visitor.client.signInCode({ body: { code } }))).toBe(
          'room/locked-out',
        );
      }
    }
    const body = { email: person.email, password };
    expect(await refusal(room.visitor().client.signIn({ body }))).toBe('room/locked-out');
    const { events } = await owner.client.serverLog({
      query: { action: 'sign-in.failed', limit: 5000 },
    });
    const failed = events.filter(({ objectId }) => objectId === person.id);
    expect(failed.map(({ detail }) => JSON.parse(detail))).toEqual(
      [1, 2, 3].map((failures) => ({ failures, step: 'code' })),
    );
    minutes(16);
    const visitor = await halfWay(person);
    expect(await refusal(visitor.client.signInCode({ body: { code: shown(secret) } }))).toBe(
      'done',
    );
  });

  it('lets a recovery code in once, and says how many are left', async (context) => {
    if (room === null) return context.skip();
    const person = await newPerson('lost');
    const { secret, recoveryCodes } = await enrol(person);
    const [code = '', next = ''] = recoveryCodes;
    const visitor = await halfWay(person);
    await visitor.client.signInCode({ body: { code: code.toUpperCase().replaceAll('-', ' ') } });
    expect(await visitor.client.secondFactor()).toMatchObject({ recoveryCodesLeft: 9 });
    const again = await halfWay(person);
    expect(await refusal(again.client.signInCode({ body: { code } }))).toBe('room/not-allowed');
    // A new device: the password and a code that still counts.
    expect(await refusal(visitor.client.offerSecondFactor({ body: { password } }))).toBe(
      'room/not-allowed',
    );
    const offer = await visitor.client.offerSecondFactor({ body: { password, code: next } });
    const moved = await visitor.client.confirmSecondFactor({ body: { code: shown(offer.secret) } });
    expect(moved.recoveryCodes).not.toContain(next);
    const last = await halfWay(person);
    expect(await refusal(last.client.signInCode({ body: { code: shown(secret) } }))).toBe(
      'room/not-allowed',
    );
    expect(await refusal(last.client.signInCode({ body: { code: shown(offer.secret) } }))).toBe(
      'done',
    );
    expect(await actionsOf(person.id)).toEqual(
      expect.arrayContaining(['recovery-code.use', 'second-factor.replace']),
    );
  });

  it('renews recovery codes and is turned off by password and code, not by one of them', async (context) => {
    if (room === null) return context.skip();
    const person = await newPerson('off');
    const { secret, recoveryCodes } = await enrol(person);
    const { client } = person;
    expect(
      await refusal(
        client.turnOffSecondFactor({ body: { password: 'wrong', code: shown(secret) } }),
      ),
    ).toBe('room/not-allowed');
    expect(await refusal(client.turnOffSecondFactor({ body: { password, code: '000000' } }))).toBe(
      'room/not-allowed',
    );
    minutes(20);
    const renewed = await client.renewRecoveryCodes({ body: { password, code: shown(secret) } });
    expect(renewed.recoveryCodes.filter((code) => recoveryCodes.includes(code))).toEqual([]);
    await client.turnOffSecondFactor({ body: { password, code: renewed.recoveryCodes[3] ?? '' } });
    expect(await client.secondFactor()).toMatchObject({
      isOn: false,
      since: null,
      recoveryCodesLeft: 0,
    });
    const visitor = room.visitor();
    expect(await visitor.client.signIn({ body: { email: person.email, password } })).toMatchObject({
      account: { accountId: person.id },
    });
    expect(await actionsOf(person.id)).toEqual(
      expect.arrayContaining(['recovery-codes.renew', 'second-factor.off']),
    );
  });

  it('is reset by an owner of the server, with a reason, and by nobody else', async (context) => {
    if (room === null) return context.skip();
    const person = await newPerson('reset');
    await enrol(person);
    const params = { accountId: person.id };
    const why = 'The phone was stolen.';
    expect(
      await refusal(
        person.client.resetSecondFactor({ params: { accountId: owner.id }, body: { why } }),
      ),
    ).toBe('room/not-found');
    expect(
      await refusal(
        owner.client.resetSecondFactor({ params: { accountId: owner.id }, body: { why } }),
      ),
    ).toBe('room/bad-state');
    const account = await owner.client.resetSecondFactor({ params, body: { why } });
    expect(account).toMatchObject({ hasSecondFactor: false });
    expect(await refusal(person.client.session())).toBe('room/not-signed-in');
    const { events } = await owner.client.serverLog({ query: { action: 'second-factor.reset' } });
    expect(events.at(-1)).toMatchObject({ objectId: person.id, actor: owner.id, why });
    expect(await refusal(owner.client.resetSecondFactor({ params, body: { why } }))).toBe(
      'room/bad-state',
    );
  });

  it('is wanted of one person: set up before anything else, and not turned off', async (context) => {
    if (room === null) return context.skip();
    const person = await newPerson('wanted');
    const { account } = await person.client.session();
    expect(account.needsSecondFactor).toBe(false);
    const params = { accountId: person.id };
    await owner.client.changeAccount({ params, body: { needsSecondFactor: true } });
    expect(await refusal(person.client.study({ params: { studyId } }))).toBe('room/second-factor');
    expect(await person.client.signInStep()).toMatchObject({
      step: 'enrolment',
      asksPassword: false,
    });
    // A session that began long ago shows the password again: whoever found it open binds no device of theirs.
    minutes(11);
    expect(await person.client.signInStep()).toMatchObject({ asksPassword: true });
    expect(await refusal(person.client.offerSecondFactor({ body: {} }))).toBe('room/not-allowed');
    expect(await refusal(person.client.signInCode({ body: { code: '123456' } }))).toBe(
      'room/not-found',
    );
    const { secret } = await person.client.offerSecondFactor({ body: { password } });
    await person.client.confirmSecondFactor({ body: { code: shown(secret) } });
    expect(await refusal(person.client.study({ params: { studyId } }))).toBe('done');
    expect(
      await refusal(person.client.turnOffSecondFactor({ body: { password, code: shown(secret) } })),
    ).toBe('room/bad-state');
    await owner.client.changeAccount({ params, body: { needsSecondFactor: false } });
    expect(
      await refusal(person.client.turnOffSecondFactor({ body: { password, code: shown(secret) } })),
    ).toBe('done');
  });

  it('leaves keys of programs as they are', async (context) => {
    if (room === null) return context.skip();
    const person = await newPerson('script');
    const { secret } = await person.client.addApiKey({
      body: { name: 'script', studyId, scopes: ['read'], days: 1 },
    });
    await enrol(person);
    const call = () =>
      fetch(`${there().server.url}/api/studies/${studyId}`, {
        headers: { authorization: `Bearer ${secret}` },
      });
    expect((await call()).status).toBe(200);
    minutes(60 * 25);
    expect((await call()).status).toBe(401);
    await owner.client.signIn({ body: { email: 'owner@example.test', password } });
  });

  it('is wanted of everybody once an owner who has one says so', async (context) => {
    if (room === null) return context.skip();
    const everybody = { body: { secondFactor: 'everybody' as const } };
    expect(await owner.client.serverRules()).toEqual({ secondFactor: 'optional' });
    expect(await refusal(owner.client.changeServerRules(everybody))).toBe('room/bad-state');
    const person = await newPerson('plain');
    expect(await refusal(person.client.changeServerRules(everybody))).toBe('room/not-found');
    const { secret } = await enrol({ ...owner, email: 'owner@example.test' });
    await owner.client.changeServerRules(everybody);
    expect(await refusal(person.client.session())).toBe('room/second-factor');
    const fresh = room.visitor();
    expect(await fresh.client.signIn({ body: { email: person.email, password } })).toMatchObject({
      step: 'enrolment',
    });
    // A new account, too, begins with it.
    const { link } = await owner.client.inviteToStudy({
      params: { studyId },
      body: { role: 'viewer', days: 1 },
    });
    const joined = room.visitor();
    await joined.client.acceptInvitation({
      body: {
        token: link.slice(link.indexOf('#') + 1),
        account: { email: 'new@example.test', displayName: 'New', password },
      },
    });
    expect(await refusal(joined.client.session())).toBe('room/second-factor');
    expect(await joined.client.signInStep()).toMatchObject({ step: 'enrolment' });
    const offer = await joined.client.offerSecondFactor({ body: {} });
    const session = await joined.client.confirmSecondFactor({
      body: { code: shown(offer.secret) },
    });
    expect(session.account.email).toBe('new@example.test');
    expect(await refusal(joined.client.study({ params: { studyId } }))).toBe('done');
    expect(
      await refusal(owner.client.turnOffSecondFactor({ body: { password, code: shown(secret) } })),
    ).toBe('room/bad-state');
    await owner.client.changeServerRules({ body: { secondFactor: 'optional' } });
    expect(await refusal(person.client.session())).toBe('done');
    expect((await owner.client.verifyServerLog()).faults).toEqual([]);
  });

  it("needs the server's key, without which only recovery codes and a reset help", async (context) => {
    if (room === null) return context.skip();
    const person = await newPerson('keyless');
    const { secret, recoveryCodes } = await enrol(person);
    const { store } = room.server;
    const path = join(store.folder, 'server.key');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const told: string[] = [];
    const options = {
      folder: mkdtempSync(join(tmpdir(), 'equipoise-key-')),
      databaseUrl: store.connectionString,
      world: { ...world, tell: (line: string) => told.push(line) },
      port: 0,
    };
    const second = await createServer(options);
    try {
      expect(told.join()).toMatch(/1?\d second factors were sealed with another key/);
      const visitor = visitorOf(second.url);
      const body = { email: person.email, password };
      await visitor.client.signIn({ body });
      expect(await refusal(visitor.client.signInCode({ body: { code: shown(secret) } }))).toBe(
        'room/bad-state',
      );
      const code = recoveryCodes[0] ?? '';
      expect(await refusal(visitor.client.signInCode({ body: { code } }))).toBe('done');
    } finally {
      await second.close();
      rmSync(options.folder, { recursive: true, force: true });
    }
    // Kept elsewhere and named, it is the same key.
    const elsewhere = mkdtempSync(join(tmpdir(), 'equipoise-key-'));
    const keyFile = join(elsewhere, 'room.key');
    writeFileSync(keyFile, readFileSync(path), { mode: 0o644 });
    told.length = 0;
    const third = await createServer({ ...options, folder: join(elsewhere, 'data'), keyFile });
    await third.close();
    expect([
      told.filter((line) => line.includes('another key')),
      existsSync(join(elsewhere, 'data/server.key')),
    ]).toEqual([[], false]);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    writeFileSync(keyFile, 'not a key');
    expect(() => serverKey(keyFile, world)).toThrow(/store\/bad-key/);
    rmSync(elsewhere, { recursive: true, force: true });
    const digest = (key: Uint8Array): string => createHash('sha256').update(key).digest('hex');
    expect(digest(serverKey(path, world))).toBe(digest(serverKey(path, world)));
  });
});
