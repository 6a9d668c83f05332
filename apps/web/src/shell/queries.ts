import { type Client, problemOf } from '@equipoise/api';
import {
  keepPreviousData,
  QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { client } from './client.ts';

type Input<K extends keyof Client> = NonNullable<Parameters<Client[K]>[0]>;
type Output<K extends keyof Client> = Awaited<ReturnType<Client[K]>>;

/** Reads that were refused for coming too often are asked again so many times. */
const mostWaits = 6;

/**
 * How answers of the server are kept: nothing is asked again when the server refused it, but for having been asked too
 * often; then as soon as it says.
 */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (count, error) => {
          const problem = problemOf(error);
          return problem === null
            ? count < 2
            : problem.code === 'room/too-many' && count < mostWaits;
        },
        retryDelay: (count, error) =>
          1000 * (problemOf(error)?.retryAfterSeconds ?? Math.min(2 ** count, 30)),
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  });
}

/** What is kept under for a call: the name of the route and what it was given. */
export function queryKey<K extends keyof Client>(name: K, input?: Input<K>): readonly unknown[] {
  return input === undefined ? [name] : [name, input];
}

/** How a page reads. */
export interface ReadOptions<T = unknown> {
  /** Not asked while false. */
  readonly isWanted?: boolean;
  /** Asked again after so many milliseconds, or as many as the answer makes worthwhile; never without it. */
  readonly every?: number | ((data: T | undefined, readCount: number) => number | undefined);
  /** Whether the answer before stays while another one comes, so that nothing jumps. */
  readonly keepsLast?: boolean;
}

/** Reads by a route of the contract; read again when something that was changed touches it. */
export function useRead<K extends keyof Client>(
  name: K,
  input?: Input<K>,
  options: ReadOptions<Output<K>> = {},
): UseQueryResult<Output<K>> {
  const { every } = options;
  return useQuery<Output<K>>({
    queryKey: queryKey(name, input),
    queryFn: ({ signal }) => callOf(name)(input, signal),
    enabled: options.isWanted ?? true,
    ...(options.keepsLast === true ? { placeholderData: keepPreviousData } : {}),
    ...(every === undefined
      ? {}
      : {
          refetchInterval:
            typeof every === 'number'
              ? every
              : ({ state }) => every(state.data, state.dataUpdateCount) ?? false,
        }),
  });
}

/**
 * Changes by a route of the contract.
 *
 * @param touched routes whose answers are another one afterwards; without it, all
 */
export function useChange<K extends keyof Client>(
  name: K,
  touched?: readonly (keyof Client)[],
): UseMutationResult<Output<K>, Error, Input<K>> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: Input<K>) => callOf(name)(input),
    onSuccess: async () => {
      if (touched === undefined) await queries.invalidateQueries();
      else
        await Promise.all(touched.map((route) => queries.invalidateQueries({ queryKey: [route] })));
    },
  });
}

function callOf<K extends keyof Client>(
  name: K,
): (input?: Input<K>, signal?: AbortSignal) => Promise<Output<K>> {
  // The table has a call of exactly this type for every name; the compiler does not follow it through K.
  return client[name] as unknown as (input?: Input<K>, signal?: AbortSignal) => Promise<Output<K>>;
}
