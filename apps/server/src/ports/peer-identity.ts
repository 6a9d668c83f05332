import type { SubjectFacts } from '@equipoise/imaging';
import type { ExportedImage } from './dicom-export.ts';
import { type DicomJson, type DicomwebPeer, jsonList, listInstances, texts } from './dicomweb.ts';

/** An instance as its owner knows it. */
interface PeerInstance {
  readonly path: string;
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly instanceUid: string;
}

/** What a peer says of a series and whom it shows. */
interface PeerSeries {
  readonly patientId: string;
  readonly frameOfReferenceUid: string | null;
  readonly subject: SubjectFacts;
}

/** A person's name of DICOM JSON as DICOM itself writes it. */
function personName(item: DicomJson, tag: string): string {
  const element = Object.hasOwn(item, tag) ? item[tag] : undefined;
  const [value] = element?.Value ?? [];
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  const groups = new Map(Object.entries(value));
  return ['Alphabetic', 'Ideographic', 'Phonetic']
    .map((group) => String(groups.get(group) ?? ''))
    .join('=')
    .replace(/=+$/, '');
}

async function seriesOf(peer: DicomwebPeer, instance: PeerInstance): Promise<PeerSeries | null> {
  const list = await jsonList(await peer(`${instance.path}/metadata`, 'application/dicom+json'));
  const [item] = list;
  if (item === undefined) return null;
  const text = (tag: string): string => texts(item, tag)[0] ?? '';
  return {
    patientId: text('00100020'),
    frameOfReferenceUid: texts(item, '00200052')[0] ?? null,
    subject: {
      patientName: personName(item, '00100010'),
      birthDate: text('00100030'),
      sex: text('00100040'),
      studyDate: text('00080020'),
      studyTime: text('00080030'),
      accessionNumber: text('00080050'),
      referringPhysician: personName(item, '00080090'),
      studyId: text('00200010'),
    },
  };
}

interface KeptHeader {
  readonly header?: unknown;
  readonly instances?: unknown;
}

function replacedUids(image: ExportedImage): readonly string[] {
  const { instances } = (image.header ?? {}) as KeptHeader; // looked at right here
  return Array.isArray(instances) ? instances.map(String) : [];
}

/**
 * Gives images the identity that a peer knows them by, so that what is written about them joins the study it belongs
 * to. Nothing of that identity is stored here: the peer is asked for its instances, and their UIDs are replaced as at
 * the intake to see which are ours.
 *
 * @param studies Study Instance UIDs at the peer
 * @param mapUid how the study replaces UIDs
 * @returns the images that were found whole; the others are left out
 */
export async function identifiedAtPeer(
  peer: DicomwebPeer,
  studies: readonly string[],
  mapUid: (uid: string) => string,
  images: ReadonlyMap<string, ExportedImage>,
): Promise<ReadonlyMap<string, ExportedImage>> {
  const known = new Map<string, PeerInstance>();
  for (const study of studies) {
    for (const path of await listInstances(peer, study, undefined)) {
      const [, studyUid = '', , seriesUid = '', , instanceUid = ''] = path.split('/');
      known.set(mapUid(instanceUid), { path, studyUid, seriesUid, instanceUid });
    }
  }
  const series = new Map<string, PeerSeries | null>();
  const found = new Map<string, ExportedImage>();
  for (const [imageId, image] of images) {
    const uids = replacedUids(image);
    const own = uids.flatMap((uid) => known.get(uid) ?? []);
    const [first] = own;
    if (first === undefined || own.length !== uids.length) continue;
    const facts = series.get(first.seriesUid) ?? (await seriesOf(peer, first));
    series.set(first.seriesUid, facts);
    if (facts === null) continue;
    const { header } = image.header as KeptHeader; // it has instances, as was seen above
    found.set(imageId, {
      record: image.record,
      header: {
        header: { ...(header as object), FrameOfReferenceUID: facts.frameOfReferenceUid },
        patient: facts.patientId,
        study: first.studyUid,
        series: first.seriesUid,
        instances: own.map(({ instanceUid }) => instanceUid),
      },
      subject: facts.subject,
    });
  }
  return found;
}
