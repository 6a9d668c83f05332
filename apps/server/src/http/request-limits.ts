import type { RouteName, RouteSpec } from '@equipoise/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { actorOf, type Caller } from '../auth/caller.ts';
import type { CountedRefusals } from '../log/counted-refusals.ts';
import type { ServerLimits } from '../options.ts';
import { refuse } from './refuse.ts';

/** Counts a request; refuses it where there were too many. @throws room/too-many with the seconds to wait */
export type RequestLimits = (
  request: FastifyRequest,
  caller: Caller,
  name: RouteName,
  spec: RouteSpec,
) => Promise<void>;

/** Counted in spans this short, whoever is refused soon goes on. */
const generalSpan = 10_000;
const heavySpan = 60_000;

/** Whom a request is counted for: an account, by whatever session or key; else the address it came from. */
function payerOf(request: FastifyRequest, caller: Caller): string {
  return caller.kind === 'nobody' ? `address ${request.ip}` : `account ${caller.account.id}`;
}

/**
 * Limits of requests: generous ones that a person's work does not reach, so that one account, one program or one
 * address cannot keep the server from all others. The counts are kept by this process alone.
 */
export function requestLimits(
  app: FastifyInstance,
  limits: ServerLimits,
  refusals: CountedRefusals,
): RequestLimits {
  const payers = new WeakMap<FastifyRequest, string>();
  const counter = (aMinute: number, timeWindow: number) =>
    app.createRateLimit({
      max: Math.max(1, Math.round((aMinute * timeWindow) / 60_000)),
      timeWindow,
      keyGenerator: (request) => payers.get(request) ?? '',
    });
  const general = counter(limits.requestsAMinute, generalSpan);
  const strangers = counter(limits.strangersAMinute, generalSpan);
  const heavy = counter(limits.heavyAMinute, heavySpan);
  return async (request, caller, name, spec) => {
    payers.set(request, payerOf(request, caller));
    const isStranger = caller.kind === 'nobody';
    const asked = [isStranger ? strangers : general];
    if (spec.rate === 'heavy' && !isStranger) asked.push(heavy);
    for (const count of asked) {
      const state = await count(request);
      if (state.isAllowed || !state.isExceeded) continue;
      const retryAfterSeconds = Math.max(1, state.ttlInSeconds);
      refusals.note(actorOf(caller), name, 'room/too-many');
      refuse(
        'room/too-many',
        'There were too many calls in a short time.',
        `Nothing was changed by this one; try again in ${retryAfterSeconds} s.`,
        { retryAfterSeconds },
      );
    }
  };
}
