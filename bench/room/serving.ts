import { type ChildProcess, fork } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Client } from '@equipoise/api';
import { visitorOf } from '../../test/support/visitor.ts';

/** The built server in a process of its own, on a new data folder. */
export interface Serving {
  readonly url: string;
  readonly pid: number;
  /** Someone who is not signed in yet; the session is kept. */
  readonly visitor: () => Client;
  /** The owner, signed in. */
  readonly owner: Client;
  readonly stop: () => Promise<void>;
  /** Stops the server, lets something be done to its folder, and starts it again; the owner signs in anew. */
  readonly restart: (work?: (folder: string) => Promise<void>) => Promise<Serving>;
}

/** Resident memory of a process, MB; 0 where the system does not tell. */
export function residentMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Accepts an invitation by its link. */
export async function join1(client: Client, link: string, name: string): Promise<string> {
  const { account } = await client.acceptInvitation({
    body: {
      token: link.split('#')[1] ?? '',
      account: {
        email: `${name}@example.test`,
        displayName: name,
        password,
      },
    },
  });
  return account.accountId;
}

const password = 'a sentence nobody guesses';

/** Starts the built server. */
export async function startServing(): Promise<Serving> {
  const home = mkdtempSync(join(tmpdir(), 'equipoise-bench-room-'));
  chmodSync(home, 0o711);
  return serve(home);
}

async function serve(home: string): Promise<Serving> {
  const folder = join(home, 'data');
  const script = resolve(import.meta.dirname, '../scripts/serve-run.ts');
  const child: ChildProcess = fork(script, [folder], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--import', 'tsx'],
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const ready = await new Promise<{ url: string; ownerLink: string | null }>((done, failed) => {
    child.once('message', (message) => done(message as { url: string; ownerLink: string | null }));
    child.once('exit', () => failed(new Error('the server did not start')));
  });
  const end = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  const { client: owner } = visitorOf(ready.url);
  if (ready.ownerLink !== null) await join1(owner, ready.ownerLink, 'owner');
  else await owner.signIn({ body: { email: 'owner@example.test', password } });
  return {
    url: ready.url,
    pid: child.pid ?? 0,
    visitor: () => visitorOf(ready.url).client,
    owner,
    async stop(): Promise<void> {
      await end();
      rmSync(home, { recursive: true, force: true });
    },
    async restart(work): Promise<Serving> {
      await end();
      await work?.(folder);
      return serve(home);
    },
  };
}
