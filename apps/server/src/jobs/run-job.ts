import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isCodedError } from '@equipoise/domain';
import {
  type Blob,
  endJob,
  type Job,
  type JobEnd,
  reportJob,
  type Store,
  studyById,
  takeJob,
  useBlobs,
} from '@equipoise/store';
import { roomLabels } from '../exports/export-room.ts';
import { found } from '../http/refuse.ts';
import { fetchInstance, listInstances } from '../ports/dicomweb.ts';
import { takeIn } from '../study/take-in.ts';
import { type AnalysisInput, analysisCall, analysisOptions, shellLine } from './analysis-call.ts';
import { cellsFile } from './child-messages.ts';
import { type RunJob, serverStops } from './job-queue.ts';
import type { JobWorld } from './job-world.ts';
import { runChild } from './run-child.ts';
import { sendToPeer } from './send-to-peer.ts';

interface MadeFile {
  readonly name: string;
  readonly hash: string;
  readonly byteCount: number;
  readonly mediaType: string;
}

type Ended =
  | Exclude<JobEnd, { state: 'done' }>
  | {
      readonly state: 'done';
      readonly result: {
        readonly files: readonly MadeFile[];
        /** Which cases stand behind the figures of an audit. */
        readonly cells?: Blob;
        /** The labels that an analysis was run on. */
        readonly labels?: Blob;
        readonly [key: string]: unknown;
      };
    };

const mediaTypes: Readonly<Record<string, string>> = {
  html: 'text/html',
  json: 'application/json',
  csv: 'text/csv',
  md: 'text/markdown',
  svg: 'image/svg+xml',
  parquet: 'application/vnd.apache.parquet',
};

/** Most bytes of an instance that is pulled from a peer. */
const mostInstanceBytes = 1024 * 1024 * 1024;

interface PullInput {
  readonly url: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid?: string;
  readonly cases: 'none' | 'image' | 'patient';
}

