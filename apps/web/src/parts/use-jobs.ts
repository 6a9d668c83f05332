import type { Client } from '@equipoise/api';
import type { UseQueryResult } from '@tanstack/react-query';
import { useRead } from '../shell/queries.ts';
import { useJobPause } from './use-job-pause.ts';

/** Jobs of a study; asked again only while one is to end. */
export function useJobs(studyId: string): UseQueryResult<Awaited<ReturnType<Client['jobs']>>> {
  const pause = useJobPause();
  return useRead(
    'jobs',
    { params: { studyId } },
    { every: (list, readCount) => pause(list?.jobs ?? [], readCount) },
  );
}
