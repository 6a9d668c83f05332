import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { syncFolder, writeDurable } from '../blobs/durable.ts';
import { fail } from '../errors.ts';
import type { StoreWorld } from '../world.ts';
import { type Engine, findEngine } from './engine.ts';
import { readPostmaster, stopLeftover } from './leftover.ts';
import { databasePassword } from './password.ts';
import { checkWay, databaseUser, type SystemUser } from './run-as.ts';

/** How to reach a database. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** A PostgreSQL that runs as a child of this process. */
export interface EmbeddedPostgres {
  readonly address: Address;
  /** The number of its main process; null while it restarts. */
  readonly pid: () => number | null;
  /** Stops it after its last write; resolves when it has ended. */
  readonly stop: () => Promise<void>;
}

const port = 5432;
/** The longest path of a unix socket's folder that every system allows with the file's name behind it. */
const longestSocketFolder = 85;

/**
 * Starts PostgreSQL in `postgres/` of a data folder, creating it the first time. It listens on a unix
 * socket inside the data folder, or on a loopback port where the path is too long for one. One that was
 * left running is stopped first; one that ends by itself is started again until it stays.
 *
 * @param dataFolder an existing folder whose lock this process holds
 * @throws store/engine-failed, store/no-engine, store/folder-closed
 */
export async function startEmbedded(
  dataFolder: string,
  world: StoreWorld,
): Promise<EmbeddedPostgres> {
  const user = databaseUser();
  const engine = await findEngine();
  const folder = join(dataFolder, 'postgres');
  checkWay(folder, user, 'the data folder');
  checkWay(engine.postgres, user, 'its own programs');
  const password = databasePassword(dataFolder, world);
  if (!existsSync(folder)) await initialise(engine, dataFolder, password, user);
  const sockets = join(dataFolder, 'run');
  await stopLeftover(folder, sockets);
  mkdirSync(sockets, { recursive: true, mode: 0o700 });
  if (user) chownSync(sockets, user.uid, user.gid);
  const isSocket = process.platform !== 'win32' && sockets.length <= longestSocketFolder;
  const address: Address = {
    host: isSocket ? sockets : '127.0.0.1',
    port: isSocket ? port : await freePort(),
    user: 'equipoise',
    password,
    database: 'postgres',
  };

  let child: ChildProcess | null = null;
  let isStopping = false;
  const launch = async (): Promise<void> => {
    const started = run(engine, dataFolder, folder, address, user);
    await ready(started, folder, dataFolder);
    child = started;
    const lost = (): void => {
      child = null;
      if (!isStopping) void revive();
    };
    started.once('exit', lost);
    if (started.exitCode !== null || started.signalCode !== null) lost();
    else if (isStopping) await end(started);
  };
  const revive = async (): Promise<void> => {
    world.tell?.('The database ended by itself and is started again.');
    for (let wait = 100; !isStopping; wait = Math.min(5000, wait * 2)) {
      await pause(wait);
      if (isStopping) return;
      try {
        await stopLeftover(folder, sockets);
        await launch();
        world.tell?.('The database runs again.');
        return;
      } catch {
        // Most often the disk is full or read-only: it is tried again until that is mended.
      }
    }
  };
  await launch();
  return {
    address,
    pid: () => child?.pid ?? null,
    async stop(): Promise<void> {
      isStopping = true;
      if (child !== null) await end(child);
    },
  };
}

/** Creates the cluster beside its place and renames it there whole: a cut-off one is never used. */
async function initialise(
  engine: Engine,
  dataFolder: string,
  password: string,
  user: SystemUser | null,
): Promise<void> {
  const draft = join(dataFolder, 'postgres.new');
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  const secret = join(dataFolder, 'postgres.secret');
  writeDurable(secret, `${password}\n`, 0o600);
  if (user) {
    chownSync(draft, user.uid, user.gid);
    chownSync(secret, user.uid, user.gid);
  }
  const flags = [
    `--pgdata=${draft}`,
    '--username=equipoise',
    `--pwfile=${secret}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
  ];
  const said: string[] = [];
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      const child = spawn(engine.initdb, flags, { ...as(user), env: environment() });
      child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString('utf8')));
      child.stdout.resume();
      child.on('error', reject);
      child.on('close', resolve);
    });
    if (code !== 0) {
      fail(
        'store/engine-failed',
        `initdb ended with ${code}: ${said.join('').trim().split('\n').at(-1) ?? ''}`,
        'See to space and rights of the data folder.',
      );
    }
  } finally {
    rmSync(secret, { force: true });
  }
  renameSync(draft, join(dataFolder, 'postgres'));
  syncFolder(dataFolder);
}

function run(
  engine: Engine,
  dataFolder: string,
  folder: string,
  address: Address,
  user: SystemUser | null,
): ChildProcess {
  const isSocket = address.host !== '127.0.0.1';
  const settings: Readonly<Record<string, string>> = {
    listen_addresses: isSocket ? '' : '127.0.0.1',
    unix_socket_directories: isSocket ? address.host : '',
    unix_socket_permissions: '0700',
    port: String(address.port),
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    // After a crash every file is synced before recovery: at once where the system can, not one by one.
    recovery_init_sync_method: process.platform === 'linux' ? 'syncfs' : 'fsync',
    shared_buffers: '64MB',
    max_connections: '60',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Statements and row contents may hold what no log should.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_parameter_max_length_on_error: '0',
  };
  const log = logFile(dataFolder);
  try {
    // A group of its own: Ctrl-C in a terminal must not end it before the server has finished.
    return spawn(
      engine.postgres,
      [
        '-D',
        folder,
        ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
      ],
      { ...as(user), env: environment(), stdio: ['ignore', log, log], detached: true },
    );
  } finally {
    closeSync(log);
  }
}

/** Opens the log for appending; one grown beyond 16 MB is set aside first. */
function logFile(dataFolder: string): number {
  const path = join(dataFolder, 'postgres.log');
  if (existsSync(path) && statSync(path).size > 16 * 1024 * 1024) renameSync(path, `${path}.1`);
  const handle = openSync(path, 'a', 0o600);
  chmodSync(path, 0o600);
  return handle;
}

async function ready(child: ChildProcess, folder: string, dataFolder: string): Promise<void> {
  let ended: string | null = null;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, name) => {
    ended = `code ${code ?? name ?? ''}`;
  });
  while (ended === null) {
    const master = readPostmaster(folder);
    if (master?.pid === child.pid && master?.isReady) return;
    await pause(10);
  }
  const lines = readFileSync(join(dataFolder, 'postgres.log'), 'utf8').trim().split('\n');
  const last = lines.reverse().find((line) => /FATAL|PANIC/.test(line)) ?? lines[0] ?? '';
  fail(
    'store/engine-failed',
    `PostgreSQL ended while starting (${ended}): ${last}`,
    'See postgres.log in the data folder.',
  );
}

/** Ends it: open transactions are rolled back, everything committed is written. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  child.kill('SIGINT');
  const insist = setTimeout(() => child.kill('SIGQUIT'), 10_000);
  await gone;
  clearTimeout(insist);
}

function as(user: SystemUser | null): { readonly uid?: number; readonly gid?: number } {
  return user === null ? {} : { uid: user.uid, gid: user.gid };
}

/** Only what the programs need: PG* variables of the caller must not reach them. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const found = probe.address();
      probe.close(() => resolve(typeof found === 'object' && found ? found.port : 0));
    });
  });
}
