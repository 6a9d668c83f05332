import { type ChildProcess, fork } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Client, createClient } from '@equipoise/api';

/** The built server in a process of its own, on a new data folder. */
export interface Serving {
  readonly url: string;
  readonly pid: number;
  /** Someone who is not signed in yet; the session is kept. */
  readonly visitor: () => Client;
  /** The owner, signed in. */
  readonly owner: Client;
  readonly stop: () => Promise<void>;
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

function visitorOf(url: string): Client {
  const cookies = new Map<string, string>();
  const jar: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('cookie', [...cookies].map((pair) => pair.join('=')).join('; '));
    const response = await fetch(input, { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? [];
      cookies.set(name, value);
    }
    return response;
  };
  return createClient({ fetch: jar, baseUrl: url });
}

/** Accepts an invitation by its link. */
export async function join1(client: Client, link: string, name: string): Promise<string> {
  const { account } = await client.acceptInvitation({
    body: {
      token: link.split('#')[1] ?? '',
      account: {
        email: `${name}@example.test`,
        displayName: name,
        password: 'a sentence nobody guesses',
      },
    },
  });
  return account.accountId;
}

/** Starts the built server. */
export async function startServing(): Promise<Serving> {
  const home = mkdtempSync(join(tmpdir(), 'equipoise-bench-room-'));
  chmodSync(home, 0o711);
  const script = resolve(import.meta.dirname, '../scripts/serve-run.ts');
  const child: ChildProcess = fork(script, [join(home, 'data')], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--import', 'tsx'],
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const ready = await new Promise<{ url: string; ownerLink: string }>((done, failed) => {
    child.once('message', (message) => done(message as { url: string; ownerLink: string }));
    child.once('exit', () => failed(new Error('the server did not start')));
  });
  const owner = visitorOf(ready.url);
  await join1(owner, ready.ownerLink, 'owner');
  return {
    url: ready.url,
    pid: child.pid ?? 0,
    visitor: () => visitorOf(ready.url),
    owner,
    async stop(): Promise<void> {
      child.kill('SIGTERM');
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}
