import { isIP } from 'node:net';
import { refuse } from '../http/refuse.ts';
import { askPeer, InsideAddress } from './ask-peer.ts';
import { isInside } from './inside-addresses.ts';
import { readBody } from './read-body.ts';

/** What is sent along with a request. */
export interface DicomwebBody {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** A DICOMweb server: asks it for a path below its address, or sends it something. */
export type DicomwebPeer = (path: string, accept: string, body?: DicomwebBody) => Promise<Response>;

/** Which servers the operator named, and how to sign in at each. */
export interface DicomwebPeers {
  /** `host` or `host:port` that may be inside the house. */
  readonly hosts: readonly string[];
  /** What the Authorization header says to a `host` or `host:port`. */
  readonly authorization: Readonly<Record<string, string>>;
}

const timeoutMs = 60_000;

/** Most bytes of a list that a peer may answer. */
const mostListBytes = 64 * 1024 * 1024;

/**
 * A peer at an address that may be asked. The server asks no address inside its own house unless the operator named
 * it: a link must not make it knock on doors.
 *
 * @param peers what the operator named
 * @param url of the DICOMweb service
 * @throws room/not-allowed
 */
export function dicomwebFetch(peers: DicomwebPeers, url: string): DicomwebPeer {
  const base = new URL(url.endsWith('/') ? url : `${url}/`);
  const key = [base.host, base.hostname].find((name) => Object.hasOwn(peers.authorization, name));
  const authorization = key === undefined ? undefined : peers.authorization[key];
  const isNamed =
    key !== undefined || peers.hosts.includes(base.host) || peers.hosts.includes(base.hostname);
  const deny = (): never =>
    refuse(
      'room/not-allowed',
      'This server may not ask that address.',
      'Start the server with --dicomweb-host and the host of the peer.',
    );
  const isHttp = base.protocol === 'http:' || base.protocol === 'https:';
  const host = base.hostname.replace(/^\[|\]$/g, '');
  if (!isHttp || base.username !== '' || base.password !== '') return deny();
  if (!isNamed && (host === 'localhost' || (isIP(host) !== 0 && isInside(host)))) return deny();
  return async (path, accept, body) => {
    try {
      return await askPeer(new URL(path, base), {
        headers: {
          accept,
          ...(authorization === undefined ? {} : { authorization }),
          ...(body === undefined ? {} : { 'content-type': body.contentType }),
        },
        body: body?.bytes ?? null,
        isInsideAllowed: isNamed,
        timeoutMs,
      });
    } catch (error) {
      if (error instanceof InsideAddress) return deny();
      return refuse('room/away', 'The DICOMweb server does not answer.', 'Try again later.');
    }
  };
}

/** An object as DICOM JSON has it. */
export type DicomJson = Readonly<Record<string, { readonly Value?: readonly unknown[] }>>;

/** Values of an element that are texts or numbers. */
export function texts(item: DicomJson, tag: string): string[] {
  const element = Object.hasOwn(item, tag) ? item[tag] : undefined;
  return (element?.Value ?? [])
    .filter((value) => ['string', 'number'].includes(typeof value))
    .map(String);
}

/** Refuses with what the peer's status means. */
export function refuseStatus(status: number): never {
  const mend =
    status === 401 || status === 403
      ? 'Name the sign-in with --dicomweb-auth, and check its rights.'
      : 'Check the address and the log of that server.';
  return refuse('room/away', `The DICOMweb server answered ${status}.`, mend);
}

/** A list of objects that the peer answered. */
export async function jsonList(response: Response): Promise<readonly DicomJson[]> {
  if (response.status === 204) return [];
  if (!response.ok) return refuseStatus(response.status);
  const body = await readBody(response, mostListBytes);
  const list = listOf(body);
  if (!Array.isArray(list)) {
    return refuse('room/away', 'The DICOMweb server answered no list.', 'Check its address.');
  }
  return list.filter((item): item is DicomJson => typeof item === 'object' && item !== null);
}

function listOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
}

/** A study that a peer has; names of patients are not asked for and not passed on. */
export interface PeerStudy {
  readonly studyInstanceUid: string;
  readonly date: string | null;
  readonly modalities: readonly string[];
  readonly description: string | null;
  readonly instanceCount: number | null;
}

/** Searches a peer for studies (QIDO-RS). */
export async function searchStudies(
  peer: DicomwebPeer,
  query: Readonly<Record<string, string>>,
): Promise<readonly PeerStudy[]> {
  const params = new URLSearchParams({ limit: '100', ...query });
  const list = await jsonList(await peer(`studies?${params}`, 'application/dicom+json'));
  return list.flatMap((item) => {
    const [studyInstanceUid] = texts(item, '0020000D');
    if (studyInstanceUid === undefined) return [];
    const count = Number(texts(item, '00201208')[0]);
    return [
      {
        studyInstanceUid,
        date: texts(item, '00080020')[0] ?? null,
        modalities: texts(item, '00080061'),
        description: texts(item, '00081030')[0] ?? null,
        instanceCount: Number.isFinite(count) ? count : null,
      },
    ];
  });
}

/** Addresses of the instances of a study or series, relative to the peer. */
export async function listInstances(
  peer: DicomwebPeer,
  study: string,
  series: string | undefined,
): Promise<readonly string[]> {
  const found: string[] = [];
  const below = series === undefined ? `studies/${study}` : `studies/${study}/series/${series}`;
  for (let offset = 0; ; offset += 1000) {
    const path = `${below}/instances?limit=1000&offset=${offset}`;
    const page = await jsonList(await peer(path, 'application/dicom+json'));
    const before = found.length;
    for (const item of page) {
      const [own] = texts(item, '0020000E');
      const [instance] = texts(item, '00080018');
      const isUid = (text: string | undefined): text is string =>
        text !== undefined && /^[0-9.]{1,64}$/.test(text);
      if (!isUid(own) || !isUid(instance)) continue;
      const at = `studies/${study}/series/${own}/instances/${instance}`;
      if (!found.includes(at)) found.push(at);
    }
    if (page.length < 1000 || found.length === before || found.length > 20_000) return found;
  }
}

/**
 * The DICOM file of an instance (WADO-RS): the one part of the multipart answer.
 *
 * @param mostBytes of the answer
 * @throws room/away
 */
export async function fetchInstance(
  peer: DicomwebPeer,
  path: string,
  mostBytes: number,
): Promise<Uint8Array> {
  const response = await peer(
    path,
    'multipart/related; type="application/dicom"; transfer-syntax=*',
  );
  if (!response.ok) return refuseStatus(response.status);
  const type = response.headers.get('content-type') ?? '';
  const body = await readBody(response, mostBytes);
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1];
  if (boundary === undefined) return body;
  const start = body.indexOf('\r\n\r\n');
  const end = body.lastIndexOf(`\r\n--${boundary}`);
  return start < 0 || end < start ? body : body.subarray(start + 4, end);
}
