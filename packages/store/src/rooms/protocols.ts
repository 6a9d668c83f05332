import { and, asc, eq } from 'drizzle-orm';
import { hashDocument } from '../canonical-json.ts';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { fail } from '../errors.ts';
import { protocolVersions, studies } from '../schema/studies.ts';
import { type Conflict, conflict } from './conflict.ts';
import { maybe, one } from './rows.ts';
import { lockedStudy } from './studies.ts';

/** One version of a study's protocol. */
export type ProtocolVersion = typeof protocolVersions.$inferSelect;

/**
 * Saves the protocol of a study as its next version.
 *
 * @param expectedVersion the version the editor started from; 0 for the first
 * @param why the reason; required once the study is locked, for then it is an amendment
 * @returns the new version, or both versions when someone else saved meanwhile
 * @throws store/bad-argument for an amendment without a reason, store/bad-state for a closed study
 */
export async function saveProtocol(
  tx: Tx,
  studyId: string,
  expectedVersion: number,
  document: unknown,
  why?: string,
): Promise<{ readonly saved: ProtocolVersion } | Conflict<ProtocolVersion | null>> {
  const study = await lockedStudy(tx, studyId);
  const stored = await protocolVersion(tx, studyId, study.protocolVersion);
  if (study.protocolVersion !== expectedVersion) return conflict(stored, document, expectedVersion);
  if (study.state === 'closed') {
    fail('store/bad-state', 'the study is closed.', 'Start a new study that names this one.');
  }
  if (study.state === 'locked' && (why ?? '').trim() === '') {
    fail('store/bad-argument', 'a locked protocol is amended without a reason.', 'Say why.');
  }
  const saved = one(
    await tx.db
      .insert(protocolVersions)
      .values({
        studyId,
        version: expectedVersion + 1,
        document,
        hash: hashDocument(document),
        createdBy: tx.actor,
        createdAt: tx.at,
        lockedAt: study.state === 'locked' ? tx.at : null,
        why: why ?? null,
      })
      .returning(),
    'protocol',
  );
  await tx.db
    .update(studies)
    .set({ protocolVersion: saved.version })
    .where(eq(studies.id, studyId));
  record(tx, study.state === 'locked' ? 'protocol.amend' : 'protocol.save', stored, saved, why);
  return { saved };
}

/**
 * Locks a study on its newest protocol: from here on it is only amended, with a reason.
 *
 * @param hash the hash of the protocol that was checked
 * @throws store/bad-state when the study is not a draft or its protocol is another one by now
 */
export async function lockProtocol(
  tx: Tx,
  studyId: string,
  hash: string,
): Promise<ProtocolVersion> {
  const study = await lockedStudy(tx, studyId);
  const stored = await protocolVersion(tx, studyId, study.protocolVersion);
  if (study.state !== 'draft' || stored === null || stored.hash !== hash) {
    fail(
      'store/bad-state',
      `the study is ${study.state} at protocol version ${study.protocolVersion}, which is not the one that was checked.`,
      'Check the newest version and lock again.',
    );
  }
  const row = one(
    await tx.db
      .update(protocolVersions)
      .set({ lockedAt: tx.at })
      .where(key(studyId, stored.version))
      .returning(),
    'protocol',
  );
  await tx.db
    .update(studies)
    .set({ state: 'locked', lockedAt: tx.at })
    .where(eq(studies.id, studyId));
  record(tx, 'protocol.lock', stored, row);
  return row;
}

/** One version of a protocol, or null. */
export async function protocolVersion(
  tx: ReadTx,
  studyId: string,
  version: number,
): Promise<ProtocolVersion | null> {
  return maybe(await tx.db.select().from(protocolVersions).where(key(studyId, version)));
}

/** All versions of a protocol, oldest first. */
export async function listProtocols(
  tx: ReadTx,
  studyId: string,
): Promise<readonly ProtocolVersion[]> {
  return tx.db
    .select()
    .from(protocolVersions)
    .where(eq(protocolVersions.studyId, studyId))
    .orderBy(asc(protocolVersions.version));
}

function key(studyId: string, version: number): ReturnType<typeof and> {
  return and(eq(protocolVersions.studyId, studyId), eq(protocolVersions.version, version));
}

function record(
  tx: Tx,
  action: string,
  before: ProtocolVersion | null,
  after: ProtocolVersion,
  why?: string,
): void {
  tx.record({
    chain: after.studyId,
    action,
    object: { kind: 'protocol', id: `${after.studyId}/${after.version}` },
    before: before?.hash ?? null,
    after: after.hash,
    ...(why === undefined ? {} : { why }),
    detail: { version: after.version },
  });
}
