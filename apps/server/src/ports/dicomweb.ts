import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { refuse } from '../http/refuse.ts';

/** A DICOMweb server: asks it for a path below its address. */
export type DicomwebPeer = (path: string, accept: string) => Promise<Response>;

const timeoutMs = 60_000;

/** Whether an address lies in a network that only this machine or house can reach. */
function isInside(address: string): boolean {
  if (isIP(address) === 4) {
    const [a = 0, b = 0] = address.split('.').map(Number);
    return (
      a === 0 ||
      a === 10 ||
      a === 127 ||
      (a === 100 && b >= 64 && b < 128) ||
      (a === 169 && b === 254) ||
      (a === 172 && b >= 16 && b < 32) ||
      (a === 192 && b === 168) ||
      a >= 224
    );
  }
  const text = address.toLowerCase();
  if (text.startsWith('::ffff:')) return isInside(text.slice(7));
  return text === '::' || text === '::1' || /^f[cd]/.test(text) || /^fe[89ab]/.test(text);
}

/**
 * A peer at an address that may be asked. The server asks no address inside its own house unless the operator named
 * it: a link must not make it knock on doors.
 *
 * @param hosts `host` or `host:port` that may be inside
 * @param url of the DICOMweb service
 * @throws room/not-allowed
 */
export function dicomwebFetch(hosts: readonly string[], url: string): DicomwebPeer {
  const base = new URL(url.endsWith('/') ? url : `${url}/`);
  const isNamed = hosts.includes(base.host) || hosts.includes(base.hostname);
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
  return async (path, accept) => {
    if (!isNamed) {
      const found = await lookup(host, { all: true }).catch(() => []);
      if (found.length === 0 || found.some(({ address }) => isInside(address))) deny();
    }
    try {
      return await fetch(new URL(path, base), {
        headers: { accept },
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch {
      return refuse('room/away', 'The DICOMweb server does not answer.', 'Try again later.');
    }
  };
}

type DicomJson = Readonly<Record<string, { readonly Value?: readonly unknown[] }>>;

function texts(item: DicomJson, tag: string): string[] {
  const element = Object.hasOwn(item, tag) ? item[tag] : undefined;
  return (element?.Value ?? [])
    .filter((value) => ['string', 'number'].includes(typeof value))
    .map(String);
}

async function jsonList(response: Response): Promise<readonly DicomJson[]> {
  if (response.status === 204) return [];
  if (!response.ok) {
    return refuse('room/away', `The DICOMweb server answered ${response.status}.`, 'Check it.');
  }
  const list: unknown = await response.json().catch(() => null);
  if (!Array.isArray(list)) {
    return refuse('room/away', 'The DICOMweb server answered no list.', 'Check its address.');
  }
  return list.filter((item): item is DicomJson => typeof item === 'object' && item !== null);
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

/** The DICOM file of an instance (WADO-RS): the one part of the multipart answer. */
export async function fetchInstance(peer: DicomwebPeer, path: string): Promise<Uint8Array> {
  const response = await peer(
    path,
    'multipart/related; type="application/dicom"; transfer-syntax=*',
  );
  if (!response.ok) {
    return refuse('room/away', `The DICOMweb server answered ${response.status}.`, 'Check it.');
  }
  const type = response.headers.get('content-type') ?? '';
  const body = Buffer.from(await response.arrayBuffer());
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1];
  if (boundary === undefined) return body;
  const start = body.indexOf('\r\n\r\n');
  const end = body.lastIndexOf(`\r\n--${boundary}`);
  return start < 0 || end < start ? body : body.subarray(start + 4, end);
}
