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
import { roomLabels } from '../exports/make-export.ts';
import { found } from '../http/refuse.ts';
import { dicomwebFetch, fetchInstance, listInstances } from '../ports/dicomweb.ts';
import type { Ingest } from '../ports/ingest.ts';
import type { RoomStatistics } from '../ports/room-statistics.ts';
import type { LoadedStudies } from '../study/loaded-study.ts';
import { takeIn } from '../study/take-in.ts';
import type { RunJob } from './job-queue.ts';
import { runChild } from './run-child.ts';

/** What jobs work with. */
export interface JobWorld {
  readonly store: Store;
  readonly studies: LoadedStudies;
  readonly ingest: Ingest;
  readonly statistics: () => Promise<RoomStatistics>;
  readonly dicomwebHosts: readonly string[];
}

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
      readonly result: { readonly files: readonly MadeFile[]; readonly [key: string]: unknown };
    };

const mediaTypes: Readonly<Record<string, string>> = {
  html: 'text/html',
  json: 'application/json',
  csv: 'text/csv',
  md: 'text/markdown',
  svg: 'image/svg+xml',
  parquet: 'application/vnd.apache.parquet',
};

/** What an analysis is asked, as the form sent it. */
interface AnalysisInput {
  readonly kind: 'audit' | 'label-errors';
  readonly question: string;
  readonly caseColumn: string;
  readonly score: string;
  readonly positive?: string;
  readonly groups?: string;
  readonly seed: number;
  readonly predictions: string;
  readonly format: 'csv' | 'parquet';
}

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
      await store.change({ actor: 'server' }, async (tx) => {
        const row = await endJob(tx, job.id, job.fence, end);
        if (row === null || end.state !== 'done') return;
        const blobs: Blob[] = end.result.files.map(({ hash, byteCount }) => ({ hash, byteCount }));
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
    return job.kind === 'pull'
      ? await pull(world, job, folder, signal)
      : await analyse(world, job, folder, signal);
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
    return { ...labelsFile(protocol, own, input.caseColumn), strata };
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
  const groups = input.groups === undefined ? labels.strata : split(input.groups);
  const protocol = {
    predictions: [join(folder, 'labels.csv'), predictions],
    on: input.caseColumn,
    label: input.question,
    score: input.score,
    ...(input.positive === undefined ? {} : { positive: input.positive }),
    patient: 'patient',
    ...(groups.length === 0 ? {} : { group: groups }),
    missing: ['ungradable'],
    seed: input.seed,
    out: join(folder, 'out'),
    ...(input.kind === 'label-errors' ? { caseColumn: input.caseColumn } : {}),
  };
  const controller = new AbortController();
  signal.addEventListener('abort', () => controller.abort());
  const end = await runChild(
    {
      kind: input.kind,
      protocol,
      command: `equipoise ${input.kind} labels.csv predictions.${input.format} --on ${input.caseColumn} --label ${input.question} --score ${input.score}`,
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
  return { state: 'done', result: { files, exitCode: end.exitCode } };
}

function split(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
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

async function pull(
  world: JobWorld,
  job: Job,
  folder: string,
  signal: AbortSignal,
): Promise<Ended> {
  const input = job.input as PullInput; // checked by the contract when it came
  const peer = dicomwebFetch(world.dicomwebHosts, input.url);
  const instances = await listInstances(peer, input.studyInstanceUid, input.seriesInstanceUid);
  const controller = new AbortController();
  signal.addEventListener('abort', () => controller.abort());
  const report = reporter(world, job, () => controller.abort());
  const files: { name: string; path: string }[] = [];
  for (const [at, instance] of instances.entries()) {
    if (controller.signal.aborted) return { state: 'cancelled' };
    const path = join(folder, `${at}.dcm`);
    await writeFile(path, await fetchInstance(peer, instance), { mode: 0o600 });
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
