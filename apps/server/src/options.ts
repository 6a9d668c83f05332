import type { StoreWorld } from '@equipoise/store';
import type { DicomExport } from './ports/dicom-export.ts';
import type { Ingest } from './ports/ingest.ts';
import type { RoomStatistics } from './ports/room-statistics.ts';

/** A way to sign in at an identity provider. */
export interface OidcOptions {
  /** Shown on the button. */
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Plain HTTP to the provider; for a provider on loopback alone. */
  readonly allowsHttp?: boolean;
}

/** Certificate and key of a server that answers TLS itself. */
export interface TlsOptions {
  readonly certificate: string;
  readonly key: string;
}

/** How the server runs. */
export interface ServerOptions {
  /** The data folder. */
  readonly folder: string;
  /** A PostgreSQL of one's own; an embedded one when absent. */
  readonly databaseUrl?: string;
  /** File of the server's key, which seals second factors. @default `server.key` in the data folder */
  readonly keyFile?: string;
  readonly world: StoreWorld;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** 0 takes a free one. @default 4747 */
  readonly port?: number;
  /** Path that everything lies below, such as `/room`. @default '' */
  readonly basePath?: string;
  readonly tls?: TlsOptions;
  /** A proxy in front answers TLS and sets the forwarded headers. */
  readonly behindProxy?: boolean;
  /** Address that people type, for links; needed behind a proxy. */
  readonly publicUrl?: string;
  /** Folder of the built web app; without one only the API is served. */
  readonly webFolder?: string;
  readonly oidc?: OidcOptions;
  readonly version?: string;
  readonly ports?: {
    readonly ingest?: Ingest;
    readonly dicom?: DicomExport;
    readonly statistics?: RoomStatistics;
  };
  readonly limits?: Partial<ServerLimits>;
  /** Hosts that images may be pulled from and annotations sent to, beside public ones: `host` or `host:port`. */
  readonly dicomwebHosts?: readonly string[];
  /** What the Authorization header says to a `host` or `host:port`; naming one here allows it as well. */
  readonly dicomwebAuthorization?: Readonly<Record<string, string>>;
}

/** What requests may cost. */
export interface ServerLimits {
  /** Tries to sign in a minute and address. */
  readonly signInsAMinute: number;
  /** Calls a minute and account, whatever they are. */
  readonly requestsAMinute: number;
  /** Uploads, jobs, exports and figures a minute and account. */
  readonly heavyAMinute: number;
  /** Calls a minute and address where nobody is signed in. */
  readonly strangersAMinute: number;
  /** Failures that lock an account, and for how many minutes. */
  readonly lockAfter: number;
  readonly lockMinutes: number;
  readonly sessionHours: number;
  readonly sessionDays: number;
  readonly uploadBytes: number;
  readonly uploadFiles: number;
  readonly jobMinutes: number;
  /** Studies of more answers are exported beside the server, which goes on answering meanwhile. */
  readonly answersHere: number;
}

/** Limits when none are given. */
export const defaultLimits: ServerLimits = {
  signInsAMinute: 20,
  requestsAMinute: 12_000,
  heavyAMinute: 300,
  strangersAMinute: 1200,
  lockAfter: 5,
  lockMinutes: 15,
  sessionHours: 12,
  sessionDays: 7,
  uploadBytes: 4_294_967_296,
  uploadFiles: 20_000,
  jobMinutes: 120,
  answersHere: 20_000,
};
