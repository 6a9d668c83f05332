import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  choiceEnd,
  type DrawnLabel,
  drawnLabels,
  drawnUnits,
  isExported,
  runsOfShapes,
} from '@equipoise/annotation';
import type { ImageRecord } from '@equipoise/domain';
import {
  listImages,
  listInstructionArms,
  type ReadTx,
  type StreamedAnswer,
  streamAnswers,
} from '@equipoise/store';
import type { DrawnCase, DrawnStudy } from '@equipoise/workbench';
import { drawnFolders, drawnNames, exportedGrid } from '../exports/masks.ts';
import { imagesByCase } from '../exports/to-export.ts';
import { refuse } from '../http/refuse.ts';
import type { LoadedStudy } from '../study/loaded-study.ts';
import { recordsOfStreamed } from '../study/records.ts';
import { caseByCase, type TableSteps } from './answer-table.ts';
import type { DrawnAsk } from './figures-messages.ts';
import { packRuns, unpackRuns } from './packed-runs.ts';

/** More masks than this take longer than a request should wait. */
const manyMasks = 200;
/** More bytes of runs than this take longer than a request should wait. */
const manyBytes = 500_000;

/** What readers drew of a label, laid down in a file, so that no more than a case lies in memory. */
export interface DrawnSpool {
  readonly study: DrawnStudy;
  /** Folder of its masks in the export. */
  readonly folder: string;
  /** Images without a spacing: a pixel of them is taken for a millimetre. */
  readonly unscaledCount: number;
  /** Arm of the instructions of each reader; empty where the study compares none. */
  readonly armOfReader: ReadonlyMap<string, string>;
  readonly close: () => void;
}

interface Spooled {
  readonly caseAt: number;
  readonly imageAt: number;
  readonly imageId: string;
  readonly readerIds: readonly string[];
  readonly offset: number;
  /** Bytes of each reader's runs. */
  readonly lengths: readonly number[];
}

/** The label that is asked about. @throws room/bad-request */
function labelOf(loaded: LoadedStudy, { choice, label }: DrawnAsk): DrawnLabel {
  const found = drawnLabels(loaded.locked.protocol).find(
    (one) => one.label === label && choice.questionIds?.[0] === one.questionId,
  );
  if (found === undefined) {
    return refuse(
      'room/bad-request',
      'The study has no such label to be drawn.',
      'Name a question that is answered by drawing, and one of its labels.',
    );
  }
  if (found.hasArea) return found;
  return refuse(
    'room/bad-request',
    'Points and lines cover no area, so that no overlap can be measured.',
    'Look at the question itself: it says who drew the label and who did not.',
  );
}

/**
 * Lays what readers drew of a label down in a file, in one reading of all answers.
 *
 * @param path of the file; one that stands there is written over
 * @throws room/bad-request, annotation/repeated-reading
 */
export async function spoolDrawn(
  tx: ReadTx,
  loaded: LoadedStudy,
  ask: DrawnAsk,
  path: string,
  steps: Pick<TableSteps, 'onSlow'>,
): Promise<DrawnSpool> {
  const { protocol } = loaded.locked;
  const label = labelOf(loaded, ask);
  // Records were parsed when they were taken in.
  const images = new Map(
    (await listImages(tx, loaded.studyId)).map((row) => [row.id, row.record as ImageRecord]),
  );
  const imagesOfCase = await imagesByCase(tx, loaded);
  const armOfReader = new Map(
    (await listInstructionArms(tx, loaded.studyId)).map((row) => [row.readerId, row.arm]),
  );
  const placeOf = new Map(protocol.cases.map(({ caseId }, at) => [caseId, at]));
  const readers = new Set(protocol.readers.map(({ readerId }) => readerId));
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = openSync(path, 'w+', 0o600);
  const close = (): void => {
    closeSync(file);
    unlinkSync(path);
  };
  const spooled: Spooled[] = [];
  let length = 0;
  let maskCount = 0;
  const takeCase = (answers: readonly StreamedAnswer[]): void => {
    const [first] = answers;
    const caseId = loaded.caseNameOf.get(first?.caseId ?? '') ?? '';
    const caseAt = placeOf.get(caseId);
    if (caseAt === undefined) return;
    const records = answers
      .flatMap((answer) => recordsOfStreamed(loaded, answer))
      .filter((record) => isExported(record, ask.choice) && readers.has(record.readerId));
    const imageIds = imagesOfCase.get(caseId) ?? [];
    for (const { imageId, masks } of drawnUnits(label, records, imageIds)) {
      const image = images.get(imageId);
      if (image === undefined) continue;
      const offset = length;
      const lengths = masks.map(({ shapes }) => {
        const bytes = packRuns(runsOfShapes(shapes, image));
        writeSync(file, bytes, 0, bytes.length, length);
        length += bytes.length;
        return bytes.length;
      });
      maskCount += masks.length;
      if (maskCount > manyMasks || length > manyBytes) steps.onSlow();
      const readerIds = masks.map(({ readerId }) => readerId);
      const imageAt = imageIds.indexOf(imageId);
      spooled.push({ caseAt, imageAt, imageId, readerIds, offset, lengths });
    }
  };
  try {
    const byCase = caseByCase(takeCase);
    await streamAnswers(tx, loaded.studyId, byCase.take);
    byCase.end();
  } catch (error) {
    close();
    throw error;
  }
  spooled.sort((a, b) => a.caseAt - b.caseAt || a.imageAt - b.imageAt);
  const nameOf = drawnNames(protocol, imagesOfCase);
  const cases = spooled.map(({ caseAt, imageId, readerIds }): DrawnCase => {
    const { caseId, patientId } = protocol.cases[caseAt]!;
    const grid = exportedGrid(images.get(imageId)!);
    return { name: nameOf(caseId, imageId), patient: patientId ?? caseId, readerIds, grid };
  });
  return {
    study: {
      cases,
      async load(at) {
        const { offset, lengths } = spooled[at]!;
        let from = offset;
        return lengths.map((count) => {
          const bytes = new Uint8Array(count);
          readSync(file, bytes, 0, count, from);
          from += count;
          return unpackRuns(bytes);
        });
      },
    },
    folder: `masks${choiceEnd(ask.choice)}/${drawnFolders(protocol)(label)}`,
    unscaledCount: spooled.filter(({ imageId }) => images.get(imageId)?.spacingMm === null).length,
    armOfReader,
    close,
  };
}

/** A figure of what readers drew of a label, as JSON. */
export async function drawnFigure(
  { study, folder, unscaledCount, armOfReader }: DrawnSpool,
  kind: DrawnAsk['kind'],
  steps: TableSteps,
): Promise<string> {
  const { drawnAgreement, drawnConsensus, drawnInstructions } = await import(
    '@equipoise/workbench'
  );
  const onProgress = (_label: string, done: number, total: number): void =>
    steps.onShare(total > 0 ? done / total : 0);
  const found =
    kind === 'instructions'
      ? await drawnInstructions(study, folder, armOfReader, onProgress)
      : await (kind === 'agreement' ? drawnAgreement : drawnConsensus)(study, folder, onProgress);
  if (unscaledCount === 0) return JSON.stringify(found);
  const sentence = `The spacing of ${unscaledCount} of ${study.cases.length} images is not known: each of their pixels counts as one millimetre.`;
  return JSON.stringify({
    ...found,
    warnings: [...found.warnings, { code: 'no-spacing', sentence }],
  });
}
