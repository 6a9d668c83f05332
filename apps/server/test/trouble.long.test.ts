import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  openSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { problemOf } from '@equipoise/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pngOf } from '../../../test/support/png.ts';
import { type ServedProcess, startServer } from '../../../test/support/served.ts';
import { skipUnless } from '../../../test/support/skip.ts';
import { visitorOf } from '../../../test/support/visitor.ts';
import { confirm, smallInstructions, smallProtocol, tokenOf } from './support/room.ts';

const sh = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;

let disk = '';
let canMount = false;
let served: ServedProcess | null = null;
let owner: ReturnType<typeof visitorOf>;
let studyId = '';
let taskId = '';

beforeAll(async () => {
  disk = await mkdtemp(join(tmpdir(), 'equipoise-trouble-'));
  chmodSync(disk, 0o711);
  canMount =
    process.getuid?.() === 0 &&
    sh('mount', '-t', 'tmpfs', '-o', 'size=320m,mode=711', 'tmpfs', disk);
  try {
    served = await startServer(join(disk, 'data'), [
      ...['--limit', 'requests=1000000', '--limit', 'heavy=1000000'],
    ]);
  } catch (error) {
    if (!/no-engine|cannot start/.test(String(error))) throw error;
    skipUnless(false, 'the embedded database cannot start: a server in trouble');
    return;
  }
  owner = visitorOf(served.url);
  const account = { email: 'o@example.test', displayName: 'O', password: 'a sentence of mine' };
  const { account: made } = await owner.client.acceptInvitation({
    body: { token: tokenOf(served.ownerLink ?? ''), account },
  });
  const curated = await owner.client.addStudy({ body: { title: 'In trouble' } });
  ({ studyId } = curated);
  const params = { studyId };
  const { link } = await owner.client.inviteToStudy({ params, body: { role: 'reader', days: 1 } });
  reader = visitorOf(served.url);
  const { account: reads } = await reader.client.acceptInvitation({
    body: { token: tokenOf(link), account: { ...account, email: 'r@example.test' } },
  });
  expect(reads.accountId).not.toBe(made.accountId);
  const { images } = await owner.client.importImages({
    params,
    fields: { cases: 'image' },
    files: [{ name: '0.png', bytes: picture() }],
  });
  const document = smallProtocol(
    studyId,
    images.map(({ caseId }) => caseId ?? ''),
    [{ readerId: reads.accountId, roles: ['reader'] }],
    {
      reads: { perCase: 1 },
      adjudication: { kind: 'none' },
      instructions: smallInstructions(images[0]?.record.imageId ?? ''),
    },
  );
  await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
  await owner.client.lockProtocol({ params, body: { version: 1 } });
  await confirm(reader, studyId);
  const next = await reader.client.nextTask({ params, body: {} });
  taskId = next.kind === 'task' ? next.task.taskId : '';
}, 120_000);
afterAll(async () => {
  served?.child.kill('SIGTERM');
  await served?.ended;
  if (canMount) sh('umount', '-l', disk);
  rmSync(disk, { recursive: true, force: true });
});

let reader: ReturnType<typeof visitorOf>;
let pictures = 0;
/** A picture that never came before. */
function picture(): Uint8Array {
  pictures += 1;
  return pngOf({
    width: 4,
    height: 1,
    samples: Uint8Array.from([pictures & 255, (pictures >> 8) & 255, 3, 9]),
  });
}

/** What was acknowledged: the newest draft, and every image. */
const kept = { version: 0, mark: '', images: new Set<string>() };

/** Saves a draft, a large one: it takes room in the database. */
async function save(size = 200_000): Promise<void> {
  const mark = randomUUID();
  // What does not pack small.
  const text = Array.from({ length: Math.ceil(size / 36) }, () => randomUUID()).join('');
  const { version } = await reader.client.saveDraft({
    params: { studyId, taskId },
    body: { expectedVersion: kept.version, device: 'tab', document: { mark, text } },
  });
  Object.assign(kept, { version, mark });
}

async function upload(): Promise<void> {
  const { images } = await owner.client.importImages({
    params: { studyId },
    fields: {},
    files: [{ name: 'late.png', bytes: picture() }],
  });
  for (const { record } of images) kept.images.add(record.imageId);
}

