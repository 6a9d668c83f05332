import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import { canonicalJson, sha256 } from '../canonical-json.ts';
import { fail } from '../errors.ts';
import type { ChainHead } from '../log/read-events.ts';

/** One table in a backup. */
export interface TableEntry {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: number;
  readonly bytes: number;
  readonly hash: string;
}

/** What a backup holds; `manifest.json` in its folder. */
export interface Manifest {
  readonly format: 'equipoise-backup';
  readonly formatVersion: 1;
  readonly at: string;
  /** The migrations the tables had. */
  readonly migrations: readonly {
    readonly number: number;
    readonly name: string;
    readonly hash: string;
  }[];
  readonly tables: readonly TableEntry[];
  /** Heads of the event chains. */
  readonly heads: readonly ChainHead[];
  readonly blobs: { readonly count: number; readonly bytes: number; readonly hash: string };
}

/** Names of a table and of its columns as the database knows them, columns in the schema's order. */
export function tableNames(table: PgTable): {
  readonly name: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
} {
  const config = getTableConfig(table);
  const single = config.columns.filter((column) => column.primary).map((column) => column.name);
  const several = config.primaryKeys[0]?.columns.map((column) => column.name);
  return {
    name: config.name,
    columns: config.columns.map((column) => column.name),
    key: several ?? single,
  };
}

/** The list of blobs as its file holds it: one line `hash bytes` each, sorted. */
export function blobLines(
  blobs: readonly { readonly hash: string; readonly byteCount: number }[],
): string {
  return blobs.map(({ hash, byteCount }) => `${hash} ${byteCount}\n`).join('');
}

/** The text of a manifest: canonical JSON with its own hash on a second line. */
export function manifestText(manifest: Manifest): string {
  const text = canonicalJson(manifest);
  return `${text}\n${sha256(text)}\n`;
}

/** Reads and checks a backup's manifest. @throws store/backup-damaged */
export async function readManifest(folder: string): Promise<Manifest> {
  const damaged = (what: string, cause?: unknown): never =>
    fail('store/backup-damaged', `manifest.json ${what}.`, 'Take another backup.', cause);
  let text: string;
  try {
    text = await readFile(join(folder, 'manifest.json'), 'utf8');
  } catch (error) {
    return damaged('cannot be read', error);
  }
  const [body = '', hash = ''] = text.split('\n');
  if (sha256(body) !== hash) return damaged('was changed or cut off');
  const manifest = JSON.parse(body) as Manifest; // its hash holds, so it is what backup wrote
  if (manifest.format !== 'equipoise-backup' || manifest.formatVersion !== 1) {
    return damaged('is of a format this version does not read');
  }
  return manifest;
}
