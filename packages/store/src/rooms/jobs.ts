import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { hashDocument } from '../canonical-json.ts';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { serverChain } from '../log/event.ts';
import { jobs } from '../schema/outcome.ts';
import { maybe, one } from './rows.ts';

/** Long work: its input, its progress and what came of it. */
export type Job = typeof jobs.$inferSelect;

/** Adds a job that waits for a worker. */
export async function addJob(
  tx: Tx,
  job: { readonly studyId: string | null; readonly kind: string; readonly input: unknown },
): Promise<Job> {
  const row = one(
    await tx.db
      .insert(jobs)
      .values({ ...job, id: tx.newId(), createdBy: tx.actor, createdAt: tx.at })
      .returning(),
    'job',
  );
  record(tx, 'job.add', row);
  return row;
}

/**
 * Takes a job for a worker. Each taking raises its fence: a worker that was held up and comes back with an
 * older one can no longer change anything.
 *
 * @returns the job, or null when it is finished or cancelled
 */
export async function takeJob(tx: Tx, id: string): Promise<Job | null> {
  const row = maybe(
    await tx.db
      .update(jobs)
      .set({
        state: 'running',
        fence: sql`${jobs.fence} + 1`,
        startedAt: sql`coalesce(${jobs.startedAt}, ${tx.at}::timestamptz)`,
      })
      .where(and(eq(jobs.id, id), sql`${jobs.state} in ('queued', 'running')`))
      .returning(),
  );
  if (row) record(tx, 'job.take', row);
  return row;
}

/**
 * Notes how far a job is.
 *
 * @param progress 0 to 1
 * @returns false when the worker should stop: the job was cancelled or another worker has it
 */
export async function reportJob(
  tx: Tx,
  id: string,
  fence: number,
  progress: number,
  stage: string,
): Promise<boolean> {
  const rows = await tx.db
    .update(jobs)
    .set({ progress, stage })
    .where(mine(id, fence))
    .returning({ cancelAskedAt: jobs.cancelAskedAt });
  return rows[0] !== undefined && rows[0].cancelAskedAt === null;
}

/** How a job ended. */
export type JobEnd =
  | { readonly state: 'done'; readonly result: unknown }
  | { readonly state: 'failed'; readonly failure: unknown }
  | { readonly state: 'cancelled' };

/** Ends a job, in the transaction that stores what it made. Null when another worker has it by now. */
export async function endJob(tx: Tx, id: string, fence: number, end: JobEnd): Promise<Job | null> {
  const row = maybe(
    await tx.db
      .update(jobs)
      .set({ ...end, finishedAt: tx.at, ...(end.state === 'done' ? { progress: 1 } : {}) })
      .where(mine(id, fence))
      .returning(),
  );
  if (row) record(tx, `job.${end.state}`, row);
  return row;
}

/** Asks a job to stop; one that waits is cancelled at once. Null when it has ended. */
export async function cancelJob(tx: Tx, id: string): Promise<Job | null> {
  const row = maybe(
    await tx.db
      .update(jobs)
      .set({
        cancelAskedAt: tx.at,
        state: sql`case when ${jobs.state} = 'queued' then 'cancelled' else ${jobs.state} end`,
        finishedAt: sql`case when ${jobs.state} = 'queued' then ${tx.at}::timestamptz end`,
      })
      .where(and(eq(jobs.id, id), isNull(jobs.finishedAt)))
      .returning(),
  );
  if (row) record(tx, 'job.cancel', row);
  return row;
}

/** The job of an id, or null. */
export async function jobById(tx: ReadTx, id: string): Promise<Job | null> {
  return maybe(await tx.db.select().from(jobs).where(eq(jobs.id, id)));
}

/** Jobs of a study, or of the server, newest first. */
export async function listJobs(tx: ReadTx, studyId: string | null): Promise<readonly Job[]> {
  return tx.db
    .select()
    .from(jobs)
    .where(studyId === null ? isNull(jobs.studyId) : eq(jobs.studyId, studyId))
    .orderBy(desc(jobs.createdAt), desc(jobs.id));
}

/** Jobs that run or wait: what a server that starts hands to its workers again. */
export async function unfinishedJobs(tx: ReadTx): Promise<readonly Job[]> {
  return tx.db.select().from(jobs).where(isNull(jobs.finishedAt)).orderBy(jobs.createdAt, jobs.id);
}

function mine(id: string, fence: number): ReturnType<typeof and> {
  return and(eq(jobs.id, id), eq(jobs.fence, fence), eq(jobs.state, 'running'));
}

function record(tx: Tx, action: string, job: Job): void {
  tx.record({
    chain: job.studyId ?? serverChain,
    action,
    object: { kind: 'job', id: job.id },
    after: job.result === null ? null : hashDocument(job.result),
    detail: { kind: job.kind, state: job.state, fence: job.fence },
  });
}