/** A call's end: done, a refusal in the words of the contract, or no answer at all. */
async function outcomeOf(call: () => Promise<void>): Promise<string> {
  try {
    await call();
    return 'done';
  } catch (error) {
    const problem = problemOf(error);
    if (problem === null) return 'no answer';
    if (problem.code === 'room/conflict') {
      // Stored, and the answer was lost on its way: that is what the version is for.
      const stored = problem.stored as { version: number; document: { mark: string } };
      Object.assign(kept, { version: stored.version, mark: stored.document.mark });
      return 'conflict';
    }
    expect(problem.sentence.length).toBeGreaterThan(10);
    expect(problem.mend.length).toBeGreaterThan(3);
    // Nothing of the machine: no path, no address, no code of the system.
    expect(JSON.stringify(problem)).not.toMatch(/\/tmp|ENOSPC|EMFILE|EROFS|postgres/);
    return `${problem.status} ${problem.code}`;
  }
}

/** Calls both until each was done, however often that fails before. @returns what failed */
async function untilDone(): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const call of [() => save(100), upload]) {
    for (;;) {
      const outcome = await outcomeOf(call);
      if (outcome === 'done') break;
      failed.push(outcome);
      await pause(100);
    }
  }
  return failed;
}

/** Calls in turn until one fails, or so often. @returns how they ended */
async function callMany(count: number, size?: number): Promise<readonly string[]> {
  const outcomes: string[] = [];
  for (let at = 0; at < count; at += 1) {
    outcomes.push(await outcomeOf(at % 2 === 0 ? () => save(size) : upload));
    if (outcomes.filter((one) => one !== 'done').length >= 2) break;
  }
  return outcomes;
}

async function checkKept(): Promise<void> {
  expect(served?.child.exitCode).toBeNull();
  const { images } = await owner.client.images({ params: { studyId }, query: { count: 1000 } });
  const stored = new Set(images.map(({ record }) => record.imageId));
  expect([...kept.images].filter((imageId) => !stored.has(imageId))).toEqual([]);
  const { draft } = await reader.client.task({ params: { studyId, taskId } });
  expect(draft?.version).toBe(kept.version);
  expect(draft?.document).toMatchObject({ mark: kept.mark });
  expect((await owner.client.verifyServerLog()).faults).toEqual([]);
}

const allowed = /^(done|conflict|503 room\/away)$/;

describe('a server in trouble answers in words, loses nothing it acknowledged, and recovers by itself', () => {
  it('when its database dies', async (context) => {
    if (served === null) return context.skip();
    const pidFile = join(disk, 'data', 'postgres', 'postmaster.pid');
    await untilDone();
    const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
    const calls = callMany(20, 2000);
    process.kill(pid, 'SIGKILL');
    for (const outcome of await calls) expect(outcome).toMatch(allowed);
    await untilDone();
    await checkKept();
  }, 120_000);

  it('when it runs out of file handles', async (context) => {
    if (served === null) return context.skip();
    const pid = String(served.child.pid);
    const limit = (count: string): boolean => sh('prlimit', '--pid', pid, `--nofile=${count}:`);
    const [, usual = ''] =
      /^Max open files\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'latin1')) ?? [];
    if (!limit(usual)) {
      skipUnless(false, 'prlimit is missing: a server without file handles');
      return context.skip();
    }
    await untilDone();
    // Those that are open stay so; no other may be opened.
    expect(limit('16')).toBe(true);
    const outcomes = await callMany(8);
    expect(limit(usual)).toBe(true);
    expect(outcomes.some((one) => one !== 'done')).toBe(true);
    // A connection that cannot be taken is not answered.
    for (const outcome of outcomes) expect(outcome).toMatch(/^(done|no answer|503 room\/away)$/);
    await untilDone();
    await checkKept();
  }, 120_000);

  it('when the disk can only be read', async (context) => {
    if (served === null || !canMount) return context.skip();
    await untilDone();
    const blobs = join(disk, 'data', 'blobs');
    expect(sh('mount', '--bind', blobs, blobs)).toBe(true);
    expect(sh('mount', '-o', 'remount,bind,ro', blobs)).toBe(true);
    const outcomes = await callMany(6, 100);
    expect(sh('umount', '-l', blobs)).toBe(true);
    expect(outcomes).toContain('503 room/away');
    for (const outcome of outcomes) expect(outcome).toMatch(allowed);
    await untilDone();
    await checkKept();
  }, 120_000);

  it('when the disk is full', async (context) => {
    if (served === null || !canMount) return context.skip();
    await untilDone();
    const { bavail, bsize } = statfsSync(disk);
    const filler = openSync(join(disk, 'filler'), 'w');
    const block = Buffer.alloc(1 << 20);
    for (let left = bavail * bsize - (12 << 20); left > 0; left -= block.length) {
      writeSync(filler, block);
    }
    closeSync(filler);
    const outcomes = await callMany(60, 8_000_000);
    rmSync(join(disk, 'filler'));
    expect(outcomes).toContain('503 room/away');
    for (const outcome of outcomes) expect(outcome).toMatch(allowed);
    await untilDone();
    await checkKept();
  }, 180_000);
});
