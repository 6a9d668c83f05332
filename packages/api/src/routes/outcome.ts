import { answerSchema } from '@equipoise/domain';
import { z } from 'zod';
import { bytes, defineRoutes, files, json, jsonBody } from '../route.ts';
import {
  adjudicationLineShape,
  adjudicationShape,
  cellOutcomes,
  consensusFigureShape,
  jobCasesShape,
  jobShape,
  labelShape,
} from '../shapes/outcome.ts';
import { expectedVersion, id, inStudy, none } from '../shapes/primitives.ts';
import {
  deciders,
  resultLeads,
  resultViewers,
  unblindedLeads,
  unblindedViewers,
} from './access.ts';

import { analysisQuery } from './curator.ts';

const plain = { rate: 'general', params: inStudy, query: none, body: null, errors: [] } as const;
const inJob = z.object({ studyId: id, jobId: id });

/** Adjudication, consensus and jobs. */
export const outcomeRoutes = defineRoutes({
  adjudications: {
    ...plain,
    method: 'GET',
    path: '/studies/:studyId/adjudications',
    summary: 'Cases to decide about, those where it is my turn first.',
    access: deciders,
    event: 'read',
    answer: json(z.object({ adjudications: z.array(adjudicationLineShape) })),
  },
  adjudication: {
    ...plain,
    method: 'GET',
    path: '/studies/:studyId/adjudications/:adjudicationId',
    summary: 'A case to decide about: anonymous reads in random order, after the own reading.',
    access: deciders,
    event: 'read',
    params: z.object({ studyId: id, adjudicationId: id }),
    answer: json(adjudicationShape),
  },
  decide: {
    ...plain,
    method: 'POST',
    path: '/studies/:studyId/adjudications/:adjudicationId',
    summary: 'The own blind reading, or a decision with its reason.',
    access: deciders,
    event: 'change',
    params: z.object({ studyId: id, adjudicationId: id }),
    body: jsonBody(
      z.strictObject({
        expectedVersion,
        action: z.enum(['read', 'accept', 'edit', 'keep', 'cannot-resolve']),
        /** Letter of the read that is accepted. */
        accepted: z.string().max(8).nullable().default(null),
        answers: z.array(answerSchema).max(500).default([]),
        reason: z.string().max(5000).default(''),
        rubric: z
          .array(z.strictObject({ id, text: z.string().max(5000) }))
          .max(100)
          .default([]),
      }),
      32 * 1_048_576,
    ),
    answer: json(adjudicationShape),
    errors: ['room/conflict', 'room/bad-answer', 'room/not-allowed'],
  },
  consensus: {
    ...plain,
    method: 'GET',
    path: '/studies/:studyId/consensus',
    summary: 'The newest label of every case and question, with what it came from.',
    access: resultViewers,
    event: 'read',
    query: z.object({
      /** Name of a case; all cases without it. */
      case: id.optional(),
    }),
    answer: json(z.object({ labels: z.array(labelShape) })),
  },
  settleConsensus: {
    ...plain,
    rate: 'heavy',
    method: 'POST',
    path: '/studies/:studyId/consensus',
    summary: "Store the labels that the protocol's rule has settled so far; earlier versions stay.",
    access: resultLeads,
    event: 'change',
    answer: json(
      z.object({ added: z.int(), settled: z.int(), unresolved: z.int(), open: z.int() }),
    ),
    errors: ['room/bad-state'],
  },
  consensusAnalysis: {
    ...plain,
    rate: 'heavy',
    method: 'GET',
    path: '/studies/:studyId/consensus/analysis',
    summary: 'Labels by a statistical method: the numbers of `equipoise consensus` on the export.',
    access: resultViewers,
    event: 'read',
    query: analysisQuery,
    answer: json(consensusFigureShape),
    errors: ['room/bad-state'],
  },
  jobs: {
    ...plain,
    method: 'GET',
    path: '/studies/:studyId/jobs',
    summary: 'Jobs of the study, newest first.',
    access: unblindedViewers,
    event: 'read',
    answer: json(z.object({ jobs: z.array(jobShape) })),
  },
  addJob: {
    ...plain,
    rate: 'heavy',
    method: 'POST',
    path: '/studies/:studyId/jobs',
    summary:
      'Audit the consensus labels, or search them for errors, with an uploaded predictions file.',
    access: resultLeads,
    event: 'change',
    body: files(
      z.object({
        kind: z.enum(['audit', 'label-errors']),
        question: z.string().min(1).max(200),
        /** Of a question with several answers or drawings, the one that is audited as yes or no. */
        option: z.string().min(1).max(200).optional(),
        /** Column of the predictions that names the case, and those with scores. */
        caseColumn: z.string().min(1).max(200).default('case'),
        score: z.string().min(1).max(2000),
        positive: z.string().max(200).optional(),
        groups: z.string().max(2000).optional(),
        seed: z.coerce.number().int().min(0).default(1),
      }),
    ),
    answer: json(jobShape),
    errors: ['room/bad-state', 'room/too-large'],
  },
  job: {
    ...plain,
    method: 'GET',
    path: '/studies/:studyId/jobs/:jobId',
    summary: 'How far a job is, and what came of it.',
    access: unblindedViewers,
    event: 'read',
    params: inJob,
    answer: json(jobShape),
  },
  jobCases: {
    ...plain,
    rate: 'heavy',
    method: 'GET',
    path: '/studies/:studyId/jobs/:jobId/cases',
    summary: 'The cases behind a cell of an audit: of some levels, right or wrong, a page of them.',
    access: resultViewers,
    event: 'read',
    params: inJob,
    query: z.object({
      /** Attribute and level pairs as a JSON list; all must hold. */
      slice: z.string().max(20_000).optional(),
      task: z.string().max(200).optional(),
      model: z.string().max(200).optional(),
      outcome: z.enum(cellOutcomes).default('all'),
      from: z.coerce.number().int().min(0).default(0),
      count: z.coerce.number().int().min(1).max(500).default(24),
    }),
    answer: json(jobCasesShape),
    errors: ['room/bad-state', 'room/bad-request'],
  },
  cancelJob: {
    ...plain,
    method: 'POST',
    path: '/studies/:studyId/jobs/:jobId/cancel',
    summary: 'Stop a job.',
    access: unblindedLeads,
    event: 'change',
    params: inJob,
    answer: json(jobShape),
    errors: ['room/bad-state'],
  },
  jobFile: {
    ...plain,
    rate: 'heavy',
    method: 'GET',
    path: '/studies/:studyId/jobs/:jobId/files/:name',
    summary: 'A file that a job made; HTML comes sandboxed, without rights of this origin.',
    access: resultViewers,
    event: 'export',
    params: inJob.extend({ name: z.string().min(1).max(200) }),
    answer: bytes('text/html', 'application/json', 'text/csv', 'text/markdown', 'image/svg+xml'),
  },
});
