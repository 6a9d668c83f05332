import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  type ServerCommand,
  type ServerVerb,
  serverCommandOf,
  serverCommands,
} from '@equipoise/domain/commands';
import type { StoreOptions, StoreWorld } from '@equipoise/store';
import { fail } from './errors.ts';
import type { ServerLimits, ServerOptions } from './options.ts';

/** What was typed behind a verb. */
export interface Typed {
  /** Value of an option. */
  readonly text: (name: string) => string | undefined;
  /** Values of an option that may be repeated. */
  readonly texts: (name: string) => readonly string[];
  readonly has: (name: string) => boolean;
  /** What stands without an option. */
  readonly argument: string | undefined;
}

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Help of the program and of its commands. */
export function helpText(): string {
  const parts = serverCommands.map(({ verb, summary, argument, options }) => {
    const rows = [
      ...(argument === undefined ? [] : [[argument.name, argument.text] as const]),
      ...options.map(({ flags, text }) => [flags, text] as const),
    ];
    const lines = rows.map(([left, right]) => `  ${left.padEnd(24)} ${right}`);
    return `equipoise-server ${verb}\n  ${summary}\n\n${lines.join('\n')}\n`;
  });
  return `${parts.join('\n')}
Without a verb it serves. DATABASE_URL names a PostgreSQL of one's own; without it an embedded one keeps the data folder.

Exit codes: 0 done, 1 a check found something, 64 usage, 65 data, 70 internal, 74 cannot write or listen, 130 cancelled.
`;
}

/**
 * The command that was typed, with what stands behind it. Without a verb it is `serve`.
 *
 * @returns null where help was asked for
 * @throws server/bad-option
 */
export function readWords(
  argv: readonly string[],
): { readonly verb: ServerVerb; readonly typed: Typed } | null {
  const named = serverCommands.find(({ verb }) => verb === argv[0])?.verb;
  const typed = parse(
    serverCommandOf(named ?? 'serve'),
    named === undefined ? argv : argv.slice(1),
  );
  return typed === null ? null : { verb: named ?? 'serve', typed };
}

const isText = (value: unknown): value is string => typeof value === 'string';

function parse(command: ServerCommand, argv: readonly string[]): Typed | null {
  const options = command.options.map(({ flags, isRepeated = false }) => {
    const [name = '', value] = flags.slice(2).split(' ');
    const type = value === undefined ? ('boolean' as const) : ('string' as const);
    return [name, { type, multiple: isRepeated }] as const;
  });
  try {
    const parsed = parseArgs({
      args: [...argv],
      options: { help: { type: 'boolean', short: 'h' }, ...Object.fromEntries(options) },
      allowPositionals: command.argument !== undefined,
    });
    const values: Readonly<Record<string, unknown>> = parsed.values;
    if (values['help'] === true) return null;
    const [argument, second] = parsed.positionals;
    const isWanted = command.argument?.name.startsWith('<') === true;
    if ((isWanted && argument === undefined) || second !== undefined) {
      fail('server/bad-option', `${command.verb} wants one ${command.argument?.name}.`, 'Name it.');
    }
    const listOf = (name: string): readonly unknown[] => [values[name] ?? []].flat();
    return {
      text: (name) => listOf(name).find(isText),
      texts: (name) => listOf(name).filter(isText),
      has: (name) => values[name] === true,
      argument,
    };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'server/bad-option')
      throw error;
    const what = error instanceof Error ? error.message : 'an option is wrong';
    return fail('server/bad-option', `${what}.`, 'See equipoise-server --help.', error);
  }
}

/** Where the store lies, by what was typed and the environment. */
export function readStoreOptions(typed: Typed, env: Environment, world: StoreWorld): StoreOptions {
  const databaseUrl = env['DATABASE_URL'];
  return {
    folder: typed.text('data') ?? env['EQUIPOISE_DATA'] ?? 'equipoise-data',
    world,
    ...(databaseUrl === undefined || databaseUrl === '' ? {} : { databaseUrl }),
  };
}

