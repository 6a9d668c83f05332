/** So many virtual readers work for so many seconds on our server; prints how long they waited for what. */

import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@equipoise/api';
import { join1, residentMb, startServing } from '../room/serving.ts';
import { writeSlices } from '../room/slices.ts';

const [readerCount = 20, seconds = 10] = process.argv.slice(2).map(Number);
/** A case takes a reader so long. */
const caseSeconds = 20;
/** Shares of it before each save. */
const pauses = [0.26, 0.33, 0.41];
const readsPerCase = Math.min(100, readerCount);
const caseCount = Math.ceil(((seconds / caseSeconds + 3) * readerCount) / readsPerCase);

const waits = new Map<string, number[]>();
let errors = 0;
let isOver = false;
let firstError = '';

/** Times a request; a failed one is counted and stops the reader's case. */
async function timed<T>(kind: string, request: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await request();
  } catch (error) {
    errors += 1;
    firstError ||= String(error);
    throw error;
  } finally {
    const list = waits.get(kind) ?? [];
    list.push(performance.now() - start);
    waits.set(kind, list);
  }
}

const home = mkdtempSync(join(tmpdir(), 'equipoise-readers-'));
const serving = await startServing();
const { owner } = serving;
const { studyId } = await owner.addStudy({ body: { title: 'Soak' } });
const params = { studyId };

interface Reader {
  readonly client: Client;
  readonly id: string;
}

async function prepare(): Promise<readonly Reader[]> {
  writeSlices(home, caseCount, 1);
  const files = Array.from({ length: caseCount }, (_, at) => ({
    name: `${at}.dcm`,
    bytes: new Uint8Array(readFileSync(join(home, `series-${at}`, '0000.dcm'))),
  }));
  const { images } = await owner.importImages({ params, fields: { cases: 'image' }, files });
  const readers: Reader[] = [];
  for (let at = 0; at < readerCount; at++) {
    const { link } = await owner.inviteToStudy({ params, body: { role: 'reader', days: 1 } });
    const client = serving.visitor();
    readers.push({ client, id: await join1(client, link, `reader-${at}`) });
  }
  const document = {
    schemaVersion: 1,
    studyId,
    title: 'Soak',
    questions: [
      {
        id: 'nodule',
        kind: 'single',
        text: 'Is there a nodule?',
        options: ['no', 'yes'].map((value) => ({ value, text: value })),
      },
    ],
    instructions: {
      labels: ['no', 'yes'].map((label) => ({
        questionId: 'nodule',
        label,
        examples: [{ imageId: images[0]?.record.imageId }],
      })),
    },
    cases: images.map(({ caseId }) => ({ caseId })),
    readers: readers.map(({ id }) => ({ readerId: id, roles: ['reader'] })),
    reads: { perCase: readsPerCase },
    adjudication: { kind: 'none' },
    analysisPlan: 'Agreement.',
  };
  await owner.saveProtocol({ params, body: { expectedVersion: 0, document } });
  await owner.lockProtocol({ params, body: { version: 1 } });
  return readers;
}

const answer = {
  questionId: 'nodule',
  outcome: 'answered' as const,
  value: { kind: 'single' as const, value: 'yes' },
  confidence: null,
};

/** One case as the page reads it: next, image, pixels, autosaves with their events, hand-in. */
async function readCase({ client, id }: Reader, instructionsVersion: string): Promise<boolean> {
  const next = await timed('next', () => client.nextTask({ params, body: {} }));
  if (next.kind !== 'task') return false;
  const { taskId } = next.task;
  const imageId = next.task.images[0]?.imageId ?? '';
  await timed('image', () => client.image({ params: { studyId, imageId } }));
  await timed('frame', () => client.imageFrame({ params: { studyId, imageId, frame: 0 } }));
  const at = (): string => new Date().toISOString();
  const task = { studyId, taskId };
  const event = (sequence: number, kind: string, payload: unknown) =>
    ({
      eventId: randomUUID(),
      studyId,
      taskId,
      readerId: id,
      sessionId: 'tab',
      sequence,
      at: at(),
      kind,
      payload,
    }) as never;
  const opened = {
    zoneOffsetMinutes: 0,
    instructionsVersion,
    screen: { width: 1920, height: 1080, scale: 1 },
  };
  const open = [event(0, 'open', opened), event(1, 'first-action', { input: 'key' })];
  await timed('events', () => client.sendEvents({ params: task, body: { events: open } }));
  for (const [save, share] of pauses.entries()) {
    if (isOver) break;
    await pause(caseSeconds * 1000 * share);
    const document = { answers: [answer], save, note: 'x'.repeat(400) };
    const body = { expectedVersion: save, device: 'tab', document };
    await timed('autosave', () => client.saveDraft({ params: task, body }));
  }
  const last = [event(2, 'answer', { answer })];
  await timed('events', () => client.sendEvents({ params: task, body: { events: last } }));
  const body = {
    expectedVersion: 0,
    requestId: randomUUID(),
    device: 'tab',
    answers: [answer],
    instructionsVersion,
  };
  await timed('hand-in', () => client.submit({ params: task, body }));
  return true;
}

async function work(reader: Reader, at: number): Promise<void> {
  const { versions } = await reader.client.instructions({ params });
  const version = versions.at(-1)?.version ?? '';
  await reader.client.confirmInstructions({ params, body: { version } });
  // Not all at the same moment.
  await pause((at / readerCount) * Math.min(caseSeconds, seconds) * 1000);
  while (!isOver) {
    try {
      if (!(await readCase(reader, version))) return;
    } catch {
      await pause(1000);
    }
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
}

/** Slope of a line through points, per unit of x. */
function slope(points: readonly (readonly [number, number])[]): number {
  const n = Math.max(points.length, 1);
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / n;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const top = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const below = points.reduce((sum, [x]) => sum + (x - meanX) * (x - meanX), 0);
  return below === 0 ? 0 : top / below;
}

try {
  const readers = await prepare();
  const start = performance.now();
  const memory: [number, number][] = [];
  const poll = setInterval(() => {
    memory.push([(performance.now() - start) / 3_600_000, residentMb(serving.pid)]);
  }, 1000);
  setTimeout(() => {
    isOver = true;
  }, seconds * 1000);
  await Promise.all(readers.map(work));
  clearInterval(poll);
  const warm = memory.slice(Math.floor(memory.length / 3));
  const saves = [...(waits.get('autosave') ?? []), ...(waits.get('hand-in') ?? [])];
  const kinds = [...waits].map(([kind, list]) => [
    kind,
    {
      count: list.length,
      p50Ms: quantile(list, 0.5),
      p95Ms: quantile(list, 0.95),
      p99Ms: quantile(list, 0.99),
    },
  ]);
  const report = {
    seconds: quantile(saves, 0.95) / 1000,
    peakMb: Math.max(...memory.map(([, mb]) => mb)),
    versions: { node: process.version },
    readers: readerCount,
    workedSeconds: Math.round((performance.now() - start) / 1000),
    errors,
    ...(firstError === '' ? {} : { firstError }),
    memorySlopeMbPerHour: Math.round(slope(warm)),
    ...Object.fromEntries(kinds),
  };
  console.log(JSON.stringify(report));
} finally {
  await serving.stop();
  rmSync(home, { recursive: true, force: true });
}
