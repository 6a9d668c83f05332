import { describe, expect, it } from 'vitest';
import {
  createClient,
  fillPath,
  openApiDocument,
  paramsOf,
  problemOf,
  type RouteSpec,
  routes,
} from '../src/index.ts';

const table = Object.entries(routes) as unknown as readonly (readonly [string, RouteSpec])[];

describe('the table of routes', () => {
  it('names each method and path once', () => {
    const keys = table.map(
      ([, { method, path }]) => `${method} ${path.replace(/:[A-Za-z]+/g, ':x')}`,
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('parses every parameter of its path', () => {
    for (const [name, spec] of table) {
      const params = Object.fromEntries(paramsOf(spec.path).map((key) => [key, '1']));
      const parsed = spec.params.safeParse(
        'name' in params && name === 'export' ? { ...params, name: 'readings.csv' } : params,
      );
      expect([name, parsed.success]).toEqual([name, true]);
    }
  });

  it('says of every route that shows answers that it unblinds', () => {
    const shows = [
      'agreement',
      'progress',
      'standings',
      'caseAnswers',
      'consensus',
      'gallery',
      'export',
      'protocol',
      'studyLog',
    ];
    for (const name of shows) {
      const { access } = routes[name as keyof typeof routes];
      expect([name, access.kind === 'study' && access.unblinds === true]).toEqual([name, true]);
    }
  });
});

describe('the OpenAPI document', () => {
  const document = openApiDocument('1.2.3') as {
    openapi: string;
    paths: Record<
      string,
      Record<
        string,
        { operationId: string; parameters: { name: string; in: string }[]; responses: object }
      >
    >;
  };

  it('is of version 3.1 and holds every route', () => {
    expect(document.openapi).toBe('3.1.0');
    const ids = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map((one) => one.operationId),
    );
    expect(ids.sort()).toEqual(table.map(([name]) => name).sort());
  });

  it('declares each parameter that a path holds, and an answer', () => {
    for (const [path, operations] of Object.entries(document.paths)) {
      const wanted = [...path.matchAll(/\{([A-Za-z]+)\}/g)].map((found) => found[1]);
      for (const operation of Object.values(operations)) {
        const own = operation.parameters.filter((one) => one.in === 'path').map((one) => one.name);
        expect(own).toEqual(wanted);
        expect(Object.keys(operation.responses)[0]).toMatch(/^(200|204|302)$/);
      }
    }
    expect(JSON.stringify(document)).not.toContain('"$schema"');
  });
});

describe('the client', () => {
  const answer = (status: number, body: unknown): Response =>
    new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

  it('fills paths, and refuses to call without a part of them', () => {
    expect(fillPath('/studies/:studyId/x', { studyId: 'a/b' })).toBe('/studies/a%2Fb/x');
    expect(() => fillPath('/studies/:studyId', {})).toThrow(/api\/bad-call/);
    expect(() => fillPath('/:__proto__x', {})).not.toThrow();
  });

  it('sends the token of the session with every change', async () => {
    const seen: Headers[] = [];
    const account = {
      accountId: 'a',
      email: 'a@b.c',
      displayName: 'A',
      isOwner: false,
      state: 'active',
      hasPassword: true,
      hasSecondFactor: false,
      needsSecondFactor: false,
      createdAt: '2026-01-01T00:00:00.000Z',
    };
    const client = createClient({
      baseUrl: 'http://x',
      fetch: async (url, init) => {
        seen.push(new Headers(init?.headers));
        return String(url).endsWith('/session') && init?.method === 'GET'
          ? answer(200, { account, csrf: 'token', expiresAt: '', memberships: [] })
          : new Response(null, { status: 204 });
      },
    });
    await client.session();
    await client.signOut();
    expect(seen.map((headers) => headers.get('x-equipoise-csrf'))).toEqual([null, 'token']);
  });

  it('throws the problem of a refusal, and says when an answer is outside the contract', async () => {
    const problem = {
      type: 'urn:x',
      title: 'Not found',
      status: 404,
      code: 'room/not-found',
      sentence: 'There is no such thing here.',
      mend: 'Check the address.',
    };
    const client = createClient({ baseUrl: 'http://x', fetch: async () => answer(404, problem) });
    const error = await client
      .study({ params: { studyId: 's' } })
      .catch((thrown: unknown) => thrown);
    expect(problemOf(error)).toEqual(problem);
    const odd = createClient({ baseUrl: 'http://x', fetch: async () => answer(200, { title: 1 }) });
    await expect(odd.study({ params: { studyId: 's' } })).rejects.toThrow(/api\/bad-answer/);
    expect(problemOf(new Error('x'))).toBeNull();
  });
});
