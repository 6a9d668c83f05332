import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  accountByEmail,
  accountByOidc,
  addAccount,
  addApiKey,
  addInvitation,
  apiKeyByToken,
  beginSession,
  changeAccount,
  clearFailedSignIns,
  countAccounts,
  countFailedSignIn,
  endOtherSessions,
  endSession,
  invitationByToken,
  listMembers,
  membershipsOf,
  offerFactor,
  openRecoveryCodes,
  readEvents,
  renewRecoveryCodes,
  revokeApiKey,
  revokeInvitation,
  rotateSession,
  type Store,
  sealedFactors,
  serverChain,
  sessionByToken,
  setMembership,
  sha256,
  studiesOf,
  sweepSessions,
  takeFactorStep,
  takeRecoveryCode,
  turnOffSecondFactor,
  turnOnSecondFactor,
  useInvitation,
  verifyLog,
} from '../../src/index.ts';
import { smallStudy } from '../support/small-study.ts';
import { temporaryStore } from '../support/temporary-store.ts';

let store: Store;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ store, remove } = await temporaryStore());
});
afterAll(async () => {
  expect((await store.read((tx) => verifyLog(tx))).faults).toEqual([]);
  await remove();
});
const by = { actor: 'server' };
const never = '2999-01-01T00:00:00.000Z';
const past = '2001-01-01T00:00:00.000Z';
const now = '2026-06-01T00:00:00.000Z';

const newAccount = (email: string): Promise<string> =>
  store.change(by, async (tx) => (await addAccount(tx, { email, displayName: 'A' })).id);

test('an address has one account in whatever letters it is written', async () => {
  expect(await store.read((tx) => countAccounts(tx))).toBe(0);
  const id = await newAccount('Ada@Example.test');
  await expect(newAccount('ada@example.TEST')).rejects.toMatchObject({ code: 'store/duplicate' });
  expect(await store.read((tx) => accountByEmail(tx, 'ADA@example.test'))).toMatchObject({ id });
  await store.change(by, (tx) =>
    changeAccount(tx, id, { oidcIssuer: 'https://i', oidcSubject: 's' }),
  );
  expect(await store.read((tx) => accountByOidc(tx, 'https://i', 's'))).toMatchObject({ id });
});

test('an error names no stored value', async () => {
  const error = await newAccount('ada@example.test').catch((caught: unknown) => caught);
  const text = JSON.stringify([
    String(error),
    (error as Error).cause,
    String((error as Error).cause),
  ]);
  expect(text).toContain('accounts_email');
  expect(text).not.toContain('ada@');
});

test('enough failed sign-ins lock an account, and a good one forgets them', async () => {
  const id = await newAccount('lock@example.test');
  const fail = () => store.change(by, (tx) => countFailedSignIn(tx, id, 3, never));
  expect(await fail()).toMatchObject({ failedSignIns: 1, lockedUntil: null });
  await fail();
  expect(await fail()).toMatchObject({ failedSignIns: 3, lockedUntil: never });
  await store.change(by, (tx) => clearFailedSignIns(tx, id));
  expect(await store.read((tx) => accountByEmail(tx, 'lock@example.test'))).toMatchObject({
    failedSignIns: 0,
    lockedUntil: null,
  });
});

test('a session lives by its token until it ends, expires, rotates or its account is disabled', async () => {
  const accountId = await newAccount('session@example.test');
  const begin = (tokenHash: string, expiresAt = never) =>
    store.change(by, (tx) => beginSession(tx, { accountId, tokenHash, expiresAt }));
  const alive = async (tokenHash: string): Promise<boolean> =>
    (await store.read((tx) => sessionByToken(tx, tokenHash, now))) !== null;
  const first = await begin('t1');
  await begin('t2');
  await begin('t3');
  await begin('t4', past);
  expect([await alive('t1'), await alive('t4'), await alive('t9')]).toEqual([true, false, false]);
  await store.change(by, (tx) => rotateSession(tx, first.id, 't1b'));
  expect([await alive('t1'), await alive('t1b')]).toEqual([false, true]);
  expect(await store.change(by, (tx) => endOtherSessions(tx, accountId, first.id))).toBe(3);
  expect([await alive('t1b'), await alive('t2')]).toEqual([true, false]);
  await store.change(by, (tx) => endSession(tx, first.id));
  expect(await alive('t1b')).toBe(false);
  await begin('t5');
  await store.change(by, (tx) => changeAccount(tx, accountId, { state: 'disabled' }));
  expect(await alive('t5')).toBe(false);
  expect(await store.change(by, (tx) => sweepSessions(tx, never))).toBe(5);
});

