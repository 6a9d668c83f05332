import { instructionsOf } from '@equipoise/annotation';
import { type CaseRecord, imageRecordSchema } from '@equipoise/domain';
import {
  addCase,
  addJob,
  type Case,
  casesByName,
  casesNaming,
  casesOfImage,
  frameCounts,
  imageById,
  imageFrame,
  imagesOfCases,
  type PageQuery,
  pageCases,
  pageImages,
  type ReadTx,
  removeCase,
  servedCases,
} from '@equipoise/store';
import { accountOf, change, rightsOf } from '../call.ts';
import { found, notFound, refuse } from '../http/refuse.ts';
import { searchStudies } from '../ports/dicomweb.ts';
import type { Call } from '../services.ts';
import { decidesAbout } from '../study/adjudicating.ts';
import { ownInstructions } from '../study/instruction-arms.ts';
import type { LoadedStudy } from '../study/loaded-study.ts';
import { takeIn } from '../study/take-in.ts';
import { caseDocument } from '../study/task-view.ts';
import type { Handlers } from './handler.ts';

type Names =
  | 'importImages'
  | 'pullImages'
  | 'searchPeer'
  | 'images'
  | 'image'
  | 'imageFrame'
  | 'imageThumbnail'
  | 'cases'
  | 'case'
  | 'addCase'
  | 'removeCase';

/** The cases beside which some cases are shown. */
async function casesBeside(
  tx: ReadTx,
  loaded: LoadedStudy,
  shown: ReadonlySet<string>,
): Promise<readonly string[]> {
  const names = new Set([...shown].map((id) => loaded.caseNameOf.get(id) ?? ''));
  const stating = new Set<string>();
  const found = new Set<string>();
  for (const { caseId: name, related } of loaded.locked.protocol.cases) {
    const id = loaded.caseIdOf.get(name);
    if (related.length === 0 || id === undefined) continue;
    // What the protocol says of a case stands above what came with it.
    stating.add(id);
    if (related.some(({ caseId }) => names.has(caseId))) found.add(id);
  }
  for (const id of await casesNaming(tx, loaded.studyId, [...names])) {
    if (!stating.has(id)) found.add(id);
  }
  return [...found];
}

/** Whether an image is an example in the instructions that somebody is told. */
async function isOwnExample(
  tx: ReadTx,
  loaded: LoadedStudy,
  who: string,
  isReader: boolean,
  imageId: string,
): Promise<boolean> {
  const { arm, isMissing } = await ownInstructions(tx, loaded, who, isReader);
  if (isMissing) return false;
  return instructionsOf(loaded.locked.protocol, arm).labels.some((label) =>
    label.examples.some((example) => example.imageId === imageId),
  );
}

/** Whether a person may look at an image now. What it takes is decided here for frames and records alike. */
async function maySee(tx: ReadTx, call: Call, imageId: string): Promise<boolean> {
  const { study, roles } = rightsOf(call);
  const isReader = roles.includes('reader') && study.state !== 'closed';
  const isLooker = roles.some(
    (role) => role === 'owner' || role === 'curator' || role === 'viewer',
  );
  if (isLooker && !isReader) return true;
  if (study.state === 'draft') return false;
  const loaded = await call.services.studies.load(tx, study);
  const who = accountOf(call).id;
  if (await isOwnExample(tx, loaded, who, roles.includes('reader'), imageId)) return true;
  const shownIn = new Set(await casesOfImage(tx, imageId));
  if (roles.includes('reader')) {
    const served = await servedCases(tx, study.id, who, [...shownIn]);
    if (served.length > 0) return true;
  }
  const beside = await casesBeside(tx, loaded, shownIn);
  if (roles.includes('reader')) {
    const served = await servedCases(tx, study.id, who, beside);
    if (served.length > 0) return true;
  }
  for (const caseId of shownIn) {
    if (await decidesAbout(tx, loaded, caseId, who)) return true;
  }
  // An adjudicator sees what hangs beside a case, as its readers did.
  for (const caseId of beside) {
    if (await decidesAbout(tx, loaded, caseId, who)) return true;
  }
  return false;
}

/** Rights to images that were found once: frames are asked for by the hundred. A right lasts a minute. */
const granted = new Map<string, number>();
const grantMs = 60_000;

async function seenImage(tx: ReadTx, call: Call, imageId: string) {
  const { study, roles } = rightsOf(call);
  const image = await imageById(tx, imageId);
  if (image === null || image.studyId !== study.id) return notFound();
  const key = JSON.stringify([accountOf(call).id, study.id, imageId, study.state, roles]);
  const now = Date.parse(call.services.store.world.now());
  if ((granted.get(key) ?? 0) > now) return image;
  if (!(await maySee(tx, call, imageId))) return notFound();
  if (granted.size > 100_000) granted.clear();
  granted.set(key, now + grantMs);
  return image;
}

function caseView(row: Case, imageIds: readonly string[], frameCount: number) {
  const { related, attributes, modelAnswers } = caseDocument(row);
  const record: CaseRecord = {
    caseId: row.name,
    patientId: row.patientKey,
    imageIds: [...imageIds],
    related: [...related],
    attributes: [...attributes],
    frameCount,
  };
  return {
    caseId: row.name,
    record,
    hasModelAnswers: modelAnswers !== null,
    createdAt: row.createdAt,
  };
}

