import { answerSchema, eventRecordSchema } from '@equipoise/domain';
import { z } from 'zod';
import { defineRoutes, json, jsonBody } from '../route.ts';
import {
  document,
  expectedVersion,
  id,
  inStudy,
  inTask,
  none,
  reason,
} from '../shapes/primitives.ts';
import {
  messageShape,
  nextShape,
  queueShape,
  submittedShape,
  taskShape,
} from '../shapes/reading.ts';
import { readers } from './access.ts';

const plain = { rate: 'general', params: inStudy, query: none, body: null, errors: [] } as const;
const inStage = ['room/suspended', 'room/bad-state'] as const;

/** A reader at work. */
export const readingRoutes = defineRoutes({
  queue: {
    ...plain,
    method: 'GET',
    path: '/studies/:studyId/reading',
    summary: 'My queue, my progress, my time.',
    access: readers,
    event: 'read',
    query: z.object({
      /** Opened cases to leave out, from the newest, and how many to give. */
      from: z.coerce.number().int().min(0).default(0),
      count: z.coerce.number().int().min(0).max(1000).default(200),
    }),
    answer: json(queueShape),
    errors: inStage,
  },
  nextTask: {
    ...plain,
    method: 'POST',
    path: '/studies/:studyId/reading/next',
    summary: 'The task to do next: the one begun, or a new one.',
    access: readers,
    event: 'change',
    body: jsonBody(
      z.strictObject({
        /** The task at work: what comes behind it is wanted, to be loaded ahead. */
        after: id.nullable().default(null),
      }),
    ),
    answer: json(nextShape),
    errors: ['room/instructions-unread', ...inStage],
  },
  task: {
    ...plain,
    method: 'GET',
    path: '/studies/:studyId/reading/tasks/:taskId',
    summary: 'A served task of the own queue.',
    access: readers,
    event: 'read',
    params: inTask,
    answer: json(taskShape),
  },
  sendEvents: {
    ...plain,
    method: 'POST',
    path: '/studies/:studyId/reading/tasks/:taskId/events',
    summary:
      'Append what the reader did; what arrived before is left as it is, so sending again is safe.',
    access: readers,
    event: 'with-submit',
    params: inTask,
    body: jsonBody(
      z.strictObject({ events: z.array(eventRecordSchema).min(1).max(2000) }),
      16 * 1_048_576,
    ),
    answer: json(z.object({ stored: z.int() })),
    errors: inStage,
  },
  saveDraft: {
    ...plain,
    method: 'PUT',
    path: '/studies/:studyId/reading/tasks/:taskId/draft',
    summary: 'Autosave; 409 with both versions when another tab or device saved meanwhile.',
    access: readers,
    event: 'with-submit',
    params: inTask,
    body: jsonBody(z.strictObject({ expectedVersion, device: id, document }), 32 * 1_048_576),
    answer: json(z.object({ version: z.int(), savedAt: z.string() })),
    errors: ['room/conflict', ...inStage],
  },
  submit: {
    ...plain,
    method: 'POST',
    path: '/studies/:studyId/reading/tasks/:taskId/answers',
    summary: 'Hand in; 409 with both versions when the answer was handed in elsewhere meanwhile.',
    access: readers,
    event: 'change',
    params: inTask,
    body: jsonBody(
      z.strictObject({
        expectedVersion,
        /** The same for every attempt to send this. */
        requestId: id,
        device: id,
        /** `first`: before the model is shown. */
        step: z.enum(['first', 'final']).default('final'),
        answers: z.array(answerSchema).max(500),
        windows: z
          .array(
            z.strictObject({
              imageId: id,
              centre: z.number(),
              width: z.number(),
              isInverted: z.boolean(),
            }),
          )
          .max(1000)
          .default([]),
        zoneOffsetMinutes: z.int().min(-900).max(900).default(0),
        instructionsVersion: z.string().max(64),
        /** The reason of a correction. */
        why: reason.optional(),
      }),
      32 * 1_048_576,
    ),
    answer: json(submittedShape),
    errors: ['room/conflict', 'room/bad-answer', 'room/instructions-unread', ...inStage],
  },
  myMessages: {
    ...plain,
    method: 'GET',
    path: '/studies/:studyId/reading/messages',
    summary: 'My flags and questions, and the answers to them.',
    access: readers,
    event: 'read',
    answer: json(z.object({ messages: z.array(messageShape) })),
  },
  sendMessage: {
    ...plain,
    method: 'POST',
    path: '/studies/:studyId/reading/messages',
    summary: 'A flag or a question to who runs the study; other readers do not see it.',
    access: readers,
    event: 'change',
    body: jsonBody(
      z.strictObject({
        kind: z.enum(['flag', 'question']),
        taskId: id.nullable().default(null),
        threadId: id.nullable().default(null),
        body: z.string().trim().min(1).max(5000),
      }),
    ),
    answer: json(messageShape),
    errors: ['room/not-found'],
  },
});
