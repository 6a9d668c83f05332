import { useRef } from 'react';
import { jobPauseMs } from './job-pause.ts';
import { isUnderWay, type Job } from './job-progress.tsx';

/**
 * When to ask for jobs again.
 *
 * @returns a function of the jobs and of how often they were read: milliseconds, or nothing once all have ended
 */
export function useJobPause(): (jobs: readonly Job[], readCount: number) => number | undefined {
  const since = useRef({ running: '', readCount: 0 });
  return (jobs, readCount) => {
    const running = jobs
      .filter(isUnderWay)
      .map(({ jobId }) => jobId)
      .join(' ');
    if (running === '') return undefined;
    // A job that has just begun may be over soon.
    if (running !== since.current.running) since.current = { running, readCount };
    return jobPauseMs(readCount - since.current.readCount);
  };
}
