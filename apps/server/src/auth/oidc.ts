import * as client from 'openid-client';
import { refuse } from '../http/refuse.ts';
import type { OidcOptions } from '../options.ts';

/** What the identity provider says about a person. */
export interface OidcPerson {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  readonly name: string | null;
  /** Token of the invitation that came along. */
  readonly invitation: string | null;
  /** Page of the app that the sign-in began at; empty: the start. */
  readonly to: string;
}

/** What comes along with a sign-in, and is there again when it is done. */
export type OidcLuggage = Pick<OidcPerson, 'invitation' | 'to'>;

/** Signing in at an identity provider: authorisation code with PKCE, state and nonce. */
export interface OidcSignIn {
  /** Where to send the browser, and the ticket that it must bring back as a cookie. */
  readonly start: (
    callback: string,
    luggage: OidcLuggage,
  ) => Promise<{ readonly url: string; readonly ticket: string }>;
  /** Who came back. @throws room/not-allowed */
  readonly finish: (callbackUrl: string, ticket: string) => Promise<OidcPerson>;
}

interface Ticket {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly callback: string;
  readonly luggage: OidcLuggage;
  readonly until: number;
}

const ticketMs = 600_000;
const mostTickets = 10_000;

/**
 * Makes the sign-in of one provider. It is asked for its endpoints at the first use, so that a provider that is away
 * does not keep the server from starting.
 *
 * @param now present time, ms since 1970
 */
export function oidcSignIn(options: OidcOptions, now: () => number): OidcSignIn {
  const tickets = new Map<string, Ticket>();
  let found: Promise<client.Configuration> | null = null;

  const configuration = async (): Promise<client.Configuration> => {
    found ??= client.discovery(
      new URL(options.issuer),
      options.clientId,
      options.clientSecret,
      undefined,
      options.allowsHttp === true ? { execute: [client.allowInsecureRequests] } : {},
    );
    try {
      return await found;
    } catch {
      found = null;
      return refuse(
        'room/away',
        'The identity provider does not answer.',
        'Try again, or sign in with a password.',
      );
    }
  };

  const sweep = (): void => {
    for (const [id, ticket] of tickets) {
      if (ticket.until < now() || tickets.size > mostTickets) tickets.delete(id);
    }
  };

  return {
    async start(callback, luggage) {
      const config = await configuration();
      sweep();
      const verifier = client.randomPKCECodeVerifier();
      const ticket: Ticket = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier,
        callback,
        luggage,
        until: now() + ticketMs,
      };
      const id = client.randomState();
      tickets.set(id, ticket);
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: callback,
        scope: 'openid email profile',
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state: ticket.state,
        nonce: ticket.nonce,
      });
      return { url: url.href, ticket: id };
    },
    async finish(callbackUrl, id) {
      const ticket = tickets.get(id);
      tickets.delete(id);
      if (ticket === undefined || ticket.until < now()) {
        return refuse('room/not-allowed', 'The sign-in took too long.', 'Begin again.');
      }
      const config = await configuration();
      const came = new URL(ticket.callback);
      came.search = new URL(callbackUrl, ticket.callback).search;
      try {
        const tokens = await client.authorizationCodeGrant(config, came, {
          pkceCodeVerifier: ticket.verifier,
          expectedState: ticket.state,
          expectedNonce: ticket.nonce,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new Error('no claims');
        const { iss, sub, email, email_verified: isVerified, name } = claims;
        return {
          issuer: iss,
          subject: sub,
          email: typeof email === 'string' && isVerified !== false ? email : null,
          name: typeof name === 'string' ? name : null,
          ...ticket.luggage,
        };
      } catch {
        return refuse(
          'room/not-allowed',
          'The identity provider did not confirm the sign-in.',
          'Begin again.',
        );
      }
    },
  };
}
