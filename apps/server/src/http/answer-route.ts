import { createReadStream, openSync, type ReadStream, rmSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { AnsweredBytes, AnsweredFile, RouteName, RouteSpec } from '@equipoise/api';
import { type NewEvent, serverChain } from '@equipoise/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { authorise, type StudyRights } from '../auth/authorise.ts';
import { actorOf, type Caller, cookieName, findCaller, isOwnRequest } from '../auth/caller.ts';
import { handlers } from '../handlers/index.ts';
import type { Call, Services } from '../services.ts';
import { hidesResults } from '../study/hidden-results.ts';
import { problemOfError } from './problems.ts';
import { refuse } from './refuse.ts';
import { refuseNul } from './refuse-nul.ts';
import type { RequestLimits } from './request-limits.ts';
import { type Received, receiveFiles } from './uploads.ts';

type Params = Readonly<Record<string, string>>;

function cookieOptions(services: Services, seconds: number) {
  return {
    httpOnly: true,
    sameSite: 'lax' as const,
    secure: services.isSecure,
    path: services.basePath === '' ? '/' : services.basePath,
    maxAge: seconds,
  };
}

function callOf(
  services: Services,
  caller: Caller,
  rights: StudyRights | null,
  received: Received | null,
  request: FastifyRequest,
  reply: FastifyReply,
): Call {
  const name = cookieName('session', services);
  return {
    services,
    caller,
    rights,
    files: received?.files ?? [],
    folder: received?.folder ?? null,
    setSession: (token, expiresAt) => {
      const seconds =
        token === null
          ? 0
          : Math.round((Date.parse(expiresAt) - Date.parse(services.store.world.now())) / 1000);
      reply.setCookie(name, token ?? '', cookieOptions(services, seconds));
    },
    setHeader: (header, value) => {
      reply.header(header, value);
    },
    url: request.url,
    cookies: request.cookies,
    setCookie: (cookie, value, seconds) => {
      reply.setCookie(cookie, value, cookieOptions(services, seconds));
    },
  };
}

/** What stands in the log of a request: its route and the objects of its path, no content. */
function eventOf(
  name: RouteName,
  action: string,
  rights: StudyRights | null,
  params: Params,
): NewEvent {
  const { studyId, ...rest } = params;
  const object = Object.entries(rest).at(-1);
  // A study's chain takes only what happened inside the study.
  const chain = rights?.study.id ?? serverChain;
  return {
    chain,
    action,
    object: {
      kind: object?.[0].replace(/Id$/, '') ?? (rights === null ? 'route' : 'study'),
      id: (object?.[1] ?? rights?.study.id ?? name).slice(0, 200),
    },
    detail: { route: name },
  };
}

async function deny(
  services: Services,
  name: RouteName,
  caller: Caller,
  error: unknown,
): Promise<never> {
  const problem = problemOfError(error);
  if ([401, 403, 404, 429].includes(problem.status)) {
    await services.log.note(actorOf(caller), {
      chain: serverChain,
      action: 'access.denied',
      object: { kind: 'route', id: name },
      detail: { code: problem.code },
    });
  }
  throw error;
}

/**
 * Answers a request of one route: who calls, how often, may it be, is the request well formed; then the handler, the
 * event, and the answer cut to the contract, so that no field leaves that the contract does not name.
 */
export async function answerRoute(
  services: Services,
  name: RouteName,
  spec: RouteSpec,
  request: FastifyRequest,
  reply: FastifyReply,
  checkLimits: RequestLimits,
): Promise<unknown> {
  const { store, limits } = services;
  const cookie = request.cookies[cookieName('session', services)];
  const caller = await findCaller(store, limits, request, cookie);
  await checkLimits(request, caller, name, spec);
  const params = (request.params ?? {}) as Params; // of the path, texts all
  let received: Received | null = null;
  try {
    if (
      spec.method !== 'GET' &&
      !isOwnRequest(request, caller) &&
      !isFirstContact(spec, caller, request)
    ) {
      refuse('room/bad-csrf', 'The request was not made by this app.', 'Load the page again.');
    }
    refuseNul([params, request.query]);
    const rights = await store.read((tx) =>
      authorise(
        tx,
        spec.access,
        caller,
        {
          method: spec.method,
          isExport: spec.event === 'export',
          studyId: params['studyId'] ?? null,
        },
        async (study) =>
          study.state === 'locked' && hidesResults(study, await services.studies.load(tx, study)),
      ),
    );
    const path = spec.params.parse(params);
    const query = spec.query.parse(request.query ?? {});
    let body: unknown = null;
    if (spec.body?.kind === 'json') body = spec.body.schema.parse(request.body ?? {});
    if (spec.body?.kind === 'files') {
      received = await receiveFiles(request, store.folder, limits);
      refuseNul([received.fields, received.files.map((file) => file.name)]);
      body = spec.body.fields.parse(received.fields);
    }
    const call = callOf(services, caller, rights, received, request, reply);
    // The table of handlers has the very types of the table of routes.
    const handle = handlers[name] as (call: Call, input: unknown) => Promise<unknown>;
    const output = await handle(call, { params: path, query, body });
    if (spec.event === 'read' || spec.event === 'export') {
      await services.log.note(
        actorOf(caller),
        eventOf(name, `${name}.${spec.event}`, rights, params),
      );
    }
    return send(spec, output, reply);
  } catch (error) {
    return await deny(services, name, caller, error);
  } finally {
    if (received !== null) await rm(received.folder, { recursive: true, force: true });
  }
}

/** A page that has just been loaded with an old cookie has no token yet: signing in anew is let through. */
function isFirstContact(spec: RouteSpec, caller: Caller, request: FastifyRequest): boolean {
  const isForeign = request.headers['sec-fetch-site'] === 'cross-site';
  return (
    spec.access.kind === 'public' &&
    (caller.kind === 'session' || caller.kind === 'half') &&
    !isForeign &&
    spec.path === '/session'
  );
}

/** A file's bytes, while it has no name any more: nothing stays behind, however the answer ends. */
function readOnce(path: string): ReadStream {
  const descriptor = openSync(path, 'r');
  rmSync(path);
  return createReadStream('', { fd: descriptor });
}

function send(spec: RouteSpec, output: unknown, reply: FastifyReply): unknown {
  switch (spec.answer.kind) {
    case 'none':
      return reply.code(204).send();
    case 'redirect':
      return reply.redirect((output as { location: string }).location, 302);
    case 'bytes': {
      const answered = output as AnsweredBytes | AnsweredFile; // by the contract
      const { mediaType } = answered;
      const isText = mediaType.startsWith('text/');
      reply.header('content-type', isText ? `${mediaType}; charset=utf-8` : mediaType);
      if ('path' in answered) {
        reply.header('content-length', statSync(answered.path).size);
        return reply.send(readOnce(answered.path));
      }
      const { bytes } = answered;
      return reply.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    }
    case 'json':
      return reply.send(spec.answer.schema.parse(output));
    default:
      return spec.answer satisfies never;
  }
}
