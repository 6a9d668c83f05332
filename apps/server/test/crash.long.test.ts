import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Client, createClient, problemOf } from '@equipoise/api';
import { afterAll, describe, expect, it } from 'vitest';
import { pngOf } from '../../../test/support/png.ts';
import { type ServedProcess, startServer } from '../../../test/support/served.ts';
import { skipUnless } from '../../../test/support/skip.ts';
import { type KilledJobs, killedJobs } from './support/killed-jobs.ts';
import { confirm, said, smallInstructions, smallProtocol, tokenOf } from './support/room.ts';

/** Times that the server is killed: 25 in CI, 500 in the long form (EQUIPOISE_KILLS=500). */
const kills = Number(process.env['EQUIPOISE_KILLS'] ?? 25);
const isLong = kills > 25;
const writerCount = 8;
/** Rounds from one that waits for an audit to the next. */
const jobsEvery = isLong ? 10 : 20;
/** Writers that never rest call more often than people do. */
const options = ['--limit', 'requests=1000000', '--limit', 'heavy=1000000'];
const caseCount = 40;

const folder = mkdtempSync(join(tmpdir(), 'equipoise-kill-'));
chmodSync(folder, 0o711);
let served: ServedProcess | null = null;
afterAll(async () => {
  served?.child.kill('SIGTERM');
  await served?.ended;
  rmSync(folder, { recursive: true, force: true });
});

/** A person whose client finds the server wherever it was started last. */
interface Steady {
  readonly id: string;
  readonly client: Client;
}

