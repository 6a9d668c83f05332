import { exportNames, exportsWithoutResults } from '@equipoise/api';
import type { ProtocolCase } from '@equipoise/domain';
import { casesById, frameCounts, imagesOfCases, labelsOfCases } from '@equipoise/store';
import { rightsOf } from '../call.ts';
import { exportStudy } from '../exports/export-beside.ts';
import { found, refuse } from '../http/refuse.ts';
import { casesThatFit, facetsOf, type GalleryValue } from '../study/gallery-index.ts';
import { hidesResults, refuseResults } from '../study/hidden-results.ts';
import { labelWords } from '../study/label-words.ts';
import type { LoadedStudy } from '../study/loaded-study.ts';
import { caseRecords } from '../study/records.ts';
import { heldLabels, labelAnswer } from '../study/settle.ts';
import { caseDocument } from '../study/task-view.ts';
import { lockedStudyOf } from './curator.ts';
import type { Handlers } from './handler.ts';

type Names = 'caseAnswers' | 'gallery' | 'export';

const casesOf = new WeakMap<LoadedStudy, ReadonlyMap<string, ProtocolCase>>();

/** Cases of a protocol by name; made once for each. */
function protocolCases(loaded: LoadedStudy | null): ReadonlyMap<string, ProtocolCase> {
  if (loaded === null) return new Map();
  const known = casesOf.get(loaded);
  if (known !== undefined) return known;
  const made = new Map(loaded.locked.protocol.cases.map((one) => [one.caseId, one]));
  casesOf.set(loaded, made);
  return made;
}

function filtersOf(text: string | undefined): readonly GalleryValue[] {
  if (text === undefined) return [];
  const wrong = (): never =>
    refuse(
      'room/bad-request',
      'The filter is no list of names and values.',
      'Write [["view","PA"]].',
    );
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return wrong();
  }
  if (!Array.isArray(list)) return wrong();
  return list.map((pair): GalleryValue => {
    const isPair =
      Array.isArray(pair) && pair.length === 2 && pair.every((x) => typeof x === 'string');
    return isPair ? { name: String(pair[0]), value: String(pair[1]) } : wrong();
  });
}

/** Cases as the curator looks through them, and what leaves the house. */
export const galleryHandlers: Handlers<Names> = {
  async caseAnswers(call, { params }) {
    const { study } = rightsOf(call);
    return call.services.store.read(async (tx) => {
      const loaded = await call.services.studies.load(tx, study);
      const caseId = found(loaded.caseIdOf.get(params.caseId));
      const records = await caseRecords(tx, loaded, caseId);
      return { answers: records.map((one) => ({ ...one, answers: [...one.answers] })) };
    });
  },
  async gallery(call, { params, query }) {
    const { study } = rightsOf(call);
    const index = await call.services.galleries.of(study);
    const fits = casesThatFit(index, filtersOf(query.filter));
    const ids = fits
      .slice(query.from, query.from + query.count)
      .map((at) => index.caseIds[at] ?? '');
    return call.services.store.read(async (tx) => {
      const loaded = study.state === 'draft' ? null : await call.services.studies.load(tx, study);
      const stated = protocolCases(loaded);
      const rows = new Map((await casesById(tx, ids)).map((row) => [row.id, row]));
      const isHidden = loaded !== null && hidesResults(study, loaded);
      const labels = isHidden ? [] : heldLabels(await labelsOfCases(tx, params.studyId, ids));
      const links = await imagesOfCases(tx, ids);
      const frames = await frameCounts(
        tx,
        links.map(({ imageId }) => imageId),
      );
      return {
        total: fits.length,
        filters: facetsOf(index).map(({ name, values }) => ({ name, values: [...values] })),
        cases: ids.flatMap((id) => {
          const row = rows.get(id);
          if (row === undefined) return [];
          const one = stated.get(row.name);
          return [
            {
              caseId: row.name,
              use: one?.use ?? ('unused' as const),
              attributes: [
                ...caseDocument(row).attributes,
                ...Object.entries(one?.strata ?? {}).map(([name, value]) => ({ name, value })),
              ],
              images: links
                .filter(({ caseId }) => caseId === id)
                .map(({ imageId }) => ({ imageId, frameCount: frames.get(imageId) ?? 0 })),
              labels: labels
                .filter(({ caseId }) => caseId === id)
                .map((label) => ({
                  questionId: label.questionId,
                  text: labelWords(labelAnswer(label)),
                  method: label.method,
                })),
            },
          ];
        }),
      };
    });
  },
  async export(call, { params, query }) {
    const { study } = rightsOf(call);
    const name = found(exportNames.find((one) => one === params.name));
    const tellsResults = !exportsWithoutResults.some((one) => one === name);
    if (tellsResults && hidesResults(study, await lockedStudyOf(call))) refuseResults();
    const file = await exportStudy(call.services, study, name, query.arm);
    call.setHeader('content-disposition', `attachment; filename="${name}"`);
    return file;
  },
};
