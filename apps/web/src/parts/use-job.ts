import type { UseQueryResult } from '@tanstack/react-query';
import { useRead } from '../shell/queries.ts';
import type { Job } from './job-progress.tsx';
import { useJobPause } from './use-job-pause.ts';

/** A job of a study; asked again only until it has ended. */
export function useJob(studyId: string, jobId: string): UseQueryResult<Job> {
  const pause = useJobPause();
  return useRead(
    'job',
    { params: { studyId, jobId } },
    { every: (job, readCount) => pause(job === undefined ? [] : [job], readCount) },
  );
}
