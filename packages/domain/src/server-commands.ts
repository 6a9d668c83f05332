/** An option of a command that the server's program carries out. */
export interface ServerOption {
  /** As typed: `--port <number>`, or `--json` for one without a value. */
  readonly flags: string;
  readonly text: string;
  readonly isRepeated?: true;
}

/** A command that the server's program carries out, whoever starts it. */
export interface ServerCommand {
  readonly verb: ServerVerb;
  readonly summary: string;
  readonly examples: readonly string[];
  readonly argument?: {
    /** As typed: `<folder>`, or `[folder]` where it may be left out. */
    readonly name: string;
    readonly text: string;
  };
  readonly options: readonly ServerOption[];
}

/** Its verbs. */
export type ServerVerb = 'serve' | 'reset-link' | 'verify-log' | 'backup' | 'restore' | 'verify';

/** What the server's program tells whoever started it with a channel. */
export type ServerMessage =
  | { readonly kind: 'ready'; readonly url: string; readonly ownerLink: string | null }
  | {
      readonly kind: 'progress';
      readonly label: string;
      readonly done: number;
      readonly total: number;
    };

const data: ServerOption = {
  flags: '--data <folder>',
  text: 'data folder (EQUIPOISE_DATA; default: ./equipoise-data)',
};

const asJson: ServerOption = { flags: '--json', text: 'print the result as JSON' };

const anchors: ServerOption = {
  flags: '--anchors <file>',
  text: 'heads of the log noted earlier and kept elsewhere: they find a log that was rewritten whole',
};

/** The commands, in the order of the help. The only place where they are described. */
export const serverCommands: readonly ServerCommand[] = [
  {
    verb: 'serve',
    summary:
      'Serve the reading room: readers annotate images, blinded, and a curator sees it come together.',
    examples: [
      'equipoise serve',
      'equipoise serve --data /srv/room --port 8080 --base-path /room',
      'equipoise serve --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem',
    ],
    options: [
      data,
      { flags: '--port <number>', text: 'port, 0 for a free one (default: 4747)' },
      { flags: '--host <address>', text: 'address to listen on (default: 127.0.0.1)' },
      { flags: '--base-path <path>', text: 'path that everything lies below, such as /room' },
      { flags: '--tls-cert <file>', text: 'certificate, to answer TLS' },
      { flags: '--tls-key <file>', text: 'its key' },
      { flags: '--behind-proxy', text: 'a proxy in front answers TLS' },
      { flags: '--public-url <url>', text: 'address that people type, for links' },
      { flags: '--web <folder>', text: 'folder of the built web app' },
      {
        flags: '--dicomweb-host <host>',
        text: 'host inside the house that images may be pulled from and annotations sent to; may be repeated',
        isRepeated: true,
      },
      {
        flags: '--dicomweb-auth <file>',
        text: 'sign-ins at such hosts: lines of a host and an Authorization header, such as "pacs:8042 Basic dXNlcjpwYXNz"',
      },
      {
        flags: '--oidc-issuer <url>',
        text: 'identity provider; the client by OIDC_CLIENT_ID and OIDC_CLIENT_SECRET',
      },
      {
        flags: '--limit <name=count>',
        text: 'calls a minute, may be repeated: requests of an account (12000), heavy ones of it (uploads, jobs, exports, figures: 300), strangers of an address (1200), sign-ins of an address (20)',
        isRepeated: true,
      },
      { flags: '--oidc-name <text>', text: 'what its button says (default: Single sign-on)' },
    ],
  },
  {
    verb: 'reset-link',
    summary:
      'Print a one-time link that sets a new password, or makes another owner, when nobody who could is left.',
    examples: [
      'equipoise reset-link --email ada@example.org',
      'equipoise reset-link --email ada@example.org --second-factor --public-url https://room.example',
      'equipoise reset-link --new-owner --data /srv/room',
    ],
    options: [
      data,
      { flags: '--email <address>', text: 'the account that gets a new password' },
      {
        flags: '--second-factor',
        text: 'also take its second factor away, for when device and recovery codes are lost',
      },
      { flags: '--new-owner', text: 'instead: a link that makes another owner of the server' },
      {
        flags: '--public-url <url>',
        text: 'address that people type, with the base path (default: http://127.0.0.1:4747)',
      },
      asJson,
    ],
  },
  {
    verb: 'verify-log',
    summary:
      "Check the reading room's event log: find and locate any event that was edited, removed or moved.",
    examples: [
      'equipoise verify-log',
      'equipoise verify-log --anchors heads.jsonl',
      'equipoise verify-log --note heads.jsonl',
    ],
    options: [
      data,
      anchors,
      {
        flags: '--note <file>',
        text: 'append the present heads to a file, to be kept elsewhere, where the log is whole',
      },
      asJson,
    ],
  },
  {
    verb: 'backup',
    summary: 'Write a backup of the reading room to a new folder, also while it is in use.',
    examples: [
      'equipoise backup room-backup',
      'equipoise backup /mnt/safe/monday --data /srv/room',
    ],
    argument: { name: '<folder>', text: 'folder to write, which must not exist yet' },
    options: [data, asJson],
  },
  {
    verb: 'restore',
    summary: 'Restore a backup into a new data folder, or an empty database, and check it.',
    examples: [
      'equipoise restore room-backup --data restored',
      'equipoise restore /mnt/safe/monday --data /srv/room --json',
    ],
    argument: { name: '<folder>', text: 'the backup' },
    options: [data, asJson],
  },
  {
    verb: 'verify',
    summary:
      'Check every document, image and event of the reading room, or every byte of a backup.',
    examples: [
      'equipoise verify',
      'equipoise verify room-backup',
      'equipoise verify --data /srv/room --anchors heads.jsonl',
    ],
    argument: { name: '[folder]', text: 'a backup to check instead of the data folder' },
    options: [data, anchors, asJson],
  },
];

/** A command by its verb. */
export function serverCommandOf(verb: ServerVerb): ServerCommand {
  // Every verb of the type stands in the table; a test holds both together.
  return serverCommands.find((one) => one.verb === verb)!;
}