async function steady(link: string, name: string): Promise<Steady> {
  const cookies = new Map<string, string>();
  const jar: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('cookie', [...cookies].map(([key, value]) => `${key}=${value}`).join('; '));
    const path = String(input).slice('http://room'.length);
    const response = await fetch(`${served?.url}${path}`, { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const pair = line.split(';')[0] ?? '';
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return response;
  };
  const client = createClient({ fetch: jar, baseUrl: 'http://room' });
  const { account } = await client.acceptInvitation({
    body: {
      token: tokenOf(link),
      account: {
        email: `${name}@example.test`,
        displayName: name,
        password: 'a sentence nobody guesses',
      },
    },
  });
  return { id: account.accountId, client };
}

/** A picture that no other number has. */
const picture = (number: number): Uint8Array =>
  pngOf({
    width: 4,
    height: 1,
    samples: Uint8Array.from([number & 255, (number >> 8) & 255, (number >> 16) & 255, 9]),
  });

/** What the server said it had stored. */
interface Promises {
  readonly drafts: Map<string, { reader: Steady; version: number; mark: string }>;
  readonly answers: Map<string, { reader: Steady; value: string }>;
  readonly images: Set<string>;
  /** Writes that were acknowledged. */
  count: number;
}

/** Whether a call failed because the server was gone. */
const isGone = (error: unknown): boolean => problemOf(error) === null;

async function writeUntil(
  reader: Steady,
  studyId: string,
  instructionsVersion: string,
  kept: Promises,
  isOver: () => boolean,
): Promise<void> {
  const params = { studyId };
  while (!isOver()) {
    try {
      const next = await reader.client.nextTask({ params, body: {} });
      if (next.kind !== 'task') return;
      const { taskId, draft } = next.task;
      let version = draft?.version ?? 0;
      for (let save = 0; save < 3; save += 1) {
        const mark = randomUUID();
        const saved = await reader.client.saveDraft({
          params: { studyId, taskId },
          body: { expectedVersion: version, device: reader.id, document: { mark } },
        });
        version = saved.version;
        kept.count += 1;
        kept.drafts.set(taskId, { reader, version, mark });
      }
      const value = version % 2 === 0 ? 'yes' : 'no';
      await reader.client.submit({
        params: { studyId, taskId },
        body: {
          expectedVersion: 0,
          requestId: randomUUID(),
          device: reader.id,
          answers: [said(value)],
          instructionsVersion,
        },
      });
      kept.count += 1;
      kept.drafts.delete(taskId);
      kept.answers.set(taskId, { reader, value });
    } catch (error) {
      // Stored, and killed before it could say so: the next round finds what is there.
      if (isGone(error) || problemOf(error)?.status === 409) return;
      throw error;
    }
  }
}

async function check(
  owner: Steady,
  studyId: string,
  kept: Promises,
  jobs: KilledJobs,
  newestJobs = 3,
): Promise<void> {
  const there = new Set<string>();
  for (let total = 1; there.size < total; ) {
    const query = { from: there.size, count: 200 };
    const page = await owner.client.images({ params: { studyId }, query });
    total = page.total;
    for (const { record } of page.images) there.add(record.imageId);
    expect(page.images).not.toEqual([]);
  }
  expect([...kept.images].filter((imageId) => !there.has(imageId))).toEqual([]);
  const lost: string[] = [];
  for (const [taskId, { reader, version, mark }] of kept.drafts) {
    const task = await reader.client.task({ params: { studyId, taskId } });
    const now = task.draft;
    // One more save may have been stored without being told; a hand-in takes the draft away.
    const isThere =
      task.answer?.isSubmitted === true ||
      (now !== null &&
        (now.version > version ||
          (now.version === version && (now.document as { mark?: string }).mark === mark)));
    if (!isThere) lost.push(`draft ${version} of ${taskId}`);
  }
  for (const [taskId, { reader, value }] of kept.answers) {
    const { answer } = await reader.client.task({ params: { studyId, taskId } });
    const isThere =
      answer?.isSubmitted === true && JSON.stringify(answer.answers).includes(`"${value}"`);
    if (!isThere) lost.push(`answer of ${taskId}`);
  }
  expect(lost).toEqual([]);
  expect(await jobs.lost(newestJobs)).toEqual([]);
  await checkChains(owner);
}

/** Every chain of the log, from its first event to its last. */
async function checkChains(owner: Steady): Promise<void> {
  expect((await owner.client.verifyServerLog()).faults).toEqual([]);
}

describe('a server that is killed', () => {
  it(
    `has everything that it said it had, ${kills} times`,
    async (context) => {
      try {
        served = await startServer(folder, options);
      } catch (error) {
        if (!/no-engine|cannot start/.test(String(error))) throw error;
        skipUnless(false, 'the embedded database cannot start: the server that is killed');
        return context.skip();
      }
      const owner = await steady(served.ownerLink ?? '', 'owner');
      const { studyId } = await owner.client.addStudy({ body: { title: 'Killed' } });
      const params = { studyId };
      const readers: Steady[] = [];
      for (let at = 0; at < writerCount; at += 1) {
        const { link } = await owner.client.inviteToStudy({
          params,
          body: { role: 'reader', days: 1 },
        });
        readers.push(await steady(link, `reader-${at}`));
      }
      const rounds = Math.ceil(kills / 4);
      const { images } = await owner.client.importImages({
        params,
        fields: { cases: 'image' },
        files: Array.from({ length: caseCount * Math.min(rounds, 4) }, (_, at) => ({
          name: `${at}.png`,
          bytes: picture(at),
        })),
      });
      const cases = images.map(({ caseId }) => caseId ?? '').filter((caseId) => caseId !== '');
      const document = smallProtocol(
        studyId,
        cases,
        readers.map(({ id }) => ({ readerId: id, roles: ['reader'] })),
        {
          reads: { perCase: writerCount },
          adjudication: { kind: 'none' },
          instructions: smallInstructions(images[0]?.record.imageId ?? ''),
        },
      );
      await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
      await owner.client.lockProtocol({ params, body: { version: 1 } });
      let instructionsVersion = '';
      for (const reader of readers) {
        instructionsVersion = await confirm(reader as never, studyId); // asks for the client only
      }
      const kept: Promises = { drafts: new Map(), answers: new Map(), images: new Set(), count: 0 };
      const [reviewer] = readers;
      if (reviewer === undefined) throw new Error('there is nobody');
      const jobs = await killedJobs(owner, reviewer);
      const readyMs: number[] = [];
      let state = 7;
      for (let kill = 0; kill < kills; kill += 1) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        let isOver = false;
        const upload = async (): Promise<void> => {
          for (let at = 0; !isOver; at += 1) {
            try {
              const sent = await owner.client.importImages({
                params,
                fields: {},
                files: [{ name: 'late.png', bytes: picture(10_000 + kill * 100 + at) }],
              });
              for (const { record } of sent.images) kept.images.add(record.imageId);
              kept.count += 1;
            } catch (error) {
              if (isGone(error)) return;
              throw error;
            }
          }
        };
        const writers = [
          ...readers.map((reader) =>
            writeUntil(reader, studyId, instructionsVersion, kept, () => isOver),
          ),
          upload(),
          jobs
            .work(() => isOver)
            .catch((error: unknown) => {
              if (!isGone(error)) throw error;
            }),
        ];
        const ended = Promise.allSettled(writers);
        // In the midst of writing: after some acknowledgements, at any moment.
        const wanted = kept.count + 1 + ((state >>> 8) % 30);
        for (let tick = 0; kept.count < wanted && tick < 500; tick += 1) await wait(10);
        // Now and then after an audit has ended, which takes longer than most rounds last.
        const endedBefore = jobs.endedCount();
        const waits = kill % jobsEvery === 0 ? 1200 : 0;
        for (let tick = 0; jobs.endedCount() === endedBefore && tick < waits; tick += 1) {
          await wait(25);
        }
        await wait((state >>> 16) % 25);
        served.child.kill('SIGKILL');
        isOver = true;
        const broken = (await ended).filter((one) => one.status === 'rejected');
        expect(broken.map((one) => String(one.reason))).toEqual([]);
        await served.ended;
        served = await startServer(folder, options);
        readyMs.push(served.readyMs);
        if (kill % 5 === 4 || kill === kills - 1) await check(owner, studyId, kept, jobs);
        else if (isLong) await checkChains(owner);
      }
      await jobs.settle();
      await check(owner, studyId, kept, jobs, Number.POSITIVE_INFINITY);
      const slowest = Math.max(...readyMs);
      console.info(
        `${kills} kills, ${kept.count} acknowledged writes: ${kept.answers.size} answers, ${kept.drafts.size} drafts, ${kept.images.size} images and ${jobs.endedCount()} jobs kept; ready after ${(slowest / 1000).toFixed(1)} s at most`,
      );
      expect(jobs.endedCount()).toBeGreaterThan(kills / jobsEvery / 2);
      expect(kept.answers.size + kept.drafts.size).toBeGreaterThan(kills);
      // Five seconds in the long form, which has the machine alone. Beside other tests a bound against standing still.
      expect(slowest).toBeLessThan(isLong ? 5000 : 30_000);
    },
    60_000 + kills * 20_000,
  );
});
