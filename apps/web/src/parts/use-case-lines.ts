import type { Client } from '@equipoise/api';
import { useRead } from '../shell/queries.ts';

/** A case as the gallery shows it. */
export type CaseLine = Awaited<ReturnType<Client['gallery']>>['cases'][number];

/** Cases by name, with images and labels; those that are awaited are not there yet. */
export function useCaseLines(
  studyId: string,
  caseIds: readonly string[],
): ReadonlyMap<string, CaseLine> {
  const names = [...new Set(caseIds)].sort();
  const filter = JSON.stringify(names.map((name) => ['case', name]));
  const found = useRead(
    'gallery',
    { params: { studyId }, query: { filter, count: Math.max(1, names.length) } },
    { isWanted: names.length > 0 },
  );
  return new Map(found.data?.cases.map((one) => [one.caseId, one]));
}