/** A page as the store is asked for it. */
function pageOf(query: {
  readonly find?: string | undefined;
  readonly sort?: PageQuery['sort'] | undefined;
  readonly free?: 'true' | undefined;
  readonly from: number;
  readonly count: number;
}): PageQuery & { readonly isFree?: boolean } {
  const { find, sort, free, from, count } = query;
  return {
    from,
    count,
    ...(find === undefined ? {} : { find }),
    ...(sort === undefined ? {} : { sort }),
    isFree: free === 'true',
  };
}

/** Cases as curators see them, in two questions to the store however many there are. */
async function shownCases(tx: ReadTx, rows: readonly Case[]) {
  const links = await imagesOfCases(
    tx,
    rows.map(({ id }) => id),
  );
  const frames = await frameCounts(
    tx,
    links.map(({ imageId }) => imageId),
  );
  const imagesOf = new Map<string, string[]>();
  for (const { caseId, imageId } of links) {
    const own = imagesOf.get(caseId);
    if (own === undefined) imagesOf.set(caseId, [imageId]);
    else own.push(imageId);
  }
  return rows.map((row) => {
    const ids = imagesOf.get(row.id) ?? [];
    return caseView(
      row,
      ids,
      ids.reduce((sum, imageId) => sum + (frames.get(imageId) ?? 0), 0),
    );
  });
}

async function caseNamed(tx: ReadTx, studyId: string, name: string): Promise<Case> {
  return found((await casesByName(tx, studyId, [name]))[0]);
}

/** Images and cases. */
export const imageHandlers: Handlers<Names> = {
  async importImages(call, { body }) {
    const { study } = rightsOf(call);
    if (call.files.length === 0 || call.folder === null) {
      return refuse('room/bad-request', 'No file came along.', 'Send files in the field "files".');
    }
    return takeIn(call.services, study, {
      actor: accountOf(call).id,
      files: call.files,
      folder: call.folder,
      cases: body.cases,
    });
  },
  async pullImages(call, { params, body }) {
    call.services.dicomweb(body.url);
    const job = await change(call, (tx) =>
      addJob(tx, { studyId: params.studyId, kind: 'pull', input: body }),
    );
    await call.services.jobs.send(job.id);
    return { jobId: job.id };
  },
  async searchPeer(call, { body }) {
    const studies = await searchStudies(call.services.dicomweb(body.url), body.query);
    return { studies: studies.map((one) => ({ ...one, modalities: [...one.modalities] })) };
  },
  async images(call, { params, query }) {
    return call.services.store.read(async (tx) => {
      const { total, rows } = await pageImages(tx, params.studyId, pageOf(query));
      return {
        total,
        images: rows.map((row) => ({
          record: imageRecordSchema.parse(row.record),
          header: row.header,
          caseIds: [...row.caseNames],
          createdAt: row.createdAt,
        })),
      };
    });
  },
  async image(call, { params }) {
    const image = await call.services.store.read((tx) => seenImage(tx, call, params.imageId));
    return imageRecordSchema.parse(image.record);
  },
  async imageFrame(call, { params }) {
    const frame = await call.services.store.read(async (tx) => {
      await seenImage(tx, call, params.imageId);
      return found(await imageFrame(tx, params.imageId, params.frame));
    });
    const bytes = await call.services.store.blobs.get(frame.blobHash);
    call.setHeader('cache-control', 'private, max-age=31536000, immutable');
    call.setHeader('etag', `"${frame.blobHash}"`);
    return { bytes, mediaType: 'application/x-equipoise-frame' };
  },
  async imageThumbnail(call, { params }) {
    const { thumbnails, store } = call.services;
    const image = await store.read((tx) => seenImage(tx, call, params.imageId));
    const { bytes, etag } = await thumbnails.of(image);
    call.setHeader('cache-control', 'private, max-age=31536000, immutable');
    call.setHeader('etag', `"${etag}"`);
    return { bytes, mediaType: 'image/jpeg' };
  },
  async cases(call, { params, query }) {
    return call.services.store.read(async (tx) => {
      const { total, rows } = await pageCases(tx, params.studyId, pageOf(query));
      return { total, cases: await shownCases(tx, rows) };
    });
  },
  async case(call, { params }) {
    return call.services.store.read(async (tx) => {
      const row = await caseNamed(tx, params.studyId, params.caseId);
      return found((await shownCases(tx, [row]))[0]);
    });
  },
  async addCase(call, { params, body }) {
    return change(call, async (tx) => {
      for (const imageId of body.imageIds) {
        const image = await imageById(tx, imageId);
        if (image === null || image.studyId !== params.studyId) notFound();
      }
      const { related, attributes, modelAnswers } = body;
      const row = await addCase(tx, {
        studyId: params.studyId,
        name: body.caseId,
        ...(body.patientId === null ? {} : { patientKey: body.patientId }),
        document: { related, attributes, modelAnswers },
        images: body.imageIds.map((imageId) => ({ imageId, view: 'current' })),
      });
      return found((await shownCases(tx, [row]))[0]);
    });
  },
  async removeCase(call, { params, query }) {
    const { study } = rightsOf(call);
    if (study.state !== 'draft') {
      return refuse('room/bad-state', 'The study is locked.', 'What was read must stay explained.');
    }
    await change(call, async (tx) => {
      const row = await caseNamed(tx, params.studyId, params.caseId);
      await removeCase(tx, row.id, query.why);
    });
    return null;
  },
};
