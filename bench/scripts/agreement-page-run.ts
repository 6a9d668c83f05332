/** A study of very many readings on our server: how long the page of agreement and the lists wait; prints a report. */

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@equipoise/api';
import { fillStudy } from '../room/million-reads.ts';
import { join1, residentMb, type Serving, startServing } from '../room/serving.ts';

const [readCount = 1_000_000, readerCount = 20, questionCount = 1] = process.argv
  .slice(2)
  .map(Number);
const openCount = 80;
const caseCount = Math.round(readCount / readerCount) + openCount;

const times: Record<string, number> = {};
let slowest = 0;

/** Times a request and keeps its milliseconds under a name. */
async function timed<T>(name: string, work: () => Promise<T>, isPage = true): Promise<T> {
  const start = performance.now();
  const made = await work();
  times[name] = Math.round(performance.now() - start);
  if (isPage) slowest = Math.max(slowest, times[name]);
  return made;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
}

/** Asks for a small thing over and over while something else goes on. */
async function beside<T>(
  serving: Serving,
  name: string,
  work: () => Promise<T>,
): Promise<{ readonly made: T; readonly peakMb: number }> {
  const waits: number[] = [];
  let isOver = false;
  let peakMb = 0;
  const asking = (async (): Promise<void> => {
    while (!isOver) {
      const start = performance.now();
      await serving.owner.studies();
      waits.push(performance.now() - start);
      peakMb = Math.max(peakMb, residentMb(serving.pid));
      await pause(20);
    }
  })();
  const made = await work();
  isOver = true;
  await asking;
  times[`${name}: others p95`] = quantile(waits, 0.95);
  times[`${name}: others most`] = quantile(waits, 1);
  return { made, peakMb };
}

/** An answer to every question. */
function answerOf(instructionsVersion: string) {
  return {
    expectedVersion: 0,
    requestId: randomUUID(),
    device: 'tab',
    answers: Array.from({ length: questionCount }, (_each, at) => ({
      questionId: `q${at + 1}`,
      outcome: 'answered' as const,
      value: { kind: 'single' as const, value: 'yes' },
      confidence: null,
    })),
    instructionsVersion,
  };
}

/** Asks for the agreement until it rests on the newest answers. */
async function settled(owner: Client, studyId: string): Promise<number> {
  for (;;) {
    const { analysis, laterCount, share } = await owner.agreement({
      params: { studyId },
      query: { wait: 5 },
    });
    if (share === null && analysis !== null && laterCount === 0) return analysis.readingCount;
    await pause(200);
  }
}

/** Times a request of many and keeps it in a list. */
async function among<T>(list: number[], work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const made = await work();
  list.push(performance.now() - start);
  return made;
}

/** A reader who has read nearly all cases goes on: the own page, the next case, the one behind it, hand-in. */
async function readOn(
  client: Client,
  studyId: string,
  instructionsVersion: string,
  caseTotal: number,
): Promise<Record<string, number[]>> {
  const lists = { page: [], 'page, oldest': [], next: [], 'look ahead': [], 'hand-in': [] } as {
    readonly [name: string]: number[];
  };
  const params = { studyId };
  const of = (name: string): number[] => lists[name] ?? [];
  for (let at = 0; at < caseTotal; at++) {
    const { taskCount } = await among(of('page'), () => client.queue({ params }));
    const oldest = { from: taskCount - 20, count: 20 };
    await among(of('page, oldest'), () => client.queue({ params, query: oldest }));
    const next = await among(of('next'), () => client.nextTask({ params, body: {} }));
    if (next.kind !== 'task') throw new Error('the reader has no task');
    const { taskId } = next.task;
    await among(of('look ahead'), () => client.nextTask({ params, body: { after: taskId } }));
    await among(of('hand-in'), () =>
      client.submit({ params: { studyId, taskId }, body: answerOf(instructionsVersion) }),
    );
  }
  return lists;
}

