import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { lockFolder } from '../../src/postgres/data-lock.ts';
import { isAlive, markOf } from '../../src/postgres/processes.ts';
import { startChild } from '../support/child.ts';
import { removeTemporaryFolders, temporaryFolder } from '../support/temporary-store.ts';

afterAll(removeTemporaryFolders);

function stale(folder: string, holder: object): void {
  writeFileSync(join(folder, 'lock'), JSON.stringify(holder));
}

test('a held folder is refused with the number of the holder, and free after release', () => {
  const folder = temporaryFolder();
  const lock = lockFolder(folder, 'one');
  expect(() => lockFolder(folder, 'two')).toThrow(
    expect.objectContaining({
      code: 'store/folder-in-use',
      sentence: expect.stringContaining(`process ${process.pid}.`),
    }),
  );
  lock.release();
  lockFolder(folder, 'three').release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a release does not take away the lock of another', () => {
  const folder = temporaryFolder();
  const lock = lockFolder(folder, 'one');
  stale(folder, { ...markOf(process.pid), token: 'other' });
  lock.release();
  expect(readFileSync(join(folder, 'lock'), 'utf8')).toContain('other');
});

test('the lock of a dead process, of garbage and of an empty file is taken over', () => {
  for (const text of [
    JSON.stringify({ pid: 2 ** 22 + 1, startedAt: null, token: 'x' }),
    'garbage',
    '',
    '{"pid":-1,"token":"x"}',
    '{"pid":1,"token":"../../x"}',
  ]) {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'lock'), text);
    lockFolder(folder, 'mine');
    expect(readFileSync(join(folder, 'lock'), 'utf8')).toContain('mine');
    expect(readdirSync(folder)).toEqual(['lock']);
  }
});

test.skipIf(process.platform !== 'linux')(
  'a number that was given again does not keep the lock',
  () => {
    const folder = temporaryFolder();
    stale(folder, { pid: process.pid, startedAt: '1@some-earlier-boot', token: 'old' });
    lockFolder(folder, 'mine');
    expect(readFileSync(join(folder, 'lock'), 'utf8')).toContain('mine');
  },
);

test.skipIf(process.platform !== 'linux')('a zombie does not keep the lock', async () => {
  const folder = temporaryFolder();
  // It ends once the shell has become `sleep`, which never collects a child.
  const parent = spawn('sh', ['-c', 'sleep 0.5 & echo $!; exec sleep 30'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const pid = await new Promise<number>((resolve) => {
      parent.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString('utf8'))));
    });
    for (let i = 0; i < 200 && isAlive({ pid, startedAt: null }); i += 1) await pause(10);
    expect(readFileSync(`/proc/${pid}/stat`, 'utf8')).toMatch(/\) Z /);
    stale(folder, { ...markOf(pid), token: 'dead' });
    lockFolder(folder, 'mine');
    expect(readFileSync(join(folder, 'lock'), 'utf8')).toContain('mine');
  } finally {
    parent.kill('SIGKILL');
  }
});

test('a contender that died while taking over does not block the next', () => {
  const folder = temporaryFolder();
  const gone = 2 ** 22 + 1;
  stale(folder, { pid: gone, startedAt: null, token: 'old' });
  writeFileSync(
    join(folder, 'lock.after-old'),
    JSON.stringify({ pid: gone, startedAt: null, token: 'older' }),
  );
  lockFolder(folder, 'mine');
  expect(readFileSync(join(folder, 'lock'), 'utf8')).toContain('mine');
  expect(readdirSync(folder)).toEqual(['lock']);
});

test('of several contenders for a stale lock exactly one gets it', async () => {
  for (let round = 0; round < 3; round += 1) {
    const home = temporaryFolder();
    const folder = join(home, 'data');
    mkdirSync(folder);
    stale(folder, { pid: 2 ** 22 + 1, startedAt: null, token: 'old' });
    const contenders = Array.from({ length: 4 }, (_, i) =>
      startChild('contender', [folder, `c${i}`]),
    );
    await Promise.all(contenders.map((child) => child.line()));
    writeFileSync(join(home, 'go'), '');
    const results = await Promise.all(contenders.map((child) => child.line()));
    expect(results.filter(({ won }) => won === true)).toHaveLength(1);
    for (const child of contenders) child.process.kill('SIGKILL');
    await Promise.all(contenders.map((child) => child.ended));
    expect(readdirSync(folder)).toEqual(['lock']);
  }
});
