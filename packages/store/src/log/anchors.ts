import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { asc } from 'drizzle-orm';
import { canonicalJson } from '../canonical-json.ts';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { anchors } from '../schema/events.ts';
import { type ChainHead, chainHeads } from './read-events.ts';

/** A chain's head as it was noted at some instant. */
export interface Anchor extends ChainHead {
  readonly at: string;
}

/**
 * Notes the heads of all chains in the database and returns them to be kept outside as well: in a file, in
 * print, by mail. Whoever rewrites the log and all its hashes cannot rewrite what was noted elsewhere.
 */
export async function anchorHeads(tx: Tx): Promise<readonly Anchor[]> {
  const heads = (await chainHeads(tx))
    .filter(({ seq }) => seq > 0)
    .map((head) => ({ ...head, at: tx.at }));
  if (heads.length > 0) await tx.db.insert(anchors).values(heads).onConflictDoNothing();
  return heads;
}

/** All heads noted in the database. */
export async function listAnchors(tx: ReadTx): Promise<readonly Anchor[]> {
  return tx.db.select().from(anchors).orderBy(asc(anchors.chain), asc(anchors.seq));
}

/** Appends anchors to a file, one canonical JSON document a line; returns once the disk keeps them. */
export function writeAnchors(path: string, heads: readonly Anchor[]): void {
  const handle = openSync(path, 'a', 0o600);
  try {
    writeSync(handle, heads.map((head) => `${canonicalJson(head)}\n`).join(''));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Reads a file of anchors; empty when there is none. A last line cut off by a crash is left out. */
export function readAnchors(path: string): readonly Anchor[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line) as Anchor); // our own file
}