test('a second factor takes each step of time and each recovery code once', async () => {
  const id = await newAccount('factor@example.test');
  const take = (step: number) => store.change(by, (tx) => takeFactorStep(tx, id, step));
  expect(await take(5)).toBe(false);
  const turnOn = (sealed: string, codeHashes: readonly string[]) =>
    store.change(by, (tx) => turnOnSecondFactor(tx, id, { sealed, step: 10, codeHashes }));
  expect(await turnOn('sealed', ['h1', 'h2'])).toMatchObject({ secondFactor: 'sealed' });
  const taken = await Promise.all([10, 11, 11, 12, 12].map(take));
  const timesTaken = (...places: readonly number[]) => places.filter((at) => taken[at]).length;
  // Step 11 counts no more where 12 came first.
  expect(timesTaken(0)).toBe(0);
  expect(timesTaken(1, 2)).toBeLessThanOrEqual(1);
  expect(timesTaken(3, 4)).toBe(1);
  expect(await take(12)).toBe(false);
  expect(await take(13)).toBe(true);
  const open = () => store.read((tx) => openRecoveryCodes(tx, id));
  const [first, second] = await open();
  const use = (code: string) => store.change(by, (tx) => takeRecoveryCode(tx, id, code));
  const uses = await Promise.all([use(first?.id ?? ''), use(first?.id ?? '')]);
  expect(uses.sort()).toEqual([false, true]);
  expect((await open()).map((row) => row.id)).toEqual([second?.id]);
  await store.change(by, (tx) => renewRecoveryCodes(tx, id, ['h3']));
  expect(await use(second?.id ?? '')).toBe(false);
  await turnOn('another', ['h4']);
  expect((await open()).map(({ hash }) => hash)).toEqual(['h4']);
  expect(await store.read((tx) => sealedFactors(tx))).toEqual(['another']);
  await store.change(by, (tx) => turnOffSecondFactor(tx, id, 'off'));
  expect(await open()).toEqual([]);
  expect(await take(99)).toBe(false);
  const events = await store.read((tx) => readEvents(tx, { chain: serverChain, limit: 5000 }));
  const own = events.filter(({ objectId }) => objectId === id).map(({ action }) => action);
  expect(own.slice(1)).toEqual([
    'second-factor.on',
    'recovery-code.use',
    'recovery-codes.renew',
    'second-factor.replace',
    'second-factor.off',
  ]);
});

test('an invitation works once, not after it expired or was revoked, and gives its role', async () => {
  const { studyId } = await smallStudy(store, 0, 0, 'invited');
  const accountId = await newAccount('invited@example.test');
  const invite = (tokenHash: string, expiresAt = never) =>
    store.change(by, (tx) => addInvitation(tx, { tokenHash, studyId, role: 'reader', expiresAt }));
  const use = (tokenHash: string) =>
    store.change(by, (tx) => useInvitation(tx, tokenHash, accountId));
  await invite('i1');
  await invite('i2', past);
  const third = await invite('i3');
  await store.change(by, (tx) => revokeInvitation(tx, third.id));
  expect(await store.read((tx) => invitationByToken(tx, 'i1', now))).toMatchObject({ studyId });
  const attempts = await Promise.allSettled([
    use('i1'),
    use('i1'),
    use('i1'),
    use('i2'),
    use('i3'),
  ]);
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await store.read((tx) => membershipsOf(tx, studyId, accountId))).toMatchObject([
    { role: 'reader', state: 'active' },
  ]);
  expect(await store.read((tx) => studiesOf(tx, accountId))).toMatchObject([{ id: studyId }]);
});

test('a role that is suspended says why, in the table and in the log', async () => {
  const { studyId, readerIds } = await smallStudy(store, 1, 0, 'suspended');
  const [reader = ''] = readerIds;
  await store.change(by, (tx) =>
    setMembership(tx, studyId, reader, 'reader', 'suspended', 'sensitivity below 80 %'),
  );
  const members = await store.read((tx) => listMembers(tx, studyId));
  expect(members).toMatchObject([
    { role: 'owner' },
    { role: 'reader', state: 'suspended', why: 'sensitivity below 80 %' },
  ]);
  const events = await store.read((tx) =>
    readEvents(tx, { chain: studyId, object: { kind: 'account', id: reader } }),
  );
  expect(events.at(-1)).toMatchObject({
    action: 'membership.suspend',
    why: 'sensitivity below 80 %',
  });
  expect(events.at(-1)?.before).toBe(events.at(-2)?.after);
});

test('an API key lives by its token until it is revoked or expires', async () => {
  const accountId = await newAccount('key@example.test');
  const add = (tokenHash: string, expiresAt: string) =>
    store.change(by, (tx) =>
      addApiKey(tx, {
        tokenHash,
        name: 'k',
        accountId,
        studyId: null,
        scopes: ['read'],
        expiresAt,
      }),
    );
  const key = await add('k1', never);
  await add('k2', past);
  expect(await store.read((tx) => apiKeyByToken(tx, 'k1', now))).toMatchObject({
    key: { scopes: ['read'] },
    account: { id: accountId },
  });
  expect(await store.read((tx) => apiKeyByToken(tx, 'k2', now))).toBeNull();
  await expect(store.change(by, (tx) => revokeApiKey(tx, 'other', key.id))).rejects.toMatchObject({
    code: 'store/not-found',
  });
  await store.change(by, (tx) => revokeApiKey(tx, accountId, key.id));
  expect(await store.read((tx) => apiKeyByToken(tx, 'k1', now))).toBeNull();
});

test('no secret stands in the log', async () => {
  const hash = '$argon2id$v=19$m=19456$secret';
  await store.change(by, async (tx) => {
    const { id } = await addAccount(tx, {
      email: 's@example.test',
      displayName: 'S',
      passwordHash: hash,
    });
    await changeAccount(tx, id, { passwordHash: `${hash}2` });
    const session = { accountId: id, tokenHash: sha256('token'), expiresAt: never };
    await offerFactor(tx, (await beginSession(tx, session)).id, 'sealed seed');
    const codeHashes = ['hash of a code'];
    await turnOnSecondFactor(tx, id, { sealed: 'sealed seed', step: 1, codeHashes });
  });
  const events = await store.read((tx) => readEvents(tx, { chain: serverChain, limit: 10_000 }));
  const text = JSON.stringify(events);
  expect(text).not.toContain('argon2id');
  expect(text).not.toContain('sealed seed');
  expect(text).not.toContain('hash of a code');
  expect(text).not.toContain(sha256('token'));
  expect(text).not.toContain('@example.test');
});
