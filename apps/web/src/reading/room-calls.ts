import { type Client, problemOf } from '@equipoise/api';
import { Watchers } from './watchers.ts';

/**
 * Calls of the reading page: they wait for the reader to sign in again where the session has ended, and as long as the
 * server says where it was called too often.
 */
export interface RoomCalls {
  readonly client: Client;
  /** Calls; where the session has ended, again once the reader is signed in. */
  readonly call: <T>(action: () => Promise<T>) => Promise<T>;
  readonly isSignedOut: () => boolean;
  /** Whether a call waits because the server asked it to. */
  readonly isHeldBack: () => boolean;
  /** The reader is signed in again: everything that waits goes on. */
  readonly signedIn: () => void;
  readonly subscribe: (listener: () => void) => () => void;
}

/** Whether a call failed because nothing answered: no network, or a server that is away. */
function isAway(error: unknown): boolean {
  const problem = problemOf(error);
  if (problem !== null) return problem.status === 503 || problem.status === 429;
  return error instanceof TypeError || (error instanceof Error && error.name === 'AbortError');
}

/** Whether a call failed because the server itself did, so that it may work later. */
export function isPassing(error: unknown): boolean {
  if (isAway(error)) return true;
  const problem = problemOf(error);
  // A proxy in front of a server that starts anew answers without a problem document.
  return problem === null ? codeOf(error) === 'api/bad-answer' : problem.status >= 500;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/**
 * Makes the calls of a page.
 *
 * @param client the client of the app
 * @param rest waits so many milliseconds
 */
export function roomCalls(
  client: Client,
  rest: (ms: number) => Promise<void> = (ms) => new Promise((done) => setTimeout(done, ms)),
): RoomCalls {
  const watchers = new Watchers();
  let waiting: (() => void)[] = [];
  let isOut = false;
  let heldBack = 0;
  const signIn = (): Promise<void> => {
    if (!isOut) {
      isOut = true;
      watchers.tell();
    }
    return new Promise((resolve) => waiting.push(resolve));
  };
  return {
    client,
    isSignedOut: () => isOut,
    isHeldBack: () => heldBack > 0,
    signedIn() {
      isOut = false;
      const all = waiting;
      waiting = [];
      for (const go of all) go();
      watchers.tell();
    },
    subscribe: watchers.subscribe,
    async call(action) {
      let isTokenFresh = false;
      for (;;) {
        if (isOut) await signIn();
        try {
          return await action();
        } catch (error) {
          const problem = problemOf(error);
          if (problem?.status === 401) await signIn();
          else if (problem?.code === 'room/too-many') {
            heldBack += 1;
            watchers.tell();
            await rest(1000 * (problem.retryAfterSeconds ?? 5));
            heldBack -= 1;
            watchers.tell();
          } else if (problem?.code === 'room/bad-csrf' && !isTokenFresh) {
            // Signed in anew in another tab: the token against forged requests is another one.
            isTokenFresh = true;
            await client.session();
          } else throw error;
        }
      }
    },
  };
}
