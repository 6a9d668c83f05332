import type { Store } from '@equipoise/store';
import type { StudyRights } from './auth/authorise.ts';
import type { Caller } from './auth/caller.ts';
import type { OidcSignIn } from './auth/oidc.ts';
import type { Sealing } from './auth/sealing.ts';
import type { UnknownAddresses } from './auth/unknown-addresses.ts';
import type { Figures } from './figures/figures.ts';
import type { JobQueue } from './jobs/job-queue.ts';
import type { RequestLog } from './log/request-log.ts';
import type { OidcOptions, ServerLimits } from './options.ts';
import type { DicomExport } from './ports/dicom-export.ts';
import type { DicomwebPeer } from './ports/dicomweb.ts';
import type { Ingest } from './ports/ingest.ts';
import type { RoomStatistics } from './ports/room-statistics.ts';
import type { Thumbnails } from './ports/thumbnails.ts';
import type { GalleryIndexes } from './study/gallery-index.ts';
import type { LoadedStudies } from './study/loaded-study.ts';

/** What the handlers of routes work with. */
export interface Services {
  readonly store: Store;
  readonly limits: ServerLimits;
  readonly log: RequestLog;
  readonly studies: LoadedStudies;
  readonly jobs: JobQueue;
  readonly figures: Figures;
  readonly galleries: GalleryIndexes;
  readonly ingest: Ingest;
  readonly dicom: DicomExport | null;
  readonly statistics: () => Promise<RoomStatistics>;
  readonly oidc: OidcSignIn | null;
  readonly oidcOptions: OidcOptions | null;
  /** Seals the secrets of second factors. */
  readonly sealing: Sealing;
  /** Failed sign-ins at addresses that no account has. */
  readonly unknown: UnknownAddresses;
  readonly thumbnails: Thumbnails;
  readonly version: string;
  readonly basePath: string;
  readonly isSecure: boolean;
  /** A DICOMweb server by its address. @throws room/not-allowed */
  readonly dicomweb: (url: string) => DicomwebPeer;
  /** Address of the app, for links. */
  readonly publicUrl: () => string;
}

/** A cookie to be set with the answer; null takes it away. */
export type SetSession = (token: string | null, expiresAt: string) => void;

/** A file that came with a request, lying in a folder of its own until the request is answered. */
export interface ReceivedFile {
  /** As the sender called it: shown again, never used for a path. */
  readonly name: string;
  readonly path: string;
  readonly byteCount: number;
}

/** One request. */
export interface Call {
  readonly services: Services;
  readonly caller: Caller;
  readonly rights: StudyRights | null;
  readonly files: readonly ReceivedFile[];
  /** Folder of the received files. */
  readonly folder: string | null;
  readonly setSession: SetSession;
  /** Sets a header of the answer. */
  readonly setHeader: (name: string, value: string) => void;
  readonly url: string;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  readonly setCookie: (name: string, value: string, seconds: number) => void;
}
