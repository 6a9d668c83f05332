import { type Client, createClient, problemOf } from '@equipoise/api';
import { basePath } from '../../shell/base-path.ts';

type Taken = Awaited<ReturnType<Client['importImages']>>;
type Input = Parameters<Client['importImages']>[0];

/** `fetch` that tells how much was sent, which the browser's own does not. */
function fetchWithProgress(onSent: (share: number) => void): typeof fetch {
  return (input, init) => {
    if (init?.method !== 'POST') return globalThis.fetch(input, init);
    return new Promise((done, fail) => {
      const request = new XMLHttpRequest();
      request.open('POST', String(input));
      new Headers(init.headers).forEach((value, name) => {
        request.setRequestHeader(name, value);
      });
      request.upload.onprogress = ({ loaded, total }) => onSent(total === 0 ? 0 : loaded / total);
      request.upload.onload = () => onSent(1);
      request.onload = () =>
        done(
          new Response(request.responseText, {
            status: request.status,
            headers: { 'content-type': request.getResponseHeader('content-type') ?? '' },
          }),
        );
      request.onerror = () => fail(new TypeError('network'));
      request.onabort = () => fail(new DOMException('Aborted', 'AbortError'));
      init.signal?.addEventListener('abort', () => request.abort());
      // The client makes a form of the files.
      request.send(init.body as FormData);
    });
  };
}

async function sendFiles(
  input: Input,
  onSent: (share: number) => void,
  signal: AbortSignal,
): Promise<Taken> {
  const client = createClient({ fetch: fetchWithProgress(onSent), baseUrl: basePath() });
  // Gives this client the token against forged requests.
  await client.session(undefined, signal);
  return client.importImages(input, signal);
}

/** Waits, unless it is called off meanwhile. */
function rest(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const stop = (): void => {
      clearTimeout(timer);
      fail(new DOMException('Aborted', 'AbortError'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      done();
    }, 1000 * seconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}

/**
 * Sends files, telling how far they are. Where the server was called too often it is done again as soon as the server
 * says.
 *
 * @param onSent share of the bytes that left, 0 to 1
 */
export async function sendWhenAllowed(
  input: Input,
  onSent: (share: number) => void,
  signal: AbortSignal,
): Promise<Taken> {
  for (;;) {
    try {
      return await sendFiles(input, onSent, signal);
    } catch (error) {
      const problem = problemOf(error);
      if (problem?.code !== 'room/too-many') throw error;
      await rest(problem.retryAfterSeconds ?? 5, signal);
    }
  }
}
