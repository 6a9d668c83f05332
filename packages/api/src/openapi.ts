import { z } from 'zod';
import { routes } from './catalog.ts';
import { paramsOf } from './path.ts';
import { problemSchema, problemStatus } from './problem.ts';
import type { Access, RouteSpec } from './route.ts';

type Json = Record<string, unknown>;

const always = ['room/bad-request', 'room/too-many', 'room/failed', 'room/away'] as const;

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  }) as Json;
  return rest;
}

function parametersOf(spec: RouteSpec): Json[] {
  const path = schemaOf(spec.params, 'input');
  const query = schemaOf(spec.query, 'input');
  const properties = (schema: Json): [string, unknown][] =>
    Object.entries((schema['properties'] ?? {}) as Json);
  const required = new Set((query['required'] ?? []) as string[]);
  const known = new Map(properties(path));
  return [
    ...paramsOf(spec.path).map((name) => ({
      name,
      in: 'path',
      required: true,
      schema: known.get(name) ?? { type: 'string' },
    })),
    ...properties(query).map(([name, schema]) => ({
      name,
      in: 'query',
      required: required.has(name),
      schema,
    })),
  ];
}

function bodyOf(spec: RouteSpec): Json {
  if (spec.body === null) return {};
  if (spec.body.kind === 'json') {
    const schema = schemaOf(spec.body.schema, 'input');
    return { requestBody: { required: true, content: { 'application/json': { schema } } } };
  }
  const fields = schemaOf(spec.body.fields, 'input');
  const schema = {
    ...fields,
    properties: {
      ...((fields['properties'] ?? {}) as Json),
      files: { type: 'array', items: { type: 'string', format: 'binary' } },
    },
  };
  return { requestBody: { required: true, content: { 'multipart/form-data': { schema } } } };
}

function answersOf(spec: RouteSpec): Json {
  const { answer } = spec;
  const content = (): Json => {
    if (answer.kind === 'json') {
      return { content: { 'application/json': { schema: schemaOf(answer.schema, 'output') } } };
    }
    if (answer.kind === 'bytes') {
      const schema = { type: 'string', format: 'binary' };
      return { content: Object.fromEntries(answer.mediaTypes.map((name) => [name, { schema }])) };
    }
    return {};
  };
  const ok = answer.kind === 'none' ? '204' : answer.kind === 'redirect' ? '302' : '200';
  const refused = new Map<number, string[]>();
  const own =
    spec.access.kind === 'public'
      ? []
      : (['room/not-signed-in', 'room/second-factor', 'room/not-found'] as const);
  for (const code of [...always, ...own, ...spec.errors]) {
    const status = problemStatus[code];
    const codes = refused.get(status) ?? [];
    if (!codes.includes(code)) refused.set(status, [...codes, code]);
  }
  const problems = [...refused].sort(([a], [b]) => a - b);
  return {
    [ok]: { description: 'Done.', ...content() },
    ...Object.fromEntries(
      problems.map(([status, codes]) => [
        String(status),
        {
          description: codes.join(', '),
          content: {
            'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
          },
        },
      ]),
    ),
  };
}

function rights(access: Access): Json {
  if (access.kind === 'public') return { security: [] };
  if (access.kind !== 'study') return { 'x-equipoise-access': access.kind };
  return {
    'x-equipoise-access': 'study',
    'x-equipoise-roles': access.roles,
    ...(access.unblinds === true ? { 'x-equipoise-unblinds': true } : {}),
  };
}

/**
 * The contract as an OpenAPI 3.1 document, made from the table of routes.
 *
 * @param version of the server
 */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Json> = {};
  for (const [operationId, spec] of Object.entries(routes) as [string, RouteSpec][]) {
    const path = `/api${spec.path.replace(/:([A-Za-z]+)/g, '{$1}')}`;
    paths[path] ??= {};
    paths[path][spec.method.toLowerCase()] = {
      operationId,
      summary: spec.summary,
      ...rights(spec.access),
      parameters: parametersOf(spec),
      ...bodyOf(spec),
      responses: answersOf(spec),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Equipoise reading room',
      version,
      description: 'Research use, not for primary diagnosis.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ session: [], csrf: [] }, { key: [] }],
    paths,
    components: {
      schemas: { Problem: schemaOf(problemSchema, 'output') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'equipoise_session' },
        csrf: { type: 'apiKey', in: 'header', name: 'x-equipoise-csrf' },
        key: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}
