import { answerSchema, imageRecordSchema } from '@equipoise/domain';
import { z } from 'zod';
import { document, id, instant } from './primitives.ts';

/** Where a study stands. */
export const progressShape = z.object({
  cases: z.array(
    z.object({
      caseId: id,
      readsDone: z.int(),
      readsNeeded: z.int(),
      state: z.enum(['open', 'reading', 'adjudication', 'settled', 'unresolved']),
    }),
  ),
  readers: z.array(
    z
      .object({
        readerId: id,
        assignedCount: z.int(),
        doneCount: z.int(),
        leftCount: z.int(),
        activeMinutes: z.number(),
        medianSeconds: z.number().nullable(),
      })
      .loose(),
  ),
  settledCount: z.int(),
  readsDone: z.int(),
  readsNeeded: z.int(),
});

/** How readers stand: exam, gold cases, drift, fatigue, agreement with oneself. */
export const standingsShape = z.object({
  readers: z.array(
    z.object({
      readerId: id,
      displayName: z.string(),
      state: z.enum(['active', 'suspended', 'removed']),
      why: z.string().nullable(),
      exam: z.array(z.object({ at: instant, result: document })),
      examStanding: z.string().nullable(),
      standing: document,
      fatigue: document,
      flagCount: z.int(),
    }),
  ),
  intraReader: document,
});

/** A stored answer of a reader, with everything that was recorded with it. */
export const answerRecordShape = z
  .object({ answerId: id, caseId: id, readerId: id, answers: z.array(answerSchema) })
  .loose();

/** A thread of messages as curators see it. */
export const threadShape = z.object({
  threadId: id,
  caseId: id.nullable(),
  resolvedAt: instant.nullable(),
  messages: z.array(
    z.object({
      messageId: id,
      kind: z.enum(['flag', 'question', 'reply', 'note']),
      authorId: id,
      authorName: z.string(),
      body: z.string(),
      createdAt: instant,
    }),
  ),
});

/** A case in adjudication, in the list of those who decide. */
export const adjudicationLineShape = z.object({
  adjudicationId: id,
  state: z.enum(['open', 'begun', 'decided', 'unresolved', 'withdrawn']),
  stage: z.enum(['blind-read', 'decide']).nullable(),
  round: z.int().nullable(),
  isMyTurn: z.boolean(),
});

/** A case in adjudication as one who decides sees it now. */
export const adjudicationShape = adjudicationLineShape.extend({
  version: z.int(),
  images: z.array(imageRecordSchema),
  rubric: z.array(z.object({ id: z.string(), text: z.string() })),
  /** Empty until the own reading is done. */
  reads: z.array(
    z.object({
      letter: z.string(),
      answers: z.array(answerSchema),
      reason: z.string(),
      rubric: z.array(z.object({ id: z.string(), text: z.string() })),
      isOwn: z.boolean(),
    }),
  ),
  /** What the caller did so far. */
  own: z.array(document),
});

/** The label of a case and a question, with what it came from. */
export const labelShape = z.object({
  caseId: id,
  questionId: z.string(),
  version: z.int(),
  /** The answer; null where the case stayed unresolved. */
  label: answerSchema.nullable(),
  method: z.string(),
  sources: z.array(z.string()),
  createdAt: instant,
});

/** A document of the statistics: facts, sections, estimates, as `report.json` has them. */
export const analysisShape = z.object({
  kind: z.enum(['agreement', 'consensus']),
  /** The call of the command that gives the same numbers on the export. */
  command: z.array(z.string()),
  readingCount: z.int(),
  summary: z.array(z.string()),
  facts: document,
  sections: document,
  estimates: z.array(z.unknown()),
  findings: z.array(z.unknown()),
  warnings: z.array(z.unknown()),
});

/** A case in the gallery. */
export const galleryShape = z.object({
  total: z.int(),
  filters: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
  cases: z.array(
    z.object({
      caseId: id,
      use: z.enum(['measured', 'gold', 'exam', 'training', 'unused']),
      attributes: z.array(z.object({ name: z.string(), value: z.string() })),
      images: z.array(z.object({ imageId: id, frameCount: z.int() })),
      labels: z.array(z.object({ questionId: z.string(), text: z.string(), method: z.string() })),
    }),
  ),
});

/** Long work. */
export const jobShape = z.object({
  jobId: id,
  kind: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  progress: z.number(),
  stage: z.string().nullable(),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  isCancelAsked: z.boolean(),
  /** Names of the files it made; `report.html` is to be shown in a sandboxed frame. */
  files: z.array(z.string()),
  failure: z.object({ code: z.string(), sentence: z.string(), mend: z.string() }).nullable(),
  result: document,
});
