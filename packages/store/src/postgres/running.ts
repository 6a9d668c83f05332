import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fail } from '../errors.ts';
import { failIo } from '../io-error.ts';
import type { Address } from './embedded.ts';
import { readPostmaster } from './leftover.ts';

const patienceMs = 15_000;

/**
 * How to reach the database that another process runs in a data folder. Waits for one that is just being started.
 *
 * @throws store/database-away, store/read-only where its password may not be read
 */
export async function runningEmbedded(dataFolder: string): Promise<Address> {
  const folder = join(dataFolder, 'postgres');
  for (let waited = 0; readPostmaster(folder)?.isReady !== true; waited += 50) {
    if (waited >= patienceMs) {
      fail(
        'store/database-away',
        'the process that holds the data folder runs no database.',
        'Wait until it has started, or stop it.',
      );
    }
    await pause(50);
  }
  try {
    // Written by the database: its number, its folder, its start, its port, the folder of its socket.
    const lines = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
    const sockets = lines[4]?.trim() ?? '';
    return {
      host: sockets === '' ? '127.0.0.1' : sockets,
      port: Number(lines[3]),
      user: 'equipoise',
      password: readFileSync(join(dataFolder, 'postgres.password'), 'utf8').trim(),
      database: 'postgres',
    };
  } catch (error) {
    return failIo(error, 'reading how to reach the database');
  }
}
