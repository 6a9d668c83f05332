import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  addInvitation,
  countAccounts,
  listInvitations,
  openStore,
  revokeInvitation,
  type Store,
  sealedFactors,
  serverKey,
} from '@equipoise/store';
import { oidcSignIn } from './auth/oidc.ts';
import { type Sealing, sealingBy } from './auth/sealing.ts';
import { hashToken, newToken } from './auth/tokens.ts';
import { unknownAddresses } from './auth/unknown-addresses.ts';
import { fail } from './errors.ts';
import { openFigures } from './figures/figures.ts';
import { buildApp } from './http/app.ts';
import { jobQueue } from './jobs/job-queue.ts';
import { runJobs } from './jobs/run-job.ts';
import { requestLog } from './log/request-log.ts';
import { defaultLimits, type ServerOptions } from './options.ts';
import { type DicomwebPeer, type DicomwebPeers, dicomwebFetch } from './ports/dicomweb.ts';
import { imagingDicomExport } from './ports/imaging-dicom-export.ts';
import { imagingIngest } from './ports/ingest.ts';
import { workbenchStatistics } from './ports/room-statistics.ts';
import { keptThumbnails } from './ports/thumbnails.ts';
import type { Services } from './services.ts';
import { galleryIndexes } from './study/gallery-index.ts';
import { loadedStudies } from './study/loaded-study.ts';

/** A server that answers. */
export interface RunningServer {
  /** Where the app is, with its base path. */
  readonly url: string;
  /** The one-time link that makes the first account; null when there is one. */
  readonly ownerLink: string | null;
  readonly store: Store;
  /** Ends jobs, connections and the database; a second call does nothing. */
  readonly close: () => Promise<void>;
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * Where a server may listen: on loopback, or elsewhere with TLS or a proxy in front.
 *
 * @throws server/not-loopback, server/bad-option
 */
export function checkOptions(options: ServerOptions): void {
  const { host = '127.0.0.1', port = 4747, basePath = '' } = options;
  if (!loopback.has(host) && options.tls === undefined && options.behindProxy !== true) {
    fail(
      'server/not-loopback',
      `The address ${host} can be reached from outside, and passwords would travel in the open.`,
      'Give a certificate with --tls-cert and --tls-key, or start with --behind-proxy.',
    );
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    fail('server/bad-option', `--port wants 0 to 65535, got ${port}.`, 'Correct it.');
  }
  if (!/^(\/[A-Za-z0-9._~-]+)*$/.test(basePath) || basePath === '/api') {
    fail(
      'server/bad-option',
      `--base-path wants a path such as /room, got "${basePath}".`,
      'Begin it with a slash and end it without.',
    );
  }
  if (options.behindProxy === true && options.publicUrl === undefined) {
    fail(
      'server/bad-option',
      '--behind-proxy wants to know the address that people type.',
      'Add --public-url https://….',
    );
  }
}

/**
 * Opens the store and starts the server.
 *
 * @throws server/not-loopback, server/port-in-use, server/cannot-listen; store/bad-key; store/folder-in-use for a second server on the same data
 */
export async function createServer(options: ServerOptions): Promise<RunningServer> {
  checkOptions(options);
  const { world, host = '127.0.0.1', port = 4747, basePath = '' } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const store = await openStore({
    folder: options.folder,
    world,
    ...(options.databaseUrl === undefined ? {} : { databaseUrl: options.databaseUrl }),
  });
  const undo: (() => Promise<unknown>)[] = [() => store.close()];
  try {
    // What uploads and jobs of a killed server left behind.
    await rm(join(store.folder, 'work'), { recursive: true, force: true });
    const sealing = await openSealing(store, options.keyFile);
    const isSecure = options.tls !== undefined || options.behindProxy === true;
    let publicUrl = options.publicUrl?.replace(/\/+$/, '') ?? '';
    const studies = loadedStudies();
    const ingest = options.ports?.ingest ?? imagingIngest;
    const given = options.ports?.statistics;
    const statistics = given === undefined ? workbenchStatistics : async () => given;
    const peers: DicomwebPeers = {
      hosts: options.dicomwebHosts ?? [],
      authorization: options.dicomwebAuthorization ?? {},
    };
    const dicomweb = (address: string): DicomwebPeer => dicomwebFetch(peers, address);
    const dicom = options.ports?.dicom ?? imagingDicomExport;
    const version = options.version ?? '0.1.0';
    const run = runJobs({ store, studies, ingest, statistics, dicomweb, dicom, version });
    const jobs = jobQueue(store, run, limits.jobMinutes);
    const figures = openFigures(store, version);
    undo.unshift(() => figures.stop());
    const thumbnails = keptThumbnails(store);
    undo.unshift(async () => thumbnails.close());
    const services: Services = {
      store,
      limits,
      log: requestLog(store),
      studies,
      jobs,
      figures,
      galleries: galleryIndexes(store, studies),
      ingest,
      dicom,
      statistics,
      oidc:
        options.oidc === undefined ? null : oidcSignIn(options.oidc, () => Date.parse(world.now())),
      oidcOptions: options.oidc ?? null,
      sealing,
      unknown: unknownAddresses(limits),
      thumbnails,
      version,
      basePath,
      isSecure,
      dicomweb,
      publicUrl: () => publicUrl,
    };
    const named = options.publicUrl === undefined ? [] : [new URL(options.publicUrl).hostname];
    const hosts = loopback.has(host) ? [...loopback, ...named] : [host, ...named];
    const isAnyHost = options.behindProxy === true || host === '0.0.0.0' || host === '::';
    const app = await buildApp(services, {
      limits,
      tls: options.tls,
      behindProxy: options.behindProxy === true,
      webFolder: options.webFolder,
      hosts: () => (isAnyHost ? null : hosts),
    });
    undo.unshift(() => closeApp(app));
    const own = await listen(app, host, port);
    const scheme = options.tls === undefined ? 'http' : 'https';
    const shownHost = host.includes(':') ? `[${host}]` : host;
    const url = `${scheme}://${shownHost}:${own}${basePath}`;
    if (publicUrl === '') publicUrl = url;
    await jobs.start();
    undo.splice(1, 0, () => jobs.stop());
    const ownerLink = await firstLink(store, publicUrl);
    let isClosed = false;
    return {
      url,
      ownerLink,
      store,
      async close() {
        if (isClosed) return;
        isClosed = true;
        for (const step of undo) await step();
      },
    };
  } catch (error) {
    for (const step of undo) await step().catch(() => undefined);
    throw error;
  }
}

/** Stops answering. A connection whose last answer ends after the call is idle then, and would be kept open for long. */
async function closeApp(app: Awaited<ReturnType<typeof buildApp>>): Promise<void> {
  const sweep = setInterval(() => app.server.closeIdleConnections(), 50);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
  }
}

