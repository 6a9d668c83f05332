import type { Client } from '@equipoise/api';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { client } from '../shell/client.ts';
import { queryKey } from '../shell/queries.ts';

type Cases = Awaited<ReturnType<Client['cases']>>['cases'];

const atOnce = 5000;

/** Every case of a study, fetched page after page: for a protocol, which names them all. */
export function useAllCases(studyId: string): UseQueryResult<Cases> {
  const params = { studyId };
  return useQuery<Cases>({
    queryKey: [...queryKey('cases', { params }), 'all'],
    queryFn: async ({ signal }) => {
      const all: Cases = [];
      for (;;) {
        const query = { from: all.length, count: atOnce };
        const { total, cases } = await client.cases({ params, query }, signal);
        all.push(...cases);
        if (cases.length === 0 || all.length >= total) return all;
      }
    },
  });
}
