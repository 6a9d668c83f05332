import {
  caseRecordSchema,
  hangingProtocolSchema,
  imageRecordSchema,
  instructionsSchema,
  questionSchema,
} from '@equipoise/domain';
import { z } from 'zod';
import { issueSchema } from '../problem.ts';
import { document, id, instant, role } from './primitives.ts';

/** A study as each of its members may see it. */
export const studyShape = z.object({
  studyId: id,
  title: z.string(),
  state: z.enum(['draft', 'locked', 'closed']),
  roles: z.array(role),
  createdAt: instant,
  lockedAt: instant.nullable(),
  /** Version of the newest protocol; null for those who may not see it. */
  protocolVersion: z.int().nullable(),
});

/** One version of a protocol. */
export const protocolShape = z.object({
  version: z.int(),
  hash: z.string(),
  document,
  createdBy: id,
  createdAt: instant,
  lockedAt: instant.nullable(),
  why: z.string().nullable(),
});

/** What a check of a protocol found. */
export const protocolCheckShape = z.object({
  isReadable: z.boolean(),
  isReady: z.boolean(),
  issues: z.array(issueSchema.extend({ blocks: z.enum(['reading', 'lock']) })),
});

/** One difference of two protocols. */
export const protocolChangeShape = z.object({
  path: z.array(z.string()),
  kind: z.enum(['added', 'removed', 'changed', 'moved']),
  before: z.string().nullable(),
  after: z.string().nullable(),
  touches: z.string(),
});

/** What readers are told, in one version. */
export const instructionsShape = z.object({
  version: z.string(),
  number: z.int(),
  instructions: instructionsSchema,
  createdAt: instant,
  isConfirmed: z.boolean(),
  /** Of instructions that are compared: whose readers are told them. Never told to readers. */
  arm: z.object({ id: z.string(), title: z.string() }).optional(),
});

/** What a reader may know of a protocol. */
export const readerProtocolShape = z.object({
  studyId: id,
  title: z.string(),
  description: z.string(),
  version: z.int(),
  hash: z.string(),
  questions: z.array(questionSchema),
  instructions: instructionsSchema,
  instructionsVersion: z.string(),
  session: z.object({
    mostCases: z.number().nullable(),
    mostMinutes: z.number().nullable(),
    breakMinutes: z.number(),
    idleSeconds: z.number(),
  }),
  hanging: hangingProtocolSchema,
  hasTraining: z.boolean(),
  hasExam: z.boolean(),
});

/** A case as curators see it. */
export const caseShape = z.object({
  caseId: id,
  record: caseRecordSchema,
  hasModelAnswers: z.boolean(),
  createdAt: instant,
});

/** An image as curators see it: its record and what may be kept of its header. */
export const imageShape = z.object({
  record: imageRecordSchema,
  header: document,
  caseIds: z.array(id),
  createdAt: instant,
});

/** What became of a file that was sent. */
export const fileOutcomeShape = z.object({
  name: z.string(),
  status: z.enum(['taken', 'copy', 'archive', 'refused']),
  imageId: id.nullable(),
  /** Code, place, sentence and mend of a refusal; null otherwise. */
  refusal: z
    .object({
      code: z.string(),
      /** Data element of a DICOM file as `(gggg,eeee)`; null where none is to blame. */
      tag: z.string().nullable(),
      /** Bytes from the start of the file; null where unknown. */
      offset: z.int().nullable(),
      message: z.string(),
      mend: z.string(),
    })
    .nullable(),
});

/** What came of an import. */
export const importShape = z.object({
  images: z.array(
    z.object({
      record: imageRecordSchema,
      /** Pseudonyms; null where the file knows none. */
      patient: z.string().nullable(),
      study: z.string().nullable(),
      series: z.string().nullable(),
      /** The case it was put into; null where none was asked for. */
      caseId: id.nullable(),
      isNew: z.boolean(),
    }),
  ),
  files: z.array(fileOutcomeShape),
});