async function listen(
  app: Awaited<ReturnType<typeof buildApp>>,
  host: string,
  port: number,
): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EADDRINUSE') {
      fail(
        'server/port-in-use',
        `Another process listens on port ${port}.`,
        'Stop it, or choose another with --port.',
        error,
      );
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      fail(
        'server/cannot-listen',
        `The system does not let this process listen on ${host}, port ${port} (${code}).`,
        'Choose another with --host and --port.',
        error,
      );
    }
    throw error;
  }
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** Sealing with the server's key; says how many second factors another key sealed. */
async function openSealing(store: Store, keyFile: string | undefined): Promise<Sealing> {
  const path = keyFile ?? join(store.folder, 'server.key');
  const sealing = sealingBy(serverKey(path, store.world), store.world);
  const sealed = await store.read((tx) => sealedFactors(tx));
  const foreign = sealed.filter((text) => !sealing.isOwn(text)).length;
  if (foreign > 0) {
    store.world.tell?.(
      `${foreign} second factors were sealed with another key than that in ${path}: their codes are refused until the right file is back. Recovery codes go on working.`,
    );
  }
  return sealing;
}

/** The link of the first account: one use, one day; earlier ones that nobody used end. */
async function firstLink(store: Store, publicUrl: string): Promise<string | null> {
  const token = newToken(store.world);
  const isNew = await store.change({ actor: 'server' }, async (tx) => {
    if ((await countAccounts(tx)) > 0) return false;
    for (const row of await listInvitations(tx, null)) {
      if (row.usedAt === null && row.revokedAt === null) await revokeInvitation(tx, row.id);
    }
    const expiresAt = new Date(Date.parse(tx.at) + 86_400_000).toISOString();
    await addInvitation(tx, {
      tokenHash: hashToken(token),
      studyId: null,
      role: 'owner',
      expiresAt,
    });
    return true;
  });
  return isNew ? `${publicUrl}/join#${token}` : null;
}
