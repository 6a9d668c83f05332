import {
  type AnyPgColumn,
  bigint,
  doublePrecision,
  integer,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import { accounts } from './accounts.ts';
import { document, instant } from './columns.ts';
import { cases, studies } from './studies.ts';
import { assignments } from './work.ts';

/** Decisions about cases that readers disagree on. */
export const adjudications = pgTable('adjudications', {
  id: text('id').primaryKey(),
  studyId: text('study_id')
    .notNull()
    .references((): AnyPgColumn => studies.id),
  caseId: text('case_id')
    .notNull()
    .references((): AnyPgColumn => cases.id),
  adjudicatorId: text('adjudicator_id').references((): AnyPgColumn => accounts.id),
  round: integer('round').notNull(),
  state: text('state', { enum: ['open', 'begun', 'decided', 'unresolved', 'withdrawn'] })
    .notNull()
    .default('open'),
  version: integer('version').notNull(),
  document: document('document').notNull(),
  hash: text('hash').notNull(),
  reasons: text('reasons'),
  createdAt: instant('created_at').notNull(),
  changedAt: instant('changed_at').notNull(),
});

/** Labels that readers' answers were fused to, with their sources; a new one never replaces an old one. */
export const consensusLabels = pgTable(
  'consensus_labels',
  {
    studyId: text('study_id')
      .notNull()
      .references((): AnyPgColumn => studies.id),
    caseId: text('case_id')
      .notNull()
      .references((): AnyPgColumn => cases.id),
    questionId: text('question_id').notNull(),
    version: integer('version').notNull(),
    label: document('label').notNull(),
    hash: text('hash').notNull(),
    method: text('method').notNull(),
    sources: document('sources').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.studyId, t.caseId, t.questionId, t.version] })],
);

/** Flags and questions to the curator, and their answers. */
export const messages = pgTable('messages', {
  id: text('id').primaryKey(),
  studyId: text('study_id')
    .notNull()
    .references((): AnyPgColumn => studies.id),
  caseId: text('case_id').references((): AnyPgColumn => cases.id),
  assignmentId: text('assignment_id').references((): AnyPgColumn => assignments.id),
  threadId: text('thread_id').notNull(),
  authorId: text('author_id')
    .notNull()
    .references((): AnyPgColumn => accounts.id),
  kind: text('kind', { enum: ['flag', 'question', 'reply', 'note'] }).notNull(),
  body: text('body').notNull(),
  createdAt: instant('created_at').notNull(),
  resolvedAt: instant('resolved_at'),
  resolvedBy: text('resolved_by').references((): AnyPgColumn => accounts.id),
});

/** Long work: its input, its progress, what came of it. `fence` counts the workers that took it. */
export const jobs = pgTable('jobs', {
  id: text('id').primaryKey(),
  studyId: text('study_id').references((): AnyPgColumn => studies.id),
  kind: text('kind').notNull(),
  state: text('state', { enum: ['queued', 'running', 'done', 'failed', 'cancelled'] })
    .notNull()
    .default('queued'),
  input: document('input').notNull(),
  fence: integer('fence').notNull().default(0),
  progress: doublePrecision('progress').notNull().default(0),
  stage: text('stage'),
  result: document('result'),
  failure: document('failure'),
  createdBy: text('created_by').notNull(),
  createdAt: instant('created_at').notNull(),
  startedAt: instant('started_at'),
  finishedAt: instant('finished_at'),
  cancelAskedAt: instant('cancel_asked_at'),
});

/** Which records need which blobs: a blob without a use is garbage. */
export const blobUses = pgTable(
  'blob_uses',
  {
    hash: text('hash').notNull(),
    objectKind: text('object_kind').notNull(),
    objectId: text('object_id').notNull(),
    studyId: text('study_id').references((): AnyPgColumn => studies.id),
    byteCount: bigint('byte_count', { mode: 'number' }).notNull(),
    mediaType: text('media_type').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.hash, t.objectKind, t.objectId] })],
);

/** The server's own settings. */
export const settings = pgTable('settings', {
  key: text('key').primaryKey(),
  value: document('value').notNull(),
  changedAt: instant('changed_at').notNull(),
});
