export * from './backup/backup.ts';
export { type Manifest, readManifest, type TableEntry } from './backup/manifest.ts';
export * from './backup/restore.ts';
export type { Steps } from './backup/steps.ts';
export { type BackupCheck, type Fault, verifyBackup } from './backup/verify-backup.ts';
export * from './backup/verify-store.ts';
export { type Blob, type BlobFolder, openBlobs } from './blobs/blob-folder.ts';
export * from './blobs/garbage.ts';
export * from './canonical-json.ts';
export type { DatabasePool, PoolLimits } from './database/pool.ts';
export type { Change, ReadTx, Tx } from './database/transaction.ts';
export { type StoreErrorCode, storeErrors } from './errors.ts';
export * from './log/anchors.ts';
export {
  type EventObject,
  type EventRecord,
  hashEvent,
  type NewEvent,
  noPrevious,
  serverChain,
} from './log/event.ts';
export * from './log/read-events.ts';
export * from './log/verify-log.ts';
export * from './open-reader.ts';
export * from './open-store.ts';
export * from './rooms/accounts.ts';
export * from './rooms/adjudications.ts';
export * from './rooms/answer-stream.ts';
export * from './rooms/answers.ts';
export * from './rooms/api-keys.ts';
export * from './rooms/assignments.ts';
export * from './rooms/blob-uses.ts';
export * from './rooms/cases.ts';
export type { Conflict } from './rooms/conflict.ts';
export * from './rooms/consensus-labels.ts';
export * from './rooms/drafts.ts';
export * from './rooms/images.ts';
export * from './rooms/instruction-arms.ts';
export * from './rooms/instructions.ts';
export * from './rooms/invitations.ts';
export * from './rooms/jobs.ts';
export * from './rooms/memberships.ts';
export * from './rooms/messages.ts';
export * from './rooms/orders.ts';
export * from './rooms/password-resets.ts';
export * from './rooms/protocols.ts';
export * from './rooms/reader-reads.ts';
export * from './rooms/reader-tasks.ts';
export * from './rooms/second-factors.ts';
export * from './rooms/sessions.ts';
export * from './rooms/settings.ts';
export * from './rooms/studies.ts';
export * from './rooms/study-changes.ts';
export * from './server-key.ts';
export * from './world.ts';
