import type { PoolClient } from 'pg';
import { fail } from '../errors.ts';
import type { Migration } from './migrations.ts';

/** Any number that no other program on the same database locks. */
const migrationLock = 7_236_891_124;

/**
 * Brings a database to the newest shape. All missing steps run in one transaction under an advisory lock:
 * a process killed midway leaves the old shape, and of several servers that start at once one does the work
 * while the others wait.
 *
 * @param upTo the last step to take; all when absent
 * @returns the names of the steps taken
 * @throws store/migration-changed, store/newer-database
 */
export async function migrate(
  client: PoolClient,
  migrations: readonly Migration[],
  at: string,
  upTo: number = Number.POSITIVE_INFINITY,
): Promise<readonly string[]> {
  const done: string[] = [];
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    const applied = await appliedMigrations(client);
    for (const { number, hash, name } of applied) {
      const shipped = migrations.find((step) => step.number === number);
      if (!shipped) {
        fail(
          'store/newer-database',
          `the database has migration ${name}, which this version does not know.`,
          'Use the version that wrote it, or a newer one.',
        );
      }
      if (shipped.hash !== hash) {
        fail(
          'store/migration-changed',
          `migration ${name} was applied with other content.`,
          'Restore the file as it was; add a new migration instead of changing one.',
        );
      }
    }
    for (const step of migrations) {
      if (step.number > upTo || applied.some(({ number }) => number === step.number)) continue;
      await client.query(step.sql);
      await client.query(
        'insert into schema_migrations (number, name, hash, applied_at) values ($1, $2, $3, $4)',
        [step.number, step.name, step.hash, at],
      );
      done.push(step.name);
    }
    await client.query('commit');
    return done;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** The migrations a database has, in order; creates the table that lists them. */
export async function appliedMigrations(
  client: PoolClient,
): Promise<readonly { readonly number: number; readonly name: string; readonly hash: string }[]> {
  await client.query(
    `create table if not exists schema_migrations (
      number integer primary key,
      name text not null,
      hash text not null,
      applied_at timestamp(3) with time zone not null
    )`,
  );
  const { rows } = await client.query<{ number: number; name: string; hash: string }>(
    'select number, name, hash from schema_migrations order by number',
  );
  return rows;
}
