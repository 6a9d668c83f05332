// Migrates a database with one slow step more than those shipped, to be killed meanwhile.
import { writeSync } from 'node:fs';
import pg from 'pg';
import { migrate } from '../../src/database/migrate.ts';
import { migration, shippedMigrations } from '../../src/database/migrations.ts';

const [, , url = '', sql = ''] = process.argv;
const pool = new pg.Pool({ connectionString: url });
const client = await pool.connect();
writeSync(1, '{}\n');
await migrate(
  client,
  [...shippedMigrations(), migration('0099_slow', sql)],
  '2026-01-02T03:04:05.678Z',
);
