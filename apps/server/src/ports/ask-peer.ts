import { type LookupOptions, lookup } from 'node:dns';
import { type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { isInside } from './inside-addresses.ts';

/** Thrown where a name leads into the own house. */
export class InsideAddress extends Error {}

/** One request to a foreign server. */
export interface PeerRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** Null: GET; else POST. */
  readonly body: Uint8Array | null;
  /** Whether the name may lead to an address inside the own house. */
  readonly isInsideAllowed: boolean;
  /** From the first byte out to the last one in, ms. */
  readonly timeoutMs: number;
}

/** Looks a name up and refuses what lies inside: the address that is checked is the one that is asked. */
const lookupOutside: LookupFunction = (host, options: LookupOptions, done) => {
  lookup(host, { ...options, all: true }, (error, found) => {
    const [first] = found ?? [];
    if (error !== null || first === undefined) {
      done(error ?? new Error('no address'), '', 0);
    } else if (found.some(({ address }) => isInside(address))) {
      done(new InsideAddress(), '', 0);
    } else if (options.all === true) done(null, found);
    else done(null, first.address, first.family);
  });
};

/**
 * Asks a foreign server. Redirections are not followed.
 *
 * @throws InsideAddress where the name leads into the own house; whatever the network throws
 */
export function askPeer(url: URL, asked: PeerRequest): Promise<Response> {
  const { headers, body, isInsideAllowed, timeoutMs } = asked;
  const send = url.protocol === 'https:' ? overHttps : overHttp;
  return new Promise((resolve, reject) => {
    const answer = (message: IncomingMessage): void => {
      const status = message.statusCode ?? 0;
      if (status < 200 || status > 599) {
        message.destroy();
        reject(new Error(`status ${status}`));
        return;
      }
      const isEmpty = status === 204 || status === 205 || status === 304;
      if (isEmpty) message.resume();
      resolve(
        new Response(isEmpty ? null : (Readable.toWeb(message) as ReadableStream<Uint8Array>), {
          status,
          headers: { 'content-type': message.headers['content-type'] ?? '' },
        }),
      );
    };
    const sent = send(
      url,
      {
        method: body === null ? 'GET' : 'POST',
        headers: {
          ...headers,
          ...(body === null ? {} : { 'content-length': String(body.byteLength) }),
        },
        signal: AbortSignal.timeout(timeoutMs),
        ...(isInsideAllowed ? {} : { lookup: lookupOutside }),
      },
      answer,
    );
    sent.once('error', reject);
    sent.end(body ?? undefined);
  });
}
