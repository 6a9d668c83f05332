import { answerSchema, imageRecordSchema } from '@equipoise/domain';
import { z } from 'zod';
import { document, id, instant } from './primitives.ts';

/** A task in a reader's list. It tells nothing about the case, other readers, or why it is served. */
export const taskLineShape = z.object({
  taskId: id,
  /** Which of the cases opened it is: 1 for the first. */
  number: z.int(),
  stage: z.enum(['training', 'exam', 'reading']),
  state: z.enum(['open', 'done']),
  submittedAt: instant.nullable(),
  activeSeconds: z.number().nullable(),
});

/** A reader's home. */
export const queueShape = z.object({
  stage: z.enum(['instructions', 'training', 'exam', 'reading', 'done', 'stopped']),
  /** Why reading is stopped: the exam was not passed, or reading was suspended. */
  stopped: z.enum(['exam-failed', 'suspended', 'closed']).nullable(),
  needsInstructions: z.boolean(),
  /** No case may come before. */
  waitUntil: instant.nullable(),
  capReached: z.enum(['cases', 'minutes']).nullable(),
  assignedCount: z.int(),
  doneCount: z.int(),
  leftCount: z.int(),
  activeMinutes: z.number(),
  medianSeconds: z.number().nullable(),
  leftMinutes: z.object({ typical: z.number(), low: z.number(), high: z.number() }).nullable(),
  sitting: z
    .object({
      startedAt: instant,
      endedAt: instant,
      caseCount: z.int(),
      activeMinutes: z.number(),
    })
    .nullable(),
  /** Cases opened so far. */
  taskCount: z.int(),
  /** The part of them that was asked for, the newest last. */
  tasks: z.array(taskLineShape),
});

const imageGroup = z.array(imageRecordSchema);

/** A served task. The same keys and forms whatever the purpose. */
export const taskShape = z.object({
  taskId: id,
  stage: z.enum(['training', 'exam', 'reading']),
  doneCount: z.int(),
  leftCount: z.int(),
  isFlipped: z.boolean(),
  model: z.enum(['never', 'from-the-start', 'after-first-answer']),
  /** Answers of the model, where they may be seen now. */
  modelAnswers: z.array(answerSchema).nullable(),
  images: imageGroup,
  related: z.array(
    z.object({
      relation: z.enum(['prior', 'contralateral', 'other-view']),
      images: imageGroup,
    }),
  ),
  draft: z.object({ version: z.int(), document, device: z.string(), savedAt: instant }).nullable(),
  answer: z
    .object({
      version: z.int(),
      answers: z.array(answerSchema),
      isSubmitted: z.boolean(),
      hasFirstStep: z.boolean(),
      savedAt: instant,
    })
    .nullable(),
});

/** What comes after a task: another, a rest, or nothing. */
export const nextShape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('task'), task: taskShape }),
  z.object({ kind: z.literal('wait'), until: instant }),
  z.object({ kind: z.literal('rest'), reason: z.enum(['cases', 'minutes']), until: instant }),
  z.object({ kind: z.literal('stopped'), reason: z.enum(['exam-failed', 'suspended', 'closed']) }),
  z.object({ kind: z.literal('done') }),
]);

/** What is said after a training case. */
export const feedbackShape = z.object({
  reference: z.array(answerSchema),
  explanation: z.string(),
  verdicts: z.array(z.object({ questionId: z.string(), isCorrect: z.boolean() })),
});

/** What came of a submission. */
export const submittedShape = z.object({
  version: z.int(),
  /** As stored: checked, those not asked left out. */
  answers: z.array(answerSchema),
  answersHash: z.string(),
  isRepeat: z.boolean(),
  /** After the first answer of an arm that shows the model then. */
  modelAnswers: z.array(answerSchema).nullable(),
  feedback: feedbackShape.nullable(),
});

/** A message to the curator, or an answer to one. */
export const messageShape = z.object({
  messageId: id,
  threadId: id,
  kind: z.enum(['flag', 'question', 'reply', 'note']),
  body: z.string(),
  isOwn: z.boolean(),
  createdAt: instant,
  resolvedAt: instant.nullable(),
  /** For readers: the task it is about. */
  taskId: id.nullable(),
  /** Its number on the reader's page; null where it is not there. */
  taskNumber: z.int().nullable().optional(),
});
