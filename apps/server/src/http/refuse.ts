import type { Problem, ProblemCode } from '@equipoise/api';
import { type CodedError, codedError } from '@equipoise/domain';

/** What a refusal may carry beside its words. */
export type RefusalDetail = Pick<
  Problem,
  'issues' | 'stored' | 'offered' | 'expectedVersion' | 'retryAfterSeconds'
>;

/** A refusal on its way to become a problem document. */
export interface Refusal extends CodedError {
  readonly detail: RefusalDetail;
}

/** Refuses a request. */
export function refuse(
  code: ProblemCode,
  sentence: string,
  mend: string,
  detail: RefusalDetail = {},
): never {
  throw Object.assign(codedError(code, sentence, mend), { detail });
}

/** Refuses as if the thing did not exist: what is not there and what may not be seen look the same. */
export function notFound(): never {
  return refuse('room/not-found', 'There is no such thing here.', 'Check the address.');
}

/** Gives a value, or refuses as if it did not exist. */
export function found<T>(value: T | null | undefined): T {
  return value ?? notFound();
}

/** Refuses with both versions where somebody else saved meanwhile; gives the saved one otherwise. */
export function savedOrConflict<S, T>(
  result:
    | { readonly saved: T }
    | {
        readonly conflict: {
          readonly stored: S;
          readonly offered: unknown;
          readonly expectedVersion: number;
        };
      },
  shown: (stored: S) => unknown,
): T {
  if ('saved' in result) return result.saved;
  const { stored, offered, expectedVersion } = result.conflict;
  return refuse(
    'room/conflict',
    'It was saved elsewhere meanwhile.',
    'Look at both versions and save the one to keep.',
    { stored: shown(stored), offered, expectedVersion },
  );
}