/** Makes the function that runs stored jobs. */
export function runJobs(world: JobWorld): RunJob {
  const { store } = world;
  return async (jobId, signal) => {
    const job = await store.change({ actor: 'server' }, (tx) => takeJob(tx, jobId));
    if (job === null) return;
    const folder = await workFolder(store);
    const end = await attempt(world, job, folder, signal);
    try {
      // Neither done nor cancelled by anybody: it begins anew with the next start.
      if (signal.reason === serverStops && end.state !== 'done') return;
      await store.change({ actor: 'server' }, async (tx) => {
        const row = await endJob(tx, job.id, job.fence, end);
        if (row === null || end.state !== 'done') return;
        const { files, cells, labels } = end.result;
        const blobs: Blob[] = files.map(({ hash, byteCount }) => ({ hash, byteCount }));
        if (cells !== undefined) blobs.push(cells);
        if (labels !== undefined) blobs.push(labels);
        const user = { objectKind: 'job', objectId: job.id, studyId: job.studyId };
        await useBlobs(tx, user, blobs, 'application/octet-stream');
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

async function workFolder(store: Store): Promise<string> {
  const home = join(store.folder, 'work');
  await mkdir(home, { recursive: true, mode: 0o700 });
  return mkdtemp(join(home, 'job-'));
}

async function attempt(
  world: JobWorld,
  job: Job,
  folder: string,
  signal: AbortSignal,
): Promise<Ended> {
  try {
    if (job.kind === 'pull') return await pull(world, job, folder, signal);
    if (job.kind === 'send') return await send(world, job, signal);
    return await analyse(world, job, folder, signal);
  } catch (error) {
    const failure = isCodedError(error)
      ? { code: error.code, sentence: error.sentence, mend: error.mend }
      : {
          code: 'server/job-failed',
          sentence: 'The job failed for a reason that was not foreseen.',
          mend: 'Try again; tell who runs the server.',
        };
    return { state: 'failed', failure };
  }
}

/** Reports at most every half second; an answer that says stop ends the job. */
function reporter(
  world: JobWorld,
  job: Job,
  stop: () => void,
): (label: string, share: number) => void {
  let last = 0;
  return (label, share) => {
    const now = Date.parse(world.store.world.now());
    if (now - last < 500) return;
    last = now;
    void world.store
      .change({ actor: 'server' }, (tx) => reportJob(tx, job.id, job.fence, share, label))
      .then((goesOn) => {
        if (!goesOn) stop();
      })
      .catch(() => undefined);
  };
}

async function analyse(
  world: JobWorld,
  job: Job,
  folder: string,
  signal: AbortSignal,
): Promise<Ended> {
  const { store } = world;
  const input = job.input as AnalysisInput; // checked by the contract when it came
  const { labelsFile } = await world.statistics();
  const labels = await store.read(async (tx) => {
    const study = found(await studyById(tx, job.studyId ?? ''));
    const loaded = await world.studies.load(tx, study);
    const { protocol } = loaded.locked;
    const all = await roomLabels(tx, loaded);
    const own = all.filter(({ questionId }) => questionId === input.question);
    const strata = [...new Set(protocol.cases.flatMap((one) => Object.keys(one.strata)))].sort();
    const question = protocol.questions.find(({ id }) => id === input.question);
    return {
      ...labelsFile(protocol, own, input.caseColumn),
      strata,
      question,
    };
  });
  if (labels.rowCount === 0) {
    const failure = {
      code: 'room/bad-state',
      sentence: 'No case has a label yet.',
      mend: 'Settle the consensus first.',
    };
    return { state: 'failed', failure };
  }
  await writeFile(join(folder, 'labels.csv'), labels.csv, { mode: 0o600 });
  const predictions = join(folder, `predictions.${input.format}`);
  await writeFile(predictions, await store.blobs.get(input.predictions), { mode: 0o600 });
  const call = analysisCall(input, labels.question, labels.strata);
  const protocol = {
    ...call,
    predictions: [join(folder, 'labels.csv'), predictions],
    out: join(folder, 'out'),
  };
  const controller = new AbortController();
  signal.addEventListener('abort', () => controller.abort());
  const end = await runChild(
    {
      kind: input.kind,
      protocol,
      caseColumn: input.caseColumn,
      command: shellLine([
        ...['equipoise', input.kind, 'labels.csv', `predictions.${input.format}`],
        ...analysisOptions(input.kind, call),
      ]),
    },
    controller.signal,
    reporter(world, job, () => controller.abort()),
  );
  if (end.kind === 'cancelled') return { state: 'cancelled' };
  if (end.kind === 'failed') {
    const { code, sentence, mend } = end;
    return { state: 'failed', failure: { code, sentence, mend } };
  }
  const files = await keepFiles(store, join(folder, 'out'), '');
  const cells = join(folder, cellsFile);
  return {
    state: 'done',
    result: {
      files,
      exitCode: end.exitCode,
      labels: await store.blobs.put(Buffer.from(labels.csv, 'utf8')),
      ...(existsSync(cells)
        ? { cells: await store.blobs.put(new Uint8Array(await readFile(cells))) }
        : {}),
    },
  };
}

async function keepFiles(store: Store, folder: string, prefix: string): Promise<MadeFile[]> {
  const files: MadeFile[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    // Names of folders and files become one name: a route has one part for it.
    const name = `${prefix}${entry.name}`;
    if (entry.isDirectory()) files.push(...(await keepFiles(store, path, `${name}~`)));
    else if (entry.isFile()) {
      const blob = await store.blobs.put(new Uint8Array(await readFile(path)));
      const end = /\.([a-z]+)$/.exec(entry.name)?.[1] ?? '';
      files.push({ name, ...blob, mediaType: mediaTypes[end] ?? 'application/octet-stream' });
    }
  }
  return files;
}

async function send(world: JobWorld, job: Job, signal: AbortSignal): Promise<Ended> {
  const controller = new AbortController();
  signal.addEventListener('abort', () => controller.abort());
  const report = reporter(world, job, () => controller.abort());
  const sent = await sendToPeer(world, job, controller.signal, report);
  if (sent === null) return { state: 'cancelled' };
  return { state: 'done', result: { ...sent, files: [] } };
}

async function pull(
  world: JobWorld,
  job: Job,
  folder: string,
  signal: AbortSignal,
): Promise<Ended> {
  const input = job.input as PullInput; // checked by the contract when it came
  const peer = world.dicomweb(input.url);
  const instances = await listInstances(peer, input.studyInstanceUid, input.seriesInstanceUid);
  const controller = new AbortController();
  signal.addEventListener('abort', () => controller.abort());
  const report = reporter(world, job, () => controller.abort());
  const files: { name: string; path: string }[] = [];
  for (const [at, instance] of instances.entries()) {
    if (controller.signal.aborted) return { state: 'cancelled' };
    const path = join(folder, `${at}.dcm`);
    await writeFile(path, await fetchInstance(peer, instance, mostInstanceBytes), { mode: 0o600 });
    files.push({ name: `instance ${at + 1}`, path });
    report('fetching', at / instances.length);
  }
  const study = found(await world.store.read((tx) => studyById(tx, job.studyId ?? '')));
  const taken = await takeIn({ store: world.store, ingest: world.ingest }, study, {
    actor: job.createdBy,
    files,
    folder,
    cases: input.cases,
  });
  return {
    state: 'done',
    result: { ...taken, images: taken.images, outcomes: taken.files, files: [] },
  };
}