function read(path: string, option: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return fail(
      'server/bad-option',
      `${option} names a file that cannot be read.`,
      'Check it.',
      error,
    );
  }
}

/** Sign-ins at DICOMweb servers: a host and the header's text on a line each; empty lines and `#` are passed over. */
function readSignIns(path: string): Readonly<Record<string, string>> {
  const lines = read(path, '--dicomweb-auth').split('\n');
  return Object.fromEntries(
    lines
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const [, host, header] = /^(\S+)\s+(\S.*)$/.exec(line) ?? [];
        if (host === undefined || header === undefined) {
          fail(
            'server/bad-option',
            '--dicomweb-auth wants lines of a host and what its Authorization header says.',
            'Mend the file.',
          );
        }
        return [host, header];
      }),
  );
}

const limitNames: Readonly<Record<string, keyof ServerLimits>> = {
  requests: 'requestsAMinute',
  heavy: 'heavyAMinute',
  strangers: 'strangersAMinute',
  'sign-ins': 'signInsAMinute',
};

/** Limits as typed: `name=count` each. */
function readLimits(given: readonly string[]): Partial<ServerLimits> {
  const entries = given.map((text) => {
    const [, name = '', count = ''] = /^([a-z-]+)=([1-9]\d{0,8})$/.exec(text) ?? [];
    const limit = Object.hasOwn(limitNames, name) ? limitNames[name] : undefined;
    if (limit === undefined) {
      return fail(
        'server/bad-option',
        `--limit wants a name and a count, such as requests=12000, got "${text}".`,
        `Names: ${Object.keys(limitNames).join(', ')}; counts from 1.`,
      );
    }
    return [limit, Number(count)] as const;
  });
  return Object.fromEntries(entries);
}

/** Whether an address is one of this machine alone. */
function isLoopbackUrl(url: string): boolean {
  const name = URL.canParse(url) ? new URL(url).hostname : '';
  return name === 'localhost' || name === '127.0.0.1' || name === '[::1]';
}

/**
 * Options of `serve`.
 *
 * @throws server/bad-option
 */
export function readServeOptions(typed: Typed, env: Environment, world: StoreWorld): ServerOptions {
  const { text } = typed;
  const cert = text('tls-cert');
  const key = text('tls-key');
  if ((cert === undefined) !== (key === undefined)) {
    fail('server/bad-option', '--tls-cert and --tls-key go together.', 'Give both.');
  }
  const issuer = text('oidc-issuer');
  const host = text('host');
  const port = text('port');
  const basePath = text('base-path');
  const publicUrl = text('public-url');
  const webFolder = text('web');
  const signIns = text('dicomweb-auth');
  const keyFile = env['EQUIPOISE_KEY_FILE'] ?? '';
  return {
    ...readStoreOptions(typed, env, world),
    port: port === undefined ? 4747 : port.trim() === '' ? Number.NaN : Number(port),
    behindProxy: typed.has('behind-proxy'),
    dicomwebHosts: typed.texts('dicomweb-host'),
    limits: readLimits(typed.texts('limit')),
    ...(signIns === undefined ? {} : { dicomwebAuthorization: readSignIns(signIns) }),
    ...(keyFile === '' ? {} : { keyFile }),
    ...(host === undefined ? {} : { host }),
    ...(basePath === undefined ? {} : { basePath }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(webFolder === undefined ? {} : { webFolder }),
    ...(cert === undefined || key === undefined
      ? {}
      : { tls: { certificate: read(cert, '--tls-cert'), key: read(key, '--tls-key') } }),
    ...(issuer === undefined
      ? {}
      : {
          oidc: {
            name: text('oidc-name') ?? 'Single sign-on',
            issuer,
            clientId: env['OIDC_CLIENT_ID'] ?? '',
            clientSecret: env['OIDC_CLIENT_SECRET'] ?? '',
            // On this machine nobody is between the two.
            allowsHttp: isLoopbackUrl(issuer),
          },
        }),
  };
}
