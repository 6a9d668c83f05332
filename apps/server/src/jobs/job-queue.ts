import { type Store, unfinishedJobs } from '@equipoise/store';
import PgBoss from 'pg-boss';

/** The queue of long work. */
export interface JobQueue {
  /** Starts workers and hands them again what did not end before. */
  readonly start: () => Promise<void>;
  /** Hands a stored job to a worker. */
  readonly send: (jobId: string) => Promise<void>;
  /** Stops a job that runs here. */
  readonly cancel: (jobId: string) => void;
  readonly stop: () => Promise<void>;
}

/** Why a job is broken off that goes on when the server is there again. */
export const serverStops = 'the server stops';

/**
 * Runs one job until it ended; never rejects for what the job itself did. Broken off because {@link serverStops}, it stores
 * no end.
 */
export type RunJob = (jobId: string, signal: AbortSignal) => Promise<void>;

const queue = 'equipoise-jobs';

/**
 * A queue on pg-boss. The job's record in the store says what is to be done and what came of it; the queue only says
 * that there is something to do, at least once: the record's fence keeps a second delivery from storing anything.
 *
 * @param minutes longest time of a job
 */
export function jobQueue(store: Store, run: RunJob, minutes: number): JobQueue {
  const boss = new PgBoss({
    connectionString: store.connectionString,
    schema: 'equipoise_jobs',
    max: 3,
    application_name: 'equipoise-jobs',
    maintenanceIntervalSeconds: 60,
  });
  let isStopping = false;
  boss.on('error', () => {
    if (!isStopping) store.world.tell?.('The job queue lost its database for a moment.');
  });
  const running = new Map<string, AbortController>();
  let isStarted = false;
  const waiting: string[] = [];

  const work = async (jobId: string): Promise<void> => {
    if (running.has(jobId)) return;
    const controller = new AbortController();
    running.set(jobId, controller);
    try {
      await run(jobId, controller.signal);
    } finally {
      running.delete(jobId);
    }
  };
  const send = async (jobId: string): Promise<void> => {
    if (!isStarted) {
      waiting.push(jobId);
      return;
    }
    await boss.send(
      queue,
      { jobId },
      { singletonKey: jobId, expireInMinutes: minutes, retryLimit: 2 },
    );
  };

  return {
    async start() {
      await boss.start();
      await boss.createQueue(queue);
      isStarted = true;
      await boss.work<{ jobId: string }>(
        queue,
        { pollingIntervalSeconds: 0.5, batchSize: 1 },
        async (jobs) => {
          for (const { data } of jobs) await work(data.jobId);
        },
      );
      const left = await store.read((tx) => unfinishedJobs(tx));
      for (const id of new Set([...waiting.splice(0), ...left.map((job) => job.id)]))
        await send(id);
    },
    send,
    cancel: (jobId) => running.get(jobId)?.abort(),
    async stop() {
      isStopping = true;
      for (const controller of running.values()) controller.abort(serverStops);
      if (isStarted) await boss.stop({ graceful: true, wait: true, timeout: 5000, close: true });
    },
  };
}
