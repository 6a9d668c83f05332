import { z } from 'zod';
import { bytes, defineRoutes, json, jsonBody, nothing } from '../route.ts';
import {
  agreementFigureShape,
  analysisChoicesShape,
  answerRecordShape,
  galleryShape,
  progressShape,
  rereadShape,
  shownCaseStates,
  standingsShape,
  threadShape,
} from '../shapes/outcome.ts';
import { id, inStudy, none, reason } from '../shapes/primitives.ts';
import { resultLeads, resultViewers, unblindedLeads, unblindedViewers } from './access.ts';

const plain = { rate: 'general', params: inStudy, query: none, body: null, errors: [] } as const;
/** What an analysis is asked about. */
export const analysisQuery = z.object({
  arm: z.string().max(200).optional(),
  purpose: z.enum(['measured', 'gold', 'repeat']).optional(),
  step: z.enum(['first', 'final']).optional(),
  question: z.string().max(200).optional(),
  /** A label of the question: what is told of is how readers drew it. */
  label: z.string().max(200).optional(),
  /** Seconds to wait where many answers take long; what is known is told behind it. */
  wait: z.coerce.number().int().min(0).max(30).default(0),
});

/** What a study's files are called, and how each is made. */
export const exportNames = [
  'study.zip',
  'readings.csv',
  'readings.parquet',
  'consensus.csv',
  'consensus.parquet',
  'adjudicated.csv',
  'adjudicated.parquet',
  'protocol.json',
  'instructions.json',
  'orders.json',
  'events.jsonl',
  'reading-events.jsonl',
  'provenance.jsonld',
  'coco.json',
  'masks.zip',
  'seg.zip',
  'sr.zip',
  'coco-consensus.json',
  'masks-consensus.zip',
  'seg-consensus.zip',
  'sr-consensus.zip',
] as const;

/** Files that tell nothing of what readers said: they are given where results are hidden until the end. */
export const exportsWithoutResults = ['protocol.json', 'instructions.json', 'orders.json'] as const;

