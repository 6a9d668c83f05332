import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Client, createClient } from '@equipoise/api';
import { openStore } from '@equipoise/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realWorld } from '../../packages/store/test/support/temporary-store.ts';
import { hasCli } from '../../tools/docs/cli.ts';
import { root } from '../support/house.ts';
import { skipUnless } from '../support/skip.ts';

const bin = join(root, 'apps/cli/bin/equipoise.js');
const isSkipped = skipUnless(hasCli(), 'the command is not built (npm run build)');
const home = mkdtempSync(join(tmpdir(), 'equipoise-serve-'));
chmodSync(home, 0o711);
const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1' };
for (const name of ['DATABASE_URL', 'EQUIPOISE_DATA']) delete env[name];

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function equipoise(...argv: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...argv], {
    cwd: home,
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

interface Serving {
  readonly process: ChildProcess;
  readonly url: string;
  readonly ownerLink: string | null;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts the built command in the folder of the tests, as a person would. */
async function serve(...argv: readonly string[]): Promise<Serving> {
  const child = spawn(process.execPath, [bin, 'serve', '--port', '0', ...argv], {
    cwd: home,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString('utf8');
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  for (let waited = 0; waited < 60_000; waited += 50) {
    const url = /Reading room at (\S+)\//.exec(said)?.[1];
    // The link follows in the same moment, where there is one.
    if (url !== undefined && (await pause(200, true))) {
      const ownerLink = /once, within a day: (\S+)/.exec(said)?.[1] ?? null;
      return { process: child, url, ownerLink, ended };
    }
    if (child.exitCode !== null) break;
    await pause(50);
  }
  throw new Error(`the server did not start: ${complaint}`);
}

/** Becomes the owner through the one-time link. */
async function owner({ url, ownerLink }: Serving): Promise<Client> {
  let cookie = '';
  const jar: typeof fetch = async (input, init) => {
    const headers = { ...Object.fromEntries(new Headers(init?.headers)), cookie };
    const response = await fetch(input, { ...init, headers });
    const pairs = response.headers.getSetCookie().map((line) => line.split(';')[0]);
    if (pairs.length > 0) cookie = pairs.join('; ');
    return response;
  };
  const client = createClient({ fetch: jar, baseUrl: url });
  const token = ownerLink?.split('#')[1] ?? '';
  const account = { email: 'a@example.test', displayName: 'A', password: 'a sentence of mine' };
  await client.acceptInvitation({ body: { token, account } });
  return client;
}

/** Runs SQL as one who has the database's rights and switches its guards off. */
async function tamper(folder: string, ...sql: readonly string[]): Promise<void> {
  const store = await openStore({ folder: join(home, folder), world: realWorld(), isBeside: true });
  const client = await store.pool.connect();
  try {
    await client.query('set session_replication_role = replica');
    for (const text of sql) await client.query(text);
  } finally {
    client.release(true);
    await store.close();
  }
}

describe.skipIf(isSkipped)('equipoise serve', () => {
  let serving: Serving;
  let client: Client;
  beforeAll(async () => {
    serving = await serve('--base-path', '/room');
    client = await owner(serving);
  });
  afterAll(async () => {
    serving?.process.kill('SIGKILL');
    await serving?.ended;
    await pause(500);
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
  });

  it('starts without any set-up on loopback, below its base path', async () => {
    expect(serving.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/room$/);
    expect(serving.ownerLink).toMatch(/\/room\/join#[\w-]{43}$/);
    expect(existsSync(join(home, 'equipoise-data/postgres'))).toBe(true);
    expect((await client.session()).account.isOwner).toBe(true);
    expect((await fetch(`${new URL(serving.url).origin}/api/session`)).status).toBe(404);
  });

  it('says in one sentence what stands in its way', async () => {
    const second = equipoise('serve', '--port', '0');
    expect(second.status).toBe(74);
    expect(second.stderr).toMatch(
      /^error store\/folder-in-use: the data folder is held by process \d+\. .*\n$/,
    );
    const port = new URL(serving.url).port;
    const taken = equipoise('serve', '--port', port, '--data', 'other');
    expect(taken.status).toBe(74);
    expect(taken.stderr).toContain(`server/port-in-use: Another process listens on port ${port}.`);
    for (const [code, option] of [
      ['server/not-loopback', ['--host', '0.0.0.0']],
      ['server/bad-option', ['--behind-proxy']],
      ['server/bad-option', ['--base-path', 'room']],
      ['server/bad-option', ['--port', 'many']],
      ['server/bad-option', ['--tls-cert', 'nowhere.pem', '--tls-key', 'nowhere.pem']],
    ] as const) {
      const { status, stderr } = equipoise('serve', '--data', 'third', ...option);
      expect([status, stderr.split(':')[0]]).toEqual([64, `error ${code}`]);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
    expect(existsSync(join(home, 'third'))).toBe(false);
    expect(equipoise('serve', '--prot', '1').status).toBe(64);
    expect(equipoise('verify', '--data', 'nowhere').status).toBe(65);
    expect(existsSync(join(home, 'nowhere'))).toBe(false);
  });

  it('is backed up while it is written to, and the backup restores whole', async () => {
    let isOver = false;
    let count = 0;
    const writer = (async () => {
      for (; !isOver; count += 1) await client.addStudy({ body: { title: `Study ${count}` } });
    })();
    while (count < 5) await pause(20);
    const child = spawn(process.execPath, [bin, 'backup', 'saved', '--json'], { cwd: home, env });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
    const during = count;
    while (count < during + 5) await pause(20);
    isOver = true;
    await writer;
    const manifest = JSON.parse(text) as { tables: { name: string; rows: number }[] };
    const rows = manifest.tables.find(({ name }) => name === 'studies')?.rows ?? 0;
    expect(rows).toBeGreaterThanOrEqual(5);
    expect(rows).toBeLessThan(count);

    expect(equipoise('verify', 'saved')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('is whole'),
    });
    expect(equipoise('backup', 'saved')).toMatchObject({
      status: 74,
      stderr: expect.stringContaining('store/backup-exists'),
    });
    const back = equipoise('restore', 'saved', '--data', 'restored');
    expect(back.stdout).toContain('Checked: everything is whole.');
    expect(back.status).toBe(0);
    expect(equipoise('verify', '--data', 'restored').status).toBe(0);
    // What serves was looked at beside it, and goes on.
    const verified = equipoise('verify');
    expect(verified.stdout).toMatch(/^Everything is whole: \d+ events/);
    const { events } = await client.serverLog({ query: { limit: 5000 } });
    expect(events.filter(({ action }) => action === 'backup.make')).toHaveLength(1);
    await client.addStudy({ body: { title: 'afterwards' } });

    cpSync(join(home, 'saved'), join(home, 'damaged'), { recursive: true });
    const table = join(home, 'damaged/tables/studies.copy');
    writeFileSync(table, readFileSync(table, 'utf8').replace('Study 1', 'Study X'));
    expect(equipoise('verify', 'damaged')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('table studies'),
    });
    expect(equipoise('restore', 'damaged', '--data', 'never').status).toBe(65);
  });

  it('has a log in which every edit is found and located', async () => {
    expect(equipoise('verify-log', '--note', 'heads.jsonl')).toMatchObject({ status: 0 });
    const open = "where chain = 'server' and seq";
    const cases: readonly (readonly [string, RegExp, readonly string[]])[] = [
      ['edited', /^server: Event 2 was changed/, [`update events set actor = 'x' ${open} = 2`]],
      ['removed', /^server: Event 3 is missing/, [`delete from events ${open} = 3`]],
      [
        'swapped',
        /Event 3 stands in the place of event 2\.\nserver: Event 2 stands in the place of event 3/,
        [2, 3]
          .map((seq) => `update events set seq = ${-seq} ${open} = ${seq}`)
          .concat([2, 3].map((seq) => `update events set seq = ${5 - seq} ${open} = ${-seq}`)),
      ],
      ['cut', /^server: Events 2 to \d+ were cut off/, [`delete from events ${open} > 1`]],
    ];
    for (const [name, found, sql] of cases) {
      expect(equipoise('restore', 'saved', '--data', name).status).toBe(0);
      await tamper(name, ...sql);
      const check = equipoise('verify-log', '--data', name);
      expect([name, check.status]).toEqual([name, 1]);
      expect(check.stdout).toMatch(found);
    }
    expect(equipoise('verify', '--data', 'cut').status).toBe(1);
    const json = JSON.parse(equipoise('verify-log', '--data', 'edited', '--json').stdout) as object;
    expect(json).toMatchObject({ faults: [{ chain: 'server', seq: 2, kind: 'changed' }] });
    // A log rewritten with all its hashes is found by what was noted elsewhere.
    const anchors = ['--anchors', 'heads.jsonl'];
    expect(equipoise('verify-log', ...anchors).status).toBe(0);
    const other = equipoise('verify-log', '--data', 'restored', ...anchors);
    expect([other.status, /cut off|rewritten/.test(other.stdout)]).toEqual([1, true]);
    expect(equipoise('verify-log', '--anchors', 'saved/manifest.json').status).toBe(64);
  });

  it('stops in good order when it is asked to, and when whoever started it is killed', async () => {
    serving.process.kill('SIGTERM');
    expect(await serving.ended).toBe(0);
    await expect(fetch(serving.url)).rejects.toThrow();
    serving = await serve();
    expect(serving.ownerLink).toBeNull();
    serving.process.kill('SIGKILL');
    await serving.ended;
    // The child sees its channel end and lets the folder go.
    for (let waited = 0; existsSync(join(home, 'equipoise-data/lock')); waited += 100) {
      expect(waited).toBeLessThan(20_000);
      await pause(100);
    }
    expect(equipoise('verify-log').status).toBe(0);
  });
});