let serving = await startServing();
try {
  const { owner } = serving;
  const { studyId } = await owner.addStudy({ body: { title: 'Many readings' } });
  const params = { studyId };
  const readers: { readonly client: Client; readonly id: string }[] = [];
  for (let at = 0; at < readerCount; at++) {
    const { link } = await owner.inviteToStudy({ params, body: { role: 'reader', days: 1 } });
    const client = serving.visitor();
    readers.push({ client, id: await join1(client, link, `reader-${at}`) });
  }
  const { account } = await owner.session();
  serving = await serving.restart((folder) =>
    fillStudy(folder, {
      studyId,
      ownerId: account.accountId,
      readerIds: readers.map(({ id }) => id),
      caseCount,
      openCount,
      questionCount,
    }),
  );

  // The first look of all: every answer is read once, in a process of its own.
  await timed('agreement, first look', () => serving.owner.agreement({ params }));
  const first = await beside(serving, 'first computation', () =>
    timed('first computation', () => settled(serving.owner, studyId), false),
  );
  await timed('agreement, again', () => serving.owner.agreement({ params }));

  // The lists of a study of so many cases.
  await timed('progress', () => serving.owner.progress({ params }));
  await timed('progress, again', () => serving.owner.progress({ params }));
  await timed('cases', () => serving.owner.cases({ params }));
  await timed('cases, found', () => serving.owner.cases({ params, query: { find: '-01234' } }));
  await timed('images', () => serving.owner.images({ params }));
  await timed('gallery', () => serving.owner.gallery({ params }));
  await timed('gallery, filtered', () =>
    serving.owner.gallery({ params, query: { filter: JSON.stringify([['view', 'AP']]) } }),
  );

  // One more answer, handed in as a reader does.
  const client = serving.visitor();
  await client.signIn({
    body: { email: 'reader-0@example.test', password: 'a sentence nobody guesses' },
  });
  const { versions } = await client.instructions({ params });
  const instructionsVersion = versions.at(-1)?.version ?? '';
  await client.confirmInstructions({ params, body: { version: instructionsVersion } });
  const next = await timed('next task', () => client.nextTask({ params, body: {} }), false);
  if (next.kind !== 'task') throw new Error('the reader has no task');
  await timed(
    'hand-in',
    () =>
      client.submit({
        params: { studyId, taskId: next.task.taskId },
        body: answerOf(instructionsVersion),
      }),
    false,
  );
  const older = await timed('agreement, an answer later', () =>
    serving.owner.agreement({ params }),
  );
  if (older.analysis === null || older.laterCount !== 1) throw new Error('the figures are gone');
  const second = await beside(serving, 'next computation', () =>
    timed('next computation', () => settled(serving.owner, studyId), false),
  );
  if (second.made !== first.made + 1) throw new Error('the answer is not in the figures');

  serving = await serving.restart();
  const again = await timed('agreement, after a restart', () =>
    serving.owner.agreement({ params }),
  );
  if (again.analysis === null) throw new Error('the figures are gone');
  await timed('progress, after a restart', () => serving.owner.progress({ params }));

  // One reader of so many cases goes on.
  serving = await serving.restart();
  const reader = serving.visitor();
  await reader.signIn({
    body: { email: 'reader-0@example.test', password: 'a sentence nobody guesses' },
  });
  const cold = await readOn(reader, studyId, instructionsVersion, 1);
  for (const [name, [first = 0]] of Object.entries(cold)) {
    times[`reader, after a restart: ${name}`] = Math.round(first);
  }
  const warm = await readOn(reader, studyId, instructionsVersion, 40);
  for (const [name, list] of Object.entries(warm)) {
    times[`reader: ${name} p50`] = quantile(list, 0.5);
    times[`reader: ${name} p95`] = quantile(list, 0.95);
  }

  console.log(
    JSON.stringify({
      seconds: slowest / 1000,
      peakMb: Math.max(first.peakMb, second.peakMb),
      versions: { node: process.version },
      readings: first.made,
      cases: caseCount,
      readers: readerCount,
      questions: questionCount,
      milliseconds: times,
    }),
  );
} finally {
  await serving.stop();
}
