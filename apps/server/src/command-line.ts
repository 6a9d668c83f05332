import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { StoreWorld } from '@equipoise/store';
import { fail } from './errors.ts';
import type { ServerOptions } from './options.ts';

/** Help of the command. */
export const helpText: string = `Serve the reading room: readers annotate images, blinded, and a curator sees it come together.

Usage: equipoise-server [options]

  --data <folder>          data folder (EQUIPOISE_DATA; default: ./equipoise-data)
  --port <number>          port, 0 for a free one (default: 4747)
  --host <address>         address to listen on (default: 127.0.0.1)
  --base-path <path>       path that everything lies below, such as /room
  --tls-cert <file>        certificate, to answer TLS
  --tls-key <file>         its key
  --behind-proxy           a proxy in front answers TLS
  --public-url <url>       address that people type, for links
  --web <folder>           folder of the built web app
  --dicomweb-host <host>   host inside the house that images may be pulled from; may be repeated
  --oidc-issuer <url>      identity provider; the client by OIDC_CLIENT_ID and OIDC_CLIENT_SECRET
  --oidc-name <text>       what its button says (default: Single sign-on)

DATABASE_URL names a PostgreSQL of one's own; without it an embedded one keeps the data folder.

Exit codes: 0 done, 64 usage, 70 internal, 74 cannot write or listen.
`;

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

/**
 * Options from arguments and environment.
 *
 * @param argv arguments behind the command's name
 * @returns null when help was asked for
 * @throws server/bad-option
 */
export function readCommandLine(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  world: StoreWorld,
): ServerOptions | null {
  const values = parse(argv);
  if (values.help === true) return null;
  const cert = values['tls-cert'];
  const key = values['tls-key'];
  if ((cert === undefined) !== (key === undefined)) {
    fail('server/bad-option', '--tls-cert and --tls-key go together.', 'Give both.');
  }
  const issuer = values['oidc-issuer'];
  const databaseUrl = env['DATABASE_URL'];
  return {
    folder: values.data ?? env['EQUIPOISE_DATA'] ?? 'equipoise-data',
    world,
    port: values.port === undefined ? 4747 : Number(values.port),
    behindProxy: values['behind-proxy'] === true,
    dicomwebHosts: values['dicomweb-host'] ?? [],
    ...(databaseUrl === undefined || databaseUrl === '' ? {} : { databaseUrl }),
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values['base-path'] === undefined ? {} : { basePath: values['base-path'] }),
    ...(values['public-url'] === undefined ? {} : { publicUrl: values['public-url'] }),
    ...(values.web === undefined ? {} : { webFolder: values.web }),
    ...(cert === undefined || key === undefined
      ? {}
      : { tls: { certificate: read(cert, '--tls-cert'), key: read(key, '--tls-key') } }),
    ...(issuer === undefined
      ? {}
      : {
          oidc: {
            name: values['oidc-name'] ?? 'Single sign-on',
            issuer,
            clientId: env['OIDC_CLIENT_ID'] ?? '',
            clientSecret: env['OIDC_CLIENT_SECRET'] ?? '',
          },
        }),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', short: 'h' },
        data: { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        'base-path': { type: 'string' },
        'tls-cert': { type: 'string' },
        'tls-key': { type: 'string' },
        'behind-proxy': { type: 'boolean' },
        'public-url': { type: 'string' },
        web: { type: 'string' },
        'dicomweb-host': { type: 'string', multiple: true },
        'oidc-issuer': { type: 'string' },
        'oidc-name': { type: 'string' },
      },
      allowPositionals: false,
    }).values;
  } catch (error) {
    const what = error instanceof Error ? error.message : 'an option is wrong';
    return fail('server/bad-option', `${what}.`, 'See equipoise-server --help.', error);
  }
}