/** The curator's pages. */
export const curatorRoutes = defineRoutes({
  progress: {
    ...plain,
    method: 'GET',
    path: '/studies/:studyId/progress',
    summary: 'Progress by case and reader, a page of the cases.',
    access: unblindedViewers,
    event: 'read',
    query: z.object({
      state: z.enum(shownCaseStates).optional(),
      /** Part of the names of cases. */
      find: z.string().max(200).optional(),
      from: z.coerce.number().int().min(0).default(0),
      count: z.coerce.number().int().min(0).max(1_000_000).default(50),
    }),
    answer: json(progressShape),
    errors: ['room/bad-state', 'room/away'],
  },
  agreement: {
    ...plain,
    rate: 'heavy',
    method: 'GET',
    path: '/studies/:studyId/agreement',
    summary: 'Agreement so far: the numbers of `equipoise agreement` on the export.',
    access: resultViewers,
    event: 'read',
    query: analysisQuery,
    answer: json(agreementFigureShape),
    errors: ['room/bad-state'],
  },
  analysisChoices: {
    ...plain,
    rate: 'heavy',
    method: 'GET',
    path: '/studies/:studyId/analysis',
    summary: 'What agreement and consensus can be asked about: questions, arms, kinds of case.',
    access: unblindedViewers,
    event: 'read',
    answer: json(analysisChoicesShape),
    errors: ['room/bad-state'],
  },
  standings: {
    ...plain,
    rate: 'heavy',
    method: 'GET',
    path: '/studies/:studyId/readers',
    summary: 'Exam and gold results, drift, fatigue, agreement with oneself, by reader.',
    access: resultLeads,
    event: 'read',
    answer: json(standingsShape),
    errors: ['room/bad-state', 'room/away'],
  },
  suspendReader: {
    ...plain,
    method: 'POST',
    path: '/studies/:studyId/readers/:readerId/suspend',
    summary: 'Suspend a reader; the readings that the rule sets aside are done again by others.',
    access: unblindedLeads,
    event: 'change',
    params: z.object({ studyId: id, readerId: id }),
    body: jsonBody(z.strictObject({ why: reason, since: z.string().nullable().default(null) })),
    answer: json(
      z.object({ setAside: z.int(), requeued: z.int(), withoutReader: z.array(z.string()) }),
    ),
    errors: ['room/bad-state'],
  },
  reinstateReader: {
    ...plain,
    method: 'POST',
    path: '/studies/:studyId/readers/:readerId/reinstate',
    summary: 'Let a suspended reader read again; what was set aside stays so.',
    access: unblindedLeads,
    event: 'change',
    params: z.object({ studyId: id, readerId: id }),
    body: jsonBody(z.strictObject({ why: reason })),
    answer: nothing,
    errors: ['room/bad-state'],
  },
  caseAnswers: {
    ...plain,
    method: 'GET',
    path: '/studies/:studyId/cases/:caseId/answers',
    summary: 'All answers to one case.',
    access: resultLeads,
    event: 'read',
    params: z.object({ studyId: id, caseId: id }),
    answer: json(z.object({ answers: z.array(answerRecordShape) })),
  },
  noteCase: {
    ...plain,
    method: 'POST',
    path: '/studies/:studyId/cases/:caseId/notes',
    summary:
      'Note something about a case for those who run the study, such as that it is to be read again.',
    access: unblindedLeads,
    event: 'change',
    params: z.object({ studyId: id, caseId: id }),
    body: jsonBody(z.strictObject({ body: z.string().trim().min(1).max(5000) })),
    answer: json(z.object({ threadId: id })),
  },
  rereadCase: {
    ...plain,
    method: 'POST',
    path: '/studies/:studyId/cases/:caseId/reread',
    summary:
      'Have a case read again: by readers who have not read it, or by the same; its labels are open until it is.',
    access: unblindedLeads,
    event: 'change',
    params: z.object({ studyId: id, caseId: id }),
    body: jsonBody(
      z.strictObject({
        by: z.enum(['others', 'same']).default('others'),
        /** How many others; of the same all. */
        count: z.int().min(1).max(20).default(1),
        why: reason,
      }),
    ),
    answer: json(rereadShape.extend({ isNew: z.boolean() })),
    errors: ['room/bad-state'],
  },
  rereads: {
    ...plain,
    method: 'GET',
    path: '/studies/:studyId/rereads',
    summary: 'Cases that are read again, and how many of these readings are still to come.',
    access: unblindedLeads,
    event: 'read',
    answer: json(z.object({ rereads: z.array(rereadShape) })),
    errors: ['room/bad-state'],
  },
  threads: {
    ...plain,
    method: 'GET',
    path: '/studies/:studyId/messages',
    summary: 'Flags and questions of readers.',
    access: unblindedLeads,
    event: 'read',
    answer: json(z.object({ threads: z.array(threadShape) })),
  },
  replyMessage: {
    ...plain,
    method: 'POST',
    path: '/studies/:studyId/messages/:threadId',
    summary: 'Answer a question; only who asked sees the answer.',
    access: unblindedLeads,
    event: 'change',
    params: z.object({ studyId: id, threadId: id }),
    body: jsonBody(z.strictObject({ body: z.string().trim().min(1).max(5000) })),
    answer: nothing,
  },
  resolveThread: {
    ...plain,
    method: 'POST',
    path: '/studies/:studyId/messages/:threadId/resolve',
    summary: 'Mark a thread as settled.',
    access: unblindedLeads,
    event: 'change',
    params: z.object({ studyId: id, threadId: id }),
    answer: nothing,
  },
  gallery: {
    ...plain,
    method: 'GET',
    path: '/studies/:studyId/gallery',
    summary: 'Cases with their labels, by filters `name=value` and a page.',
    access: unblindedViewers,
    event: 'read',
    query: z.object({
      /** `name=value` pairs as a JSON list; all must hold, values of one name are alternatives. */
      filter: z.string().max(20_000).optional(),
      from: z.coerce.number().int().min(0).default(0),
      count: z.coerce.number().int().min(1).max(500).default(60),
    }),
    answer: json(galleryShape),
  },
  export: {
    ...plain,
    rate: 'heavy',
    method: 'GET',
    path: '/studies/:studyId/exports/:name',
    summary: 'A file of the study; `study.zip` holds enough to compute every figure again.',
    access: unblindedLeads,
    event: 'export',
    params: z.object({ studyId: id, name: z.enum(exportNames) }),
    query: z.object({ arm: z.string().max(200).optional() }),
    answer: bytes(
      'application/zip',
      'text/csv',
      'application/vnd.apache.parquet',
      'application/json',
      'application/jsonl',
      'application/ld+json',
    ),
    errors: ['room/bad-state', 'room/not-built'],
  },
});
