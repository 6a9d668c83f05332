import { createHash } from 'node:crypto';
import type { AnswerRecord } from '@equipoise/domain';
import { pseudonymsBy } from '@equipoise/imaging/node';
import { hashDocument, type Job, listJobs, type Study, studyById } from '@equipoise/store';
import {
  imagesByCase,
  imagesToExport,
  readToExport,
  recordsToExport,
} from '../exports/to-export.ts';
import { found, refuse } from '../http/refuse.ts';
import type { DicomExportRequest, ExportFile } from '../ports/dicom-export.ts';
import { type RefusedObject, storeInstances } from '../ports/dicomweb-store.ts';
import { identifiedAtPeer } from '../ports/peer-identity.ts';
import { identifierKey } from '../study/identifier-key.ts';
import { studyRecords } from '../study/records.ts';
import type { JobWorld } from './job-world.ts';

/** What is asked, as the contract checked it. */
interface SendInput {
  readonly url: string;
  readonly kinds: readonly ('seg' | 'sr')[];
  readonly identity: 'peer' | 'pseudonym';
  readonly studyInstanceUids: readonly string[];
}

/** What came of it. */
export interface Sent {
  readonly sent: number;
  /** Reads without an image that the peer has. */
  readonly leftOut: number;
  readonly refused: readonly RefusedObject[];
  /** SHA-256 of the objects, in the order they were sent. */
  readonly hashes: readonly string[];
}

const batchBytes = 8_388_608;
const batchCount = 25;

/** UIDs that are the same whenever the same answer is written again: an object sent twice is one object. */
function uidsOf(study: Study, record: AnswerRecord, kind: string, identity: string): () => string {
  let count = 0;
  const seed = `${study.pseudonymKey} ${hashDocument(record)} ${kind} ${identity}`;
  return () => {
    count += 1;
    const hex = createHash('sha256').update(`${seed} ${count}`).digest('hex').slice(0, 32);
    return `2.25.${BigInt(`0x${hex}`)}`;
  };
}

/**
 * Sends readers' drawings as segmentations and their answers as reports to a DICOMweb server.
 *
 * @returns null where it was cancelled; what was sent until then stays at the peer
 * @throws room/bad-state where there is nothing to send, room/away
 */
export async function sendToPeer(
  world: JobWorld,
  job: Job,
  signal: AbortSignal,
  report: (label: string, share: number) => void,
): Promise<Sent | null> {
  const input = job.input as SendInput; // checked by the contract when it came
  const peer = world.dicomweb(input.url);
  const { study, protocol, records, images, imagesOfCase, pulled } = await world.store.read(
    async (tx) => {
      const own = found(await studyById(tx, job.studyId ?? ''));
      const loaded = await world.studies.load(tx, own);
      const jobs = await listJobs(tx, own.id);
      return {
        study: own,
        protocol: loaded.locked.protocol,
        records: recordsToExport(await studyRecords(tx, loaded)),
        images: await imagesToExport(tx, own.id),
        imagesOfCase: await imagesByCase(tx, loaded),
        pulled: pulledFrom(jobs, input.url),
      };
    },
  );
  report('asking', 0);
  const { mapUid } = pseudonymsBy(identifierKey(study));
  const asked = input.studyInstanceUids.length > 0 ? input.studyInstanceUids : pulled;
  const shown =
    input.identity === 'pseudonym' ? images : await identifiedAtPeer(peer, asked, mapUid, images);

  const refused: RefusedObject[] = [];
  const hashes: string[] = [];
  let leftOut = 0;
  let batch: Uint8Array[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    const boundary = `equipoise-${world.store.world.newId()}`;
    refused.push(...(await storeInstances(peer, batch, boundary)));
    hashes.push(...batch.map((bytes) => createHash('sha256').update(bytes).digest('hex')));
    batch = [];
  };
  for (const [at, record] of records.entries()) {
    if (signal.aborted) return null;
    report('sending', at / records.length);
    const request: Omit<DicomExportRequest, 'newUid'> = {
      protocol,
      documents: [readToExport(record)],
      images: shown,
      imagesOfCase,
      now: record.submittedAt,
      version: world.version,
      numberFrom: at,
    };
    const files: ExportFile[] = [];
    for (const kind of input.kinds) {
      const newUid = uidsOf(study, record, kind, input.identity);
      const write = kind === 'seg' ? world.dicom.segmentations : world.dicom.reports;
      files.push(...(await write({ ...request, newUid })));
    }
    if (files.length === 0) leftOut += 1;
    for (const { bytes } of files) {
      const size = batch.reduce((sum, one) => sum + one.length, 0);
      if (batch.length >= batchCount || size + bytes.length > batchBytes) await flush();
      batch.push(bytes);
    }
  }
  await flush();
  if (hashes.length === 0) {
    refuse(
      'room/bad-state',
      'There is nothing to send: no read is about an image that this server has.',
      'Name the studies at that server, or send under pseudonyms.',
    );
  }
  return { sent: hashes.length - refused.length, leftOut, refused, hashes };
}

/** Studies that were pulled from an address. */
function pulledFrom(jobs: readonly Job[], url: string): readonly string[] {
  const own = jobs
    .filter(({ kind }) => kind === 'pull')
    .map(({ input }) => input as { readonly url: string; readonly studyInstanceUid: string }); // ours
  return [...new Set(own.filter((one) => one.url === url).map((one) => one.studyInstanceUid))];
}
