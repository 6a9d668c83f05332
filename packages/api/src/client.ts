import { type CodedError, codedError } from '@equipoise/domain';
import { pathWithQuery } from './address.ts';
import { type Routes, routes } from './catalog.ts';
import { fail } from './errors.ts';
import { type Problem, problemSchema } from './problem.ts';
import type { RouteSpec } from './route.ts';
import type { CallInput, CallOutput, UploadFile } from './types.ts';

/** What a client needs. */
export interface ClientOptions {
  readonly fetch: typeof fetch;
  /** Where the server is, with its base path and without `/api`. */
  readonly baseUrl: string;
  /** A key for programs; browsers use their cookie instead. */
  readonly apiKey?: string;
  /** Sent with every request, such as a cookie in a test. */
  readonly headers?: () => Readonly<Record<string, string>>;
}

/** One call of a route. */
export type Call<R extends RouteSpec> =
  Record<never, never> extends CallInput<R>
    ? (input?: CallInput<R>, signal?: AbortSignal) => Promise<CallOutput<R['answer']>>
    : (input: CallInput<R>, signal?: AbortSignal) => Promise<CallOutput<R['answer']>>;

/** A call for every route of the contract. */
export type Client = { readonly [K in keyof Routes]: Call<Routes[K]> };

/** What a refused call throws: the house's error, and the whole problem document. */
export interface RefusedCall extends CodedError {
  readonly problem: Problem;
}

/** The problem document of a refused call; null for any other error. */
export function problemOf(error: unknown): Problem | null {
  return error instanceof Error && 'problem' in error
    ? (error as RefusedCall).problem // set below only
    : null;
}

interface AnyInput {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly files?: readonly UploadFile[];
}

/**
 * A typed client. It keeps the token against forged requests that the server gives at sign-in, and checks what
 * comes back against the contract.
 *
 * @throws each call: {@link RefusedCall} with the problem's code; api/bad-answer
 */
export function createClient(options: ClientOptions): Client {
  const state = { csrf: '' };
  const calls = Object.entries(routes).map(([name, spec]) => [
    name,
    (input?: AnyInput, signal?: AbortSignal) =>
      call(options, state, spec as RouteSpec, input ?? {}, signal),
  ]);
  return Object.fromEntries(calls) as Client; // one call for each entry of the table
}

async function call(
  options: ClientOptions,
  state: { csrf: string },
  spec: RouteSpec,
  input: AnyInput,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const headers: Record<string, string> = { ...options.headers?.() };
  if (options.apiKey !== undefined) headers['authorization'] = `Bearer ${options.apiKey}`;
  if (spec.method !== 'GET' && state.csrf !== '') headers['x-equipoise-csrf'] = state.csrf;
  const body = bodyOf(spec, input, headers);
  const response = await options.fetch(`${options.baseUrl}${pathWithQuery(spec.path, input)}`, {
    method: spec.method,
    headers,
    credentials: 'same-origin',
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (!response.ok) return refuse(response);
  if (spec.answer.kind === 'none') return undefined;
  if (spec.answer.kind === 'bytes') {
    const mediaType = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
    return { bytes: new Uint8Array(await response.arrayBuffer()), mediaType };
  }
  if (spec.answer.kind === 'redirect') return undefined;
  const parsed = spec.answer.schema.safeParse(await response.json());
  if (!parsed.success) {
    return fail(
      'api/bad-answer',
      `${spec.method} ${spec.path} answered outside the contract: ${parsed.error.issues[0]?.message ?? ''}`,
      'Use a client and a server of one version.',
    );
  }
  const { data } = parsed;
  if (
    typeof data === 'object' &&
    data !== null &&
    'csrf' in data &&
    typeof data.csrf === 'string'
  ) {
    state.csrf = data.csrf;
  }
  return data;
}

function bodyOf(
  spec: RouteSpec,
  input: AnyInput,
  headers: Record<string, string>,
): string | FormData | undefined {
  if (spec.body === null) return undefined;
  if (spec.body.kind === 'json') {
    headers['content-type'] = 'application/json';
    return JSON.stringify(input.body ?? {});
  }
  const form = new FormData();
  for (const [name, value] of Object.entries(input.fields ?? {})) {
    if (value !== undefined) form.set(name, String(value));
  }
  for (const file of input.files ?? []) {
    const blob = file.bytes instanceof Uint8Array ? new Blob([file.bytes.slice()]) : file.bytes;
    form.append('files', blob, file.name);
  }
  return form;
}

async function refuse(response: Response): Promise<never> {
  const parsed = problemSchema.safeParse(await response.json().catch(() => null));
  if (!parsed.success) {
    return fail(
      'api/bad-answer',
      `the server answered ${response.status} without a problem document.`,
      'Look whether a proxy stands in between.',
    );
  }
  const problem = parsed.data;
  throw Object.assign(codedError(problem.code, problem.sentence, problem.mend), { problem });
}
