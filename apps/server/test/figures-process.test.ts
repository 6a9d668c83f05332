import { createServer, type Server } from 'node:net';
import { isCodedError } from '@equipoise/domain';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type FigureProcess, figureProcess } from '../src/figures/figures-process.ts';
import { childEnvironment } from '../src/jobs/fork-entry.ts';

/** What each connection said at its start. */
const greetings: string[] = [];
let database: Server;
let figures: FigureProcess;
beforeAll(async () => {
  // A database that lets nobody in: the process answers at once, with that.
  const refusal = Buffer.from('SFATAL\0C28P01\0Mnobody comes in\0\0');
  const length = Buffer.alloc(4);
  length.writeInt32BE(refusal.length + 4);
  database = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (bytes) => {
      greetings.push(bytes.toString('latin1'));
      socket.end(Buffer.concat([Buffer.from('E'), length, refusal]));
    });
  });
  await new Promise<void>((done) => database.listen(0, '127.0.0.1', done));
  const address = database.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const connectionString = `postgresql://127.0.0.1:${port}/none`;
  vi.stubEnv('PGUSER', 'somebody-of-the-house');
  figures = figureProcess({ kind: 'start', connectionString, folder: '/nowhere', version: 'v' });
});
afterAll(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await figures.stop();
  database.close();
});

const sentence = async (): Promise<string> => {
  const ended = await figures.run('study', { kind: 'progress' }).end;
  return isCodedError(ended) ? ended.sentence : 'no error';
};

it('comes to the database as the server does, by what the environment says of it', async () => {
  expect(await sentence()).not.toMatch(/no error|ended without an answer/);
  expect(greetings).toHaveLength(1);
  expect(greetings[0]).toContain('user\0somebody-of-the-house\0');
}, 120_000);

it('is told of the database alone, and a job not even that', () => {
  const env = {
    PATH: '/bin',
    PGPASSWORD: 'a',
    NODE_EXTRA_CA_CERTS: '/house.pem',
    DATABASE_URL: 'b',
    OIDC_CLIENT_SECRET: 'c',
    NODE_OPTIONS: '--inspect',
  };
  expect(childEnvironment(env, true)).toEqual({
    PATH: '/bin',
    PGPASSWORD: 'a',
    NODE_EXTRA_CA_CERTS: '/house.pem',
    NODE_ENV: 'production',
  });
  expect(childEnvironment(env, false)).toEqual({ PATH: '/bin', NODE_ENV: 'production' });
});

it('is ended when none asks for a while, and whoever asks at that moment gets a new one', async () => {
  // Only the time without questions is the test's; the process and its messages are real.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const first = await sentence();
  vi.advanceTimersByTime(600_000);
  expect(await sentence()).toBe(first);
}, 120_000);
