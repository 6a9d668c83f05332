import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { CallOutput, Routes } from '@equipoise/api';
import { imageRecordSchema } from '@equipoise/domain';
import {
  addCase,
  addImage,
  type Blob,
  caseNames,
  casesOfImage,
  imagesByPixels,
  lockedStudy,
  type Store,
  type Study,
  type Tx,
} from '@equipoise/store';
import type { IngestedImage } from '../ports/ingest.ts';
import type { ReceivedFile, Services } from '../services.ts';
import { identifierKey } from './identifier-key.ts';

type Taken = CallOutput<Routes['importImages']['answer']>;
type TakenImage = Taken['images'][number];

/** What is taken in, for whom. */
export interface TakeIn {
  readonly actor: string;
  readonly files: readonly Pick<ReceivedFile, 'name' | 'path'>[];
  /** Folder for what is made on the way. */
  readonly folder: string;
  readonly cases: 'none' | 'image' | 'patient';
}

/**
 * Takes files in: read in processes of their own, frames into blobs, images and cases into the store. An image whose
 * pixels are there already is found again, not stored twice.
 */
export async function takeIn(
  services: Pick<Services, 'store' | 'ingest'>,
  study: Study,
  request: TakeIn,
): Promise<Taken> {
  const { store, ingest } = services;
  const result = await ingest({
    files: request.files.map(({ name, path }) => ({ name, path })),
    folder: join(request.folder, 'frames'),
    key: identifierKey(study),
    newId: store.world.newId,
  });
  const stored = new Map<IngestedImage, readonly Blob[]>();
  for (const image of result.images) {
    stored.set(image, await putFrames(store, image.frames));
  }
  const replaced = new Map<string, string>();
  const images = await store.change({ actor: request.actor }, async (tx) => {
    replaced.clear();
    const taken: TakenImage[] = [];
    for (const [image, frames] of stored) {
      taken.push(await addOne(tx, study.id, image, frames, replaced));
    }
    if (request.cases === 'none') return taken;
    return addCases(tx, study.id, taken, request.cases);
  });
  return {
    images,
    files: result.files.map((file) => ({
      name: file.name,
      // Known from an earlier import, as well as twice in this one.
      status:
        file.status === 'taken' && 'imageId' in file && replaced.has(file.imageId)
          ? 'copy'
          : file.status,
      imageId: 'imageId' in file ? (replaced.get(file.imageId) ?? file.imageId) : null,
      refusal: file.status === 'refused' ? { ...file.refusal } : null,
    })),
  };
}

/** Stores frames, some at a time: each waits for the disk. */
async function putFrames(store: Store, paths: readonly string[]): Promise<readonly Blob[]> {
  const frames: Blob[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < paths.length; at = next++) {
      frames[at] = await store.blobs.put(createReadStream(paths[at] ?? ''));
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return frames;
}

async function addOne(
  tx: Tx,
  studyId: string,
  image: IngestedImage,
  frames: readonly Blob[],
  replaced: Map<string, string>,
): Promise<TakenImage> {
  const record = imageRecordSchema.parse(image.record);
  const { patient, study, series } = image;
  const place = { patient, study, series, caseId: null };
  const [same] = await imagesByPixels(tx, studyId, record.pixelHash);
  if (same !== undefined) {
    replaced.set(record.imageId, same.id);
    return { record: imageRecordSchema.parse(same.record), ...place, isNew: false };
  }
  await addImage(tx, {
    id: record.imageId,
    studyId,
    record,
    header: { header: image.header, patient, study, series, instances: image.instances ?? [] },
    pixelHash: record.pixelHash,
    frames,
  });
  return { record, ...place, isNew: true };
}

/** The highest number among names such as `case-0007`; 0 without one. */
function lastNumber(names: readonly string[]): number {
  return names.reduce(
    (last, name) => Math.max(last, Number(/^case-(\d{1,15})$/.exec(name)?.[1] ?? 0)),
    0,
  );
}

/** Puts images into new cases; names are numbers, for file names may say who somebody is. */
async function addCases(
  tx: Tx,
  studyId: string,
  taken: readonly TakenImage[],
  by: 'image' | 'patient',
): Promise<TakenImage[]> {
  // Of two imports at once the second numbers on behind the first.
  await lockedStudy(tx, studyId);
  let number = lastNumber((await caseNames(tx, studyId, true)).map(({ name }) => name));
  const groups = new Map<string, TakenImage[]>();
  for (const image of taken) {
    const isHeld = (await casesOfImage(tx, image.record.imageId)).length > 0;
    const key = isHeld
      ? `held ${image.record.imageId}`
      : by === 'patient' && image.patient !== null
        ? `patient ${image.patient}`
        : `image ${image.record.imageId}`;
    groups.set(key, [...(groups.get(key) ?? []), image]);
  }
  const named = new Map<string, string>();
  for (const [key, images] of groups) {
    if (key.startsWith('held ')) continue;
    number += 1;
    const name = `case-${String(number).padStart(4, '0')}`;
    const patient = images[0]?.patient ?? null;
    await addCase(tx, {
      studyId,
      name,
      ...(patient === null ? {} : { patientKey: patient }),
      document: { related: [], attributes: [], modelAnswers: null },
      images: images.map(({ record }) => ({ imageId: record.imageId, view: 'current' })),
    });
    for (const { record } of images) named.set(record.imageId, name);
  }
  return taken.map((image) => ({ ...image, caseId: named.get(image.record.imageId) ?? null }));
}
