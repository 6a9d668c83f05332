import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isCodedError, type Question } from '@equipoise/domain';
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
import { fetchInstance, listInstances } from '../ports/dicomweb.ts';
import { takeIn } from '../study/take-in.ts';
import { cellsFile } from './child-messages.ts';
import type { RunJob } from './job-queue.ts';
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

/** What an analysis is asked, as the form sent it. */
interface AnalysisInput {
  readonly kind: 'audit' | 'label-errors';
  readonly question: string;
  /** Of a question with several answers, the one that is audited as yes or no. */
  readonly option?: string;
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
        const { files, cells } = end.result;
        const blobs: Blob[] = files.map(({ hash, byteCount }) => ({ hash, byteCount }));
        if (cells !== undefined) blobs.push(cells);
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
      kind: kindOf(question, input),
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
  const groups = input.groups === undefined ? labels.strata : split(input.groups);
  const label = input.option === undefined ? input.question : `${input.question}: ${input.option}`;
  const protocol = {
    predictions: [join(folder, 'labels.csv'), predictions],
    on: input.caseColumn,
    label,
    score: input.score,
    kind: labels.kind,
    // Every other answer of the question is a negative one.
    ...(input.positive === undefined ? {} : { positive: input.positive, negative: '*' }),
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
      caseColumn: input.caseColumn,
      command: `equipoise ${input.kind} labels.csv predictions.${input.format} --on ${quoted(input.caseColumn)} --label ${quoted(label)} --score ${quoted(input.score)}`,
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
      ...(existsSync(cells)
        ? { cells: await store.blobs.put(new Uint8Array(await readFile(cells))) }
        : {}),
    },
  };
}

/** What kind of task a question makes. */
function kindOf(
  question: Question | undefined,
  { positive, option }: AnalysisInput,
): 'binary' | 'multiclass' | 'regression' {
  if (question?.kind === 'number') return 'regression';
  const isChoice = question?.kind === 'single' || question?.kind === 'ordinal';
  const isWhole = isChoice && positive === undefined && option === undefined;
  return isWhole && question.options.length > 2 ? 'multiclass' : 'binary';
}

/** A word of a command line. */
function quoted(word: string): string {
  return /^[\w.,:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
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
