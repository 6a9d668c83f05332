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
    checkApplied(applied, migrations);
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

interface Applied {
  readonly number: number;
  readonly name: string;
  readonly hash: string;
}

function checkApplied(applied: readonly Applied[], migrations: readonly Migration[]): void {
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
}

/**
 * Checks that a database has exactly the shape of these migrations, without changing anything.
 *
 * @returns no names: nothing is done
 * @throws store/no-store, store/older-database, store/newer-database, store/migration-changed
 */
export async function checkShape(
  client: PoolClient,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string | null }>(
    `select to_regclass('schema_migrations')::text as name`,
  );
  if (rows[0]?.name == null) {
    fail('store/no-store', 'the database holds no store.', 'Name the right database and folder.');
  }
  const applied = await listMigrations(client);
  checkApplied(applied, migrations);
  const missing = migrations.find((step) => !applied.some(({ number }) => number === step.number));
  if (missing !== undefined) {
    fail(
      'store/older-database',
      `the database lacks migration ${missing.name}.`,
      'Start the server of this version on it once.',
    );
  }
  return [];
}

/** The migrations a database has, in order; creates the table that lists them. */
export async function appliedMigrations(client: PoolClient): Promise<readonly Applied[]> {
  await client.query(
    `create table if not exists schema_migrations (
      number integer primary key,
      name text not null,
      hash text not null,
      applied_at timestamp(3) with time zone not null
    )`,
  );
  return listMigrations(client);
}

async function listMigrations(client: PoolClient): Promise<readonly Applied[]> {
  const { rows } = await client.query<Applied>(
    'select number, name, hash from schema_migrations order by number',
  );
  return rows;
}
