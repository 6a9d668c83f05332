import {
  type AnyPgColumn,
  bigint,
  boolean,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import { accounts } from './accounts.ts';
import { document, instant } from './columns.ts';
import { cases, studies } from './studies.ts';

/** The order of a reader's cases as drawn at lock; a later revision only appends. */
export const orders = pgTable(
  'orders',
  {
    studyId: text('study_id')
      .notNull()
      .references((): AnyPgColumn => studies.id),
    readerId: text('reader_id')
      .notNull()
      .references((): AnyPgColumn => accounts.id),
    revision: integer('revision').notNull(),
    seed: text('seed').notNull(),
    algorithm: text('algorithm').notNull(),
    document: document('document').notNull(),
    hash: text('hash').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.studyId, t.readerId, t.revision] })],
);

/** One case to be read once by one reader. */
export const assignments = pgTable('assignments', {
  id: text('id').primaryKey(),
  studyId: text('study_id')
    .notNull()
    .references((): AnyPgColumn => studies.id),
  caseId: text('case_id')
    .notNull()
    .references((): AnyPgColumn => cases.id),
  readerId: text('reader_id')
    .notNull()
    .references((): AnyPgColumn => accounts.id),
  kind: text('kind').notNull(),
  round: integer('round').notNull().default(1),
  position: integer('position').notNull(),
  /** Where it stands in the newest order of its reader, from 0; null where no order has it. */
  place: integer('place'),
  arm: text('arm'),
  state: text('state', { enum: ['open', 'begun', 'done', 'requeued', 'withdrawn'] })
    .notNull()
    .default('open'),
  document: document('document').notNull(),
  createdAt: instant('created_at').notNull(),
  openedAt: instant('opened_at'),
  finishedAt: instant('finished_at'),
});

/** What every version of an answer carries. */
const answerContent = {
  document: document('document').notNull(),
  hash: text('hash').notNull(),
  protocolVersion: integer('protocol_version').notNull(),
  instructionVersion: integer('instruction_version').notNull(),
  activeMs: bigint('active_ms', { mode: 'number' }).notNull(),
  isModelVisible: boolean('is_model_visible').notNull(),
  submittedAt: instant('submitted_at'),
};

/** The present version of each answer. */
export const answers = pgTable('answers', {
  id: text('id').primaryKey(),
  studyId: text('study_id')
    .notNull()
    .references((): AnyPgColumn => studies.id),
  caseId: text('case_id')
    .notNull()
    .references((): AnyPgColumn => cases.id),
  readerId: text('reader_id')
    .notNull()
    .references((): AnyPgColumn => accounts.id),
  assignmentId: text('assignment_id')
    .notNull()
    .unique()
    .references((): AnyPgColumn => assignments.id),
  version: integer('version').notNull(),
  ...answerContent,
  /** When the reader first saw the task; null where the document does not say. */
  openedAt: instant('opened_at'),
  createdAt: instant('created_at').notNull(),
  savedAt: instant('saved_at').notNull(),
});

/** Every version of every answer; nothing is overwritten. */
export const answerVersions = pgTable(
  'answer_versions',
  {
    answerId: text('answer_id')
      .notNull()
      .references((): AnyPgColumn => answers.id),
    version: integer('version').notNull(),
    requestId: text('request_id').notNull(),
    ...answerContent,
    actor: text('actor').notNull(),
    device: text('device'),
    why: text('why'),
    savedAt: instant('saved_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.answerId, t.version] }), unique().on(t.answerId, t.requestId)],
);

/** Unsubmitted state of an assignment, one per assignment. */
export const drafts = pgTable('drafts', {
  assignmentId: text('assignment_id')
    .primaryKey()
    .references((): AnyPgColumn => assignments.id),
  version: integer('version').notNull(),
  document: document('document').notNull(),
  hash: text('hash').notNull(),
  device: text('device').notNull(),
  savedAt: instant('saved_at').notNull(),
});

/** Strokes of the stage in the order a device made them. */
export const strokes = pgTable(
  'strokes',
  {
    assignmentId: text('assignment_id')
      .notNull()
      .references((): AnyPgColumn => assignments.id),
    device: text('device').notNull(),
    seq: integer('seq').notNull(),
    payload: document('payload').notNull(),
    savedAt: instant('saved_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.assignmentId, t.device, t.seq] })],
);

/** What a reader did on the stage: zoom, window, scroll, answer. */
export const readingEvents = pgTable(
  'reading_events',
  {
    assignmentId: text('assignment_id')
      .notNull()
      .references((): AnyPgColumn => assignments.id),
    device: text('device').notNull(),
    seq: integer('seq').notNull(),
    kind: text('kind').notNull(),
    at: instant('at').notNull(),
    payload: document('payload').notNull(),
  },
  (t) => [primaryKey({ columns: [t.assignmentId, t.device, t.seq] })],
);
