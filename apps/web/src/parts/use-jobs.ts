import type { Client } from '@equipoise/api';
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { useRead } from '../shell/queries.ts';
import { isUnderWay } from './job-progress.tsx';

/** Jobs of a study; asked again only while one is to end, for every reading leaves a line in the log. */
export function useJobs(studyId: string): UseQueryResult<Awaited<ReturnType<Client['jobs']>>> {
  const [isBusy, setBusy] = useState(false);
  const jobs = useRead('jobs', { params: { studyId } }, isBusy ? { every: 2_000 } : {});
  const isNowBusy = jobs.data?.jobs.some(isUnderWay) ?? false;
  if (isNowBusy !== isBusy) setBusy(isNowBusy);
  return jobs;
}
