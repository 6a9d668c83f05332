import {
  type AnyPgColumn,
  bigint,
  foreignKey,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import { accounts } from './accounts.ts';
import { document, instant } from './columns.ts';

/** Studies; `pseudonymKey` keys the mapping of identifiers at ingest and never leaves the server. */
export const studies = pgTable('studies', {
  id: text('id').primaryKey(),
  title: text('title').notNull(),
  state: text('state', { enum: ['draft', 'locked', 'closed'] })
    .notNull()
    .default('draft'),
  protocolVersion: integer('protocol_version').notNull().default(0),
  instructionVersion: integer('instruction_version').notNull().default(0),
  pseudonymKey: text('pseudonym_key').notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: instant('created_at').notNull(),
  lockedAt: instant('locked_at'),
});

/** Every version of a study's protocol; a locked one is never changed. */
export const protocolVersions = pgTable(
  'protocol_versions',
  {
    studyId: text('study_id')
      .notNull()
      .references((): AnyPgColumn => studies.id),
    version: integer('version').notNull(),
    document: document('document').notNull(),
    hash: text('hash').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    lockedAt: instant('locked_at'),
    why: text('why'),
  },
  (t) => [primaryKey({ columns: [t.studyId, t.version] })],
);

/** Every version of the readers' instructions. */
export const instructions = pgTable(
  'instructions',
  {
    studyId: text('study_id')
      .notNull()
      .references((): AnyPgColumn => studies.id),
    version: integer('version').notNull(),
    /** Arm whose readers are told it; null for the instructions of the study. */
    arm: text('arm'),
    document: document('document').notNull(),
    hash: text('hash').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.studyId, t.version] })],
);

/** Which version of the instructions each reader was given at random; never changed. */
export const instructionArms = pgTable(
  'instruction_arms',
  {
    studyId: text('study_id')
      .notNull()
      .references((): AnyPgColumn => studies.id),
    readerId: text('reader_id')
      .notNull()
      .references((): AnyPgColumn => accounts.id),
    arm: text('arm').notNull(),
    place: integer('place').notNull(),
    seed: text('seed').notNull(),
    algorithm: text('algorithm').notNull(),
    hash: text('hash').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.studyId, t.readerId] }), unique().on(t.studyId, t.place)],
);

/** Who has read which version of the instructions. */
export const instructionReads = pgTable(
  'instruction_reads',
  {
    studyId: text('study_id').notNull(),
    version: integer('version').notNull(),
    accountId: text('account_id')
      .notNull()
      .references((): AnyPgColumn => accounts.id),
    readAt: instant('read_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.studyId, t.version, t.accountId] }),
    foreignKey({
      columns: [t.studyId, t.version],
      foreignColumns: [instructions.studyId, instructions.version],
    }),
  ],
);

/** Images as readers see them: the canonical record and what may be kept of the source's header. */
export const images = pgTable('images', {
  id: text('id').primaryKey(),
  studyId: text('study_id')
    .notNull()
    .references((): AnyPgColumn => studies.id),
  record: document('record').notNull(),
  header: document('header').notNull(),
  pixelHash: text('pixel_hash').notNull(),
  thumbnailHash: text('thumbnail_hash'),
  createdAt: instant('created_at').notNull(),
});

/** Where an image's frames lie among the blobs. */
export const imageFrames = pgTable(
  'image_frames',
  {
    imageId: text('image_id')
      .notNull()
      .references((): AnyPgColumn => images.id),
    frame: integer('frame').notNull(),
    blobHash: text('blob_hash').notNull(),
    byteCount: bigint('byte_count', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.imageId, t.frame] })],
);

/** Cases; `gold` holds the known answers of exam, training and hidden cases. */
export const cases = pgTable(
  'cases',
  {
    id: text('id').primaryKey(),
    studyId: text('study_id')
      .notNull()
      .references((): AnyPgColumn => studies.id),
    name: text('name').notNull(),
    patientKey: text('patient_key'),
    document: document('document').notNull(),
    gold: document('gold'),
    createdAt: instant('created_at').notNull(),
    removedAt: instant('removed_at'),
  },
  (t) => [unique().on(t.studyId, t.name)],
);

/** Which images a case shows, in which view. */
export const caseImages = pgTable(
  'case_images',
  {
    caseId: text('case_id')
      .notNull()
      .references((): AnyPgColumn => cases.id),
    position: integer('position').notNull(),
    imageId: text('image_id')
      .notNull()
      .references((): AnyPgColumn => images.id),
    view: text('view').notNull(),
  },
  (t) => [primaryKey({ columns: [t.caseId, t.position] })],
);
