import { readdirSync, readFileSync } from 'node:fs';
import { sha256 } from '../canonical-json.ts';

/** One step of the database's shape. */
export interface Migration {
  /** 1, 2, 3 … */
  readonly number: number;
  /** File name without its end. */
  readonly name: string;
  readonly sql: string;
  readonly hash: string;
}

/** The migrations this version ships, in order; read from the package's `migrations` folder. */
export function shippedMigrations(): readonly Migration[] {
  const folder = new URL('../../migrations/', import.meta.url);
  return readdirSync(folder)
    .filter((file) => /^\d{4}_[a-z0-9_]+\.sql$/.test(file))
    .sort()
    .map((file) => migration(file.slice(0, -4), readFileSync(new URL(file, folder), 'utf8')));
}

/** A migration from its name, such as `0002_more`, and its SQL. */
export function migration(name: string, sql: string): Migration {
  return { number: Number(name.slice(0, 4)), name, sql, hash: sha256(sql) };
}
