import { type RouteName, type RouteSpec, routes } from '@equipoise/api';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyInstance } from 'fastify';
import { countedRefusals } from '../log/counted-refusals.ts';
import type { ServerLimits, TlsOptions } from '../options.ts';
import type { Services } from '../services.ts';
import { answerRoute } from './answer-route.ts';
import { problemOfError } from './problems.ts';
import { refuse } from './refuse.ts';
import { mayHoldNul, refuseNul } from './refuse-nul.ts';
import { requestLimits } from './request-limits.ts';
import { securityHeaders } from './security-headers.ts';
import { serveWebApp } from './web-app.ts';

/** What the HTTP half is told. */
export interface AppOptions {
  readonly limits: ServerLimits;
  readonly tls: TlsOptions | undefined;
  readonly behindProxy: boolean;
  readonly webFolder: string | undefined;
  /** Hosts that requests may name; null lets every one through, as behind a proxy. */
  readonly hosts: () => readonly string[] | null;
}

/** Builds the HTTP half: every route of the contract, headers, limits, the web app. */
export async function buildApp(services: Services, options: AppOptions): Promise<FastifyInstance> {
  const { basePath } = services;
  const app = Fastify({
    logger: false,
    // One proxy: what it says of the address counts, what came to it from outside does not.
    trustProxy: options.behindProxy ? (_address: string, hop: number) => hop === 0 : false,
    exposeHeadRoutes: false,
    bodyLimit: 1_048_576,
    routerOptions: { maxParamLength: 300 },
    requestTimeout: 600_000,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    ...(options.tls === undefined
      ? {}
      : { https: { cert: options.tls.certificate, key: options.tls.key } }),
  }) as unknown as FastifyInstance; // with TLS the type of the raw server differs; nothing here looks at it
  app.setErrorHandler(async (error, request, reply) => {
    const problem = problemOfError(error);
    if (problem.status >= 500) {
      const route = request.routeOptions.url ?? 'an unknown path';
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unforeseen';
      services.store.world.tell?.(`${request.method} ${route} failed: ${code}.`);
      if (code === 'unforeseen' && error instanceof Error) {
        services.store.world.tell?.(error.stack ?? '');
      }
    }
    // A person who comes back from the identity provider needs a page, and the way on.
    const isBack = request.url.startsWith(`${basePath}/api/oidc/callback`);
    if (isBack && problem.status < 500 && request.headers.accept?.includes('text/html') === true) {
      return reply.redirect(`${basePath}/sign-in?refused=provider`, 302);
    }
    if (problem.retryAfterSeconds !== undefined) {
      reply.header('retry-after', String(problem.retryAfterSeconds));
    }
    return reply
      .code(problem.status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem));
  });
  // Refused before a route is asked who calls. The refusal does not wait for the log.
  const refusals = countedRefusals(services.log, services.store.world.tell);
  app.addHook('onClose', () => refusals.flush());
  const fixed = securityHeaders(services.isSecure);
  app.addHook('onRequest', async (request, reply) => {
    for (const [name, value] of Object.entries(fixed)) reply.header(name, value);
    // Files of the app say themselves how long they may be kept.
    if (request.url.startsWith(`${basePath}/api/`)) reply.header('cache-control', 'no-store');
    const hosts = options.hosts();
    // A name that was made to point here from outside is not answered.
    if (hosts !== null && !hosts.includes(request.hostname.replace(/^\[|\]$/g, ''))) {
      refusals.note('nobody', 'host', 'room/bad-request');
      refuse(
        'room/bad-request',
        'This server does not answer to that name.',
        'Use the address that it printed, or start it with --public-url.',
      );
    }
  });
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string' },
    (request, text, done) =>
      parseJson(request, text, (error, body) => {
        try {
          if (error === null && mayHoldNul(text)) refuseNul(body);
          done(error, body);
        } catch (refusal) {
          done(refusal as Error); // thrown by the line above
        }
      }),
  );
  await app.register(cookie);
  await app.register(compress, { global: true, threshold: 4096, encodings: ['gzip', 'deflate'] });
  await app.register(rateLimit, { global: false });
  await app.register(multipart);
  const checkLimits = requestLimits(app, options.limits, refusals);
  for (const [name, spec] of Object.entries(routes) as [RouteName, RouteSpec][]) {
    app.route({
      method: spec.method,
      url: `${basePath}/api${spec.path}`,
      ...(spec.body?.kind === 'json' ? { bodyLimit: spec.body.maxBytes } : {}),
      ...(spec.answer.kind === 'bytes' ? { compress: false as const } : {}),
      config:
        spec.rate === 'sign-in'
          ? {
              rateLimit: {
                max: options.limits.signInsAMinute,
                timeWindow: 60_000,
                onExceeded: () => refusals.note('nobody', name, 'room/too-many'),
              },
            }
          : {},
      handler: (request, reply) => answerRoute(services, name, spec, request, reply, checkLimits),
    });
  }
  const hasApp =
    options.webFolder !== undefined &&
    (await serveWebApp(app, options.webFolder, basePath, services.store.world));
  if (!hasApp) {
    app.setNotFoundHandler(() => {
      throw Object.assign(new Error('not found'), { code: 'FST_ERR_NOT_FOUND', statusCode: 404 });
    });
  }
  return app;
}
