import { problemOf } from '@equipoise/api';
import { readEvents, serverChain } from '@equipoise/store';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readServeOptions, readWords } from '../src/command-line.ts';
import { realWorld } from '../src/index.ts';
import { countedRefusals } from '../src/log/counted-refusals.ts';
import { invite, ownerAndStudy, type TestRoom, testRoom } from './support/room.ts';

// The clock that the counts go by stands still unless a test moves it.
vi.useFakeTimers({ toFake: ['Date'] });
const later = (seconds: number): void => {
  vi.setSystemTime(Date.now() + 1000 * seconds);
};

let room: TestRoom | null = null;
let owner: Awaited<ReturnType<typeof ownerAndStudy>>['owner'];
let studyId = '';
beforeAll(async () => {
  // In ten seconds: 20 calls of an account, 10 of an address; in a minute 5 heavy ones.
  const limits = { requestsAMinute: 120, strangersAMinute: 60, heavyAMinute: 5 };
  room = await testRoom({ limits });
  if (room !== null) ({ owner, studyId } = await ownerAndStudy(room));
}, 120_000);
afterEach(() => later(61));
afterAll(async () => {
  vi.useRealTimers();
  await room?.remove();
});

const many = async (count: number, call: () => Promise<unknown>): Promise<readonly unknown[]> => {
  const codes: unknown[] = [];
  for (let i = 0; i < count; i += 1) {
    codes.push(
      await call().then(
        () => 'done',
        (error: unknown) => problemOf(error)?.code ?? error,
      ),
    );
  }
  return codes;
};
const done = (count: number): readonly string[] => Array.from({ length: count }, () => 'done');

describe('limits of requests', () => {
  it('hold an account back, by whatever sessions and keys it calls, and no other', async (context) => {
    if (room === null) return context.skip();
    const person = await invite(room, owner, studyId, 'viewer', 'busy');
    const { secret } = await person.client.addApiKey({
      body: { name: 'script', studyId, scopes: ['read'], days: 1 },
    });
    later(11);
    expect(await many(20, () => person.client.session())).toEqual(done(20));
    const response = await fetch(`${room.server.url}/api/studies/${studyId}`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    const problem = await response.json();
    expect(problem).toMatchObject({
      code: 'room/too-many',
      sentence: 'There were too many calls in a short time.',
    });
    expect(problem.retryAfterSeconds).toBeLessThanOrEqual(10);
    expect(await many(1, () => owner.client.session())).toEqual(['done']);
    later(problem.retryAfterSeconds);
    expect(await many(1, () => person.client.session())).toEqual(['done']);
  });

  it('hold dear calls back sooner', async (context) => {
    if (room === null) return context.skip();
    const check = () => owner.client.verifyServerLog();
    expect(await many(6, check)).toEqual([...done(5), 'room/too-many']);
    expect(await many(1, () => owner.client.session())).toEqual(['done']);
    later(11);
    expect(await many(1, check)).toEqual(['room/too-many']);
    later(50);
    expect(await many(1, check)).toEqual(['done']);
  });

  it('hold strangers back by their address, and nobody who is signed in', async (context) => {
    if (room === null) return context.skip();
    const stranger = room.visitor();
    stranger.cookies.set('equipoise_session', 'made-up-made-up-made-up');
    expect(await many(11, () => stranger.client.about())).toEqual([...done(10), 'room/too-many']);
    // Another made-up cookie is the same stranger.
    stranger.cookies.set('equipoise_session', 'another-another-another');
    expect(await many(1, () => stranger.client.about())).toEqual(['room/too-many']);
    expect(await many(1, () => owner.client.about())).toEqual(['done']);
  });

  it('do not fill the log: the first refusal at once, the others as one event with their number', async (context) => {
    if (room === null) return context.skip();
    const { store } = room.server;
    const refusals = countedRefusals(
      {
        note: (actor, event) =>
          store.change({ actor }, async (tx) => tx.record({ ...event, actor })),
      },
      realWorld().tell,
    );
    for (let i = 0; i < 1000; i += 1) refusals.note('nobody', 'health', 'room/too-many');
    refusals.note('somebody', 'health', 'room/too-many');
    await refusals.flush();
    const events = await store.read((tx) =>
      readEvents(tx, { chain: serverChain, action: 'access.denied', order: 'newest', limit: 3 }),
    );
    expect(events.map(({ actor, detail }) => [actor, JSON.parse(detail).refusals]).sort()).toEqual([
      ['nobody', 1],
      ['nobody', 999],
      ['somebody', 1],
    ]);
  });

  it('refuse a NUL wherever it comes, in a sentence', async (context) => {
    if (room === null) return context.skip();
    const params = { studyId };
    const file = { name: 'x.png', bytes: new Uint8Array(16) };
    const calls: readonly (() => Promise<unknown>)[] = [
      () => owner.client.renameStudy({ params, body: { title: 'a\0b' } }),
      () =>
        owner.client.saveProtocol({
          params,
          body: { expectedVersion: 0, document: { deep: [{ 'a\0': 1 }] } },
        }),
      () => owner.client.study({ params: { studyId: 'a\0' } }),
      () => owner.client.cases({ params, query: { find: '\0' } }),
      () =>
        owner.client.importImages({ params, fields: { cases: 'no\0ne' as never }, files: [file] }),
    ];
    for (const call of calls) {
      const problem = await call().catch((error: unknown) => problemOf(error));
      expect(problem).toMatchObject({
        code: 'room/bad-request',
        sentence: 'A text holds the character NUL.',
      });
    }
    // Six signs that only look like one.
    await owner.client.renameStudy({ params, body: { title: 'about \\u0000' } });
    expect((await owner.client.study({ params })).title).toBe('about \\u0000');
  });

  it('are set by options', () => {
    const read = (...argv: readonly string[]) => {
      const words = readWords(['serve', ...argv]);
      return words && readServeOptions(words.typed, {}, realWorld()).limits;
    };
    expect(read()).toEqual({});
    expect(read('--limit', 'requests=50', '--limit', 'sign-ins=3')).toEqual({
      requestsAMinute: 50,
      signInsAMinute: 3,
    });
    for (const wrong of ['requests', 'requests=0', 'requests=x', 'toString=3', 'jobs=1']) {
      expect(() => read('--limit', wrong)).toThrow(/--limit wants a name and a count/);
    }
  });
});
