import { createReadStream } from 'node:fs';
import {
  addJob,
  cancelJob,
  type Job,
  jobById,
  labelsOfCases,
  listJobs,
  lockedStudy,
  type ReadTx,
  studyById,
  useBlobs,
} from '@equipoise/store';
import type { AuditCells } from '@equipoise/workbench';
import { accountOf, change, rightsOf } from '../call.ts';
import { found, notFound, refuse } from '../http/refuse.ts';
import { reportPolicy } from '../http/security-headers.ts';
import { casesOfCell } from '../jobs/cases-of-cell.ts';
import type { RoomConsensus } from '../ports/room-statistics.ts';
import { adjudicationsOf, adjudicationView, decideCase } from '../study/adjudicating.ts';
import { heldLabels, labelAnswer, labelsOfStudy, settleLabels } from '../study/settle.ts';
import { analysisAsk, lockedStudyOf, readFigure, shownAnalysis } from './curator.ts';
import type { Handlers } from './handler.ts';
import { shownJob } from './shown.ts';

type Names =
  | 'adjudications'
  | 'adjudication'
  | 'decide'
  | 'consensus'
  | 'settleConsensus'
  | 'consensusAnalysis'
  | 'sendToPeer'
  | 'jobs'
  | 'addJob'
  | 'job'
  | 'jobCases'
  | 'cancelJob'
  | 'jobFile';

async function ownJob(tx: ReadTx, studyId: string, jobId: string): Promise<Job> {
  const job = await jobById(tx, jobId);
  return job === null || job.studyId !== studyId ? notFound() : job;
}

/** Adjudication, consensus and jobs. */
export const outcomeHandlers: Handlers<Names> = {
  async adjudications(call) {
    const { study } = rightsOf(call);
    return call.services.store.read(async (tx) => {
      const loaded = await call.services.studies.load(tx, study);
      return { adjudications: [...(await adjudicationsOf(tx, loaded, accountOf(call).id))] };
    });
  },
  async adjudication(call, { params }) {
    const { study } = rightsOf(call);
    return call.services.store.read(async (tx) => {
      const loaded = await call.services.studies.load(tx, study);
      return adjudicationView(tx, loaded, params.adjudicationId, accountOf(call).id);
    });
  },
  async decide(call, { params, body }) {
    const who = accountOf(call).id;
    return change(call, async (tx) => {
      const study = found(await studyById(tx, params.studyId));
      const loaded = await call.services.studies.load(tx, study);
      await decideCase(tx, study, loaded, params.adjudicationId, who, body);
      return adjudicationView(tx, loaded, params.adjudicationId, who);
    });
  },
  async consensus(call, { query }) {
    const { study } = rightsOf(call);
    return call.services.store.read(async (tx) => {
      const loaded = await call.services.studies.load(tx, study);
      const wanted = query.case === undefined ? null : loaded.caseIdOf.get(query.case);
      const rows =
        wanted === null
          ? await labelsOfStudy(tx, study.id)
          : heldLabels(await labelsOfCases(tx, study.id, wanted === undefined ? [] : [wanted]));
      return {
        labels: rows.map((row) => ({
          caseId: loaded.caseNameOf.get(row.caseId) ?? '',
          questionId: row.questionId,
          version: row.version,
          label: labelAnswer(row),
          method: row.method,
          sources: row.sources as string[], // written by this server alone
          createdAt: row.createdAt,
        })),
      };
    });
  },
  async settleConsensus(call, { params }) {
    return change(call, async (tx) => {
      // One at a time, and none beside a case that is sent to be read again.
      const study = await lockedStudy(tx, params.studyId);
      return settleLabels(tx, await call.services.studies.load(tx, study));
    });
  },
  async consensusAnalysis(call, { query }) {
    const { study } = rightsOf(call);
    await lockedStudyOf(call);
    const ask = analysisAsk('consensus', query);
    const { found: figure, ...state } = await call.services.figures.ask(
      study,
      ask,
      1000 * query.wait,
    );
    if (figure === null) return { ...state, analysis: null };
    const analysis = readFigure<RoomConsensus>(figure);
    const caseLabels = analysis.caseLabels.map((one) => ({ ...one }));
    return { ...state, analysis: { ...shownAnalysis('consensus', analysis), caseLabels } };
  },
  async sendToPeer(call, { params, body }) {
    call.services.dicomweb(body.url);
    // A draft has nothing to send, and says so.
    await lockedStudyOf(call);
    const job = await change(call, (tx) =>
      addJob(tx, { studyId: params.studyId, kind: 'send', input: body }),
    );
    await call.services.jobs.send(job.id);
    return { jobId: job.id };
  },
  async jobs(call, { params }) {
    const rows = await call.services.store.read((tx) => listJobs(tx, params.studyId));
    return { jobs: rows.map(shownJob) };
  },
  async addJob(call, { body }) {
    const { study } = rightsOf(call);
    const { services } = call;
    const [file, second] = call.files;
    if (file === undefined || second !== undefined) {
      return refuse('room/bad-request', 'One predictions file is wanted.', 'Send it as "files".');
    }
    const loaded = await lockedStudyOf(call);
    if (!loaded.locked.protocol.questions.some(({ id }) => id === body.question)) {
      return refuse('room/bad-request', 'The study has no such question.', 'Name one of its own.');
    }
    const blob = await services.store.blobs.put(createReadStream(file.path));
    const isParquet = /\.parquet$/i.test(file.name);
    const job = await change(call, async (tx) => {
      const made = await addJob(tx, {
        studyId: study.id,
        kind: body.kind,
        input: { ...body, predictions: blob.hash, format: isParquet ? 'parquet' : 'csv' },
      });
      const user = { objectKind: 'job', objectId: made.id, studyId: study.id };
      await useBlobs(tx, user, [blob], 'application/octet-stream');
      return made;
    });
    await services.jobs.send(job.id);
    return shownJob(job);
  },
  async job(call, { params }) {
    return shownJob(
      await call.services.store.read((tx) => ownJob(tx, params.studyId, params.jobId)),
    );
  },
  async jobCases(call, { params, query }) {
    const job = await call.services.store.read((tx) => ownJob(tx, params.studyId, params.jobId));
    const result = job.result as { cells?: { readonly hash: string } } | null; // ours
    const blob = result?.cells ?? null;
    if (blob === null) {
      return refuse(
        'room/bad-state',
        'The cases behind this job are not known.',
        'Open a finished audit.',
      );
    }
    const text = Buffer.from(await call.services.store.blobs.get(blob.hash)).toString('utf8');
    return casesOfCell(JSON.parse(text) as AuditCells, query); // written by a job of this server
  },
  async cancelJob(call, { params }) {
    const row = await change(call, async (tx) => {
      await ownJob(tx, params.studyId, params.jobId);
      return cancelJob(tx, params.jobId);
    });
    call.services.jobs.cancel(params.jobId);
    if (row === null) return refuse('room/bad-state', 'The job has ended.', 'Look at its result.');
    return shownJob(row);
  },
  async jobFile(call, { params }) {
    const job = await call.services.store.read((tx) => ownJob(tx, params.studyId, params.jobId));
    const result = job.result as {
      files?: readonly {
        readonly name: string;
        readonly hash: string;
        readonly mediaType: string;
      }[];
    } | null; // ours
    const file = found(result?.files?.find(({ name }) => name === params.name));
    const bytes = await call.services.store.blobs.get(file.hash);
    if (file.mediaType === 'text/html' || file.mediaType === 'image/svg+xml') {
      // Shown in a frame of this app without any right of this origin.
      const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 4096));
      call.setHeader('content-security-policy', reportPolicy(head.toString('utf8')));
      call.setHeader('x-frame-options', 'SAMEORIGIN');
    }
    return { bytes, mediaType: file.mediaType };
  },
};
