import type { Answer, ImageRecord, MaskShape } from '@equipoise/domain';
import { listProtocols, type ReadTx } from '@equipoise/store';
import type { ExportedAnswers } from '../ports/dicom-export.ts';
import type { LoadedStudy } from '../study/loaded-study.ts';
import { labelAnswer, labelsOfStudy } from '../study/settle.ts';
import { type CocoDrawing, cocoOf, shapesOfAnswer } from './coco.ts';
import { freeName, maskCells, niftiOf, pathPart } from './masks.ts';
import type { ZipEntry } from './zip-writer.ts';

/** Where a label came from: readers who agree, several drawings made one, or somebody who decided. */
export type LabelOrigin = 'consensus' | 'merged' | 'adjudicated';

/** A settled answer to one question about one case, with what it rests on. */
export interface SettledAnswer {
  readonly caseId: string;
  readonly answer: Answer;
  readonly origin: LabelOrigin;
  /** How it came about, as the label says it. */
  readonly method: string;
  /** Version of the protocol in force when it was settled. */
  readonly protocolVersion: number;
  /** Counts the labels of this case and question, from 1; 0 for merged drawings, which are no label. */
  readonly labelVersion: number;
  /** Ids of the answers and decisions that it rests on. */
  readonly sources: readonly string[];
}

const byReaders = new Set(['agreement', 'majority', 'single']);

/** Where a label of a method came from. */
export function originOfMethod(method: string): LabelOrigin {
  if (byReaders.has(method)) return 'consensus';
  return method.startsWith('merged') ? 'merged' : 'adjudicated';
}

/**
 * Every settled answer of a study, by case and question of the protocol; what stayed unresolved is left out.
 */
export async function settledAnswers(
  tx: ReadTx,
  loaded: LoadedStudy,
): Promise<readonly SettledAnswer[]> {
  const versions = (await listProtocols(tx, loaded.studyId))
    .filter(({ lockedAt, why }) => lockedAt !== null || why !== null)
    .map(({ createdAt, lockedAt, document }) => ({
      from: lockedAt ?? createdAt,
      version: Number(Object(document).version ?? 1),
    }))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  const { cases, questions, version: newest } = loaded.locked.protocol;
  const caseAt = new Map(cases.map((one, at) => [one.caseId, at]));
  const questionAt = new Map(questions.map(({ id }, at) => [id, at]));
  const rows = await labelsOfStudy(tx, loaded.studyId);
  return rows
    .flatMap((row): SettledAnswer[] => {
      const answer = labelAnswer(row);
      if (answer === null) return [];
      return [
        {
          caseId: loaded.caseNameOf.get(row.caseId) ?? '',
          answer,
          origin: originOfMethod(row.method),
          method: row.method,
          protocolVersion:
            versions.findLast(({ from }) => from <= row.createdAt)?.version ?? newest,
          labelVersion: row.version,
          sources: row.sources as string[], // written by this server alone
        },
      ];
    })
    .sort(
      (a, b) =>
        (caseAt.get(a.caseId) ?? -1) - (caseAt.get(b.caseId) ?? -1) ||
        (questionAt.get(a.answer.questionId) ?? -1) - (questionAt.get(b.answer.questionId) ?? -1),
    );
}

/**
 * The drawings that cases were settled on, as a COCO document; how each came about and what it rests on are
 * attributes.
 *
 * @param images by id
 */
export function labelsAsCoco(
  labels: readonly SettledAnswer[],
  images: ReadonlyMap<string, ImageRecord>,
): unknown {
  const drawings = labels.flatMap((label) =>
    shapesOfAnswer(label.answer).map((shape): CocoDrawing => {
      const { caseId, answer, origin, method, protocolVersion, labelVersion, sources } = label;
      return {
        caseId,
        questionId: answer.questionId,
        shape,
        attributes: {
          origin,
          method,
          protocol_version: protocolVersion,
          label_version: labelVersion,
          answers: [...sources],
        },
      };
    }),
  );
  return cocoOf(drawings, images, 'Settled drawings');
}

const indexColumns = [
  ...['path', 'case', 'question', 'label', 'image'],
  ...['origin', 'method', 'protocol_version', 'label_version', 'answer_ids'],
];

function masksOf(answer: Answer): ReadonlyMap<string, readonly MaskShape[]> {
  const found = new Map<string, MaskShape[]>();
  for (const shape of shapesOfAnswer(answer)) {
    if (shape.kind !== 'mask') continue;
    const key = JSON.stringify([shape.label, shape.imageId]);
    found.set(key, [...(found.get(key) ?? []), shape]);
  }
  return found;
}

/**
 * Masks that cases were settled on, as NIfTI files `question-label/case.nii.gz` on the grid of the image, with an
 * index that says of each how it came about and what it rests on.
 *
 * @param folder that they stand in
 */
export async function labelMasks(
  labels: readonly SettledAnswer[],
  images: ReadonlyMap<string, ImageRecord>,
  folder = 'masks-consensus',
): Promise<readonly ZipEntry[]> {
  const files: ZipEntry[] = [];
  const lines: (string | number)[][] = [];
  const taken = new Set<string>();
  for (const { caseId, answer, origin, method, ...one } of labels) {
    for (const [key, shapes] of masksOf(answer)) {
      const [label, imageId] = JSON.parse(key) as [string, string]; // made above
      const image = images.get(imageId);
      if (image === undefined) continue;
      const base = `${pathPart(`${answer.questionId}-${label}`)}/${pathPart(caseId)}`;
      const path = `${folder}/${freeName(base, taken)}.nii.gz`;
      files.push({ name: path, bytes: niftiOf(maskCells(shapes, image), image) });
      lines.push([
        ...[path, caseId, answer.questionId, label, imageId, origin, method],
        ...[one.protocolVersion, one.labelVersion, one.sources.join(' ')],
      ]);
    }
  }
  if (files.length === 0) return files;
  const { safeCsv } = await import('@equipoise/workbench');
  return [
    { name: `${folder}/index.csv`, bytes: Buffer.from(safeCsv(indexColumns, lines), 'utf8') },
    ...files,
  ];
}

const creators: Readonly<Record<LabelOrigin, string>> = {
  consensus: 'Consensus of readers',
  merged: 'Merged readings',
  adjudicated: 'Adjudication',
};

/** What cases were settled on, as DICOM objects say it: one document for each case, way, version of the protocol and
 * sources. */
export function labelsToExport(labels: readonly SettledAnswer[]): readonly ExportedAnswers[] {
  const groups = new Map<string, SettledAnswer[]>();
  for (const one of labels) {
    const key = JSON.stringify([one.caseId, one.method, one.protocolVersion, one.sources]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const taken = new Set<string>();
  return [...groups.values()].flatMap((group): ExportedAnswers[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { caseId, origin, method, protocolVersion, sources } = first;
    const what = `${method}, protocol version ${protocolVersion}`;
    return [
      {
        caseId,
        answers: group.map(({ answer }) => answer),
        name: `${origin}/${freeName(pathPart(caseId), taken)}`,
        creator: creators[origin],
        titles: { masks: `Masks: ${what}`, report: `Answers: ${what}` },
        contentLabel: origin === 'adjudicated' ? 'ADJUDICATED' : origin.toUpperCase(),
        contentDescription: `${what}, from ${sources.length} answer${sources.length === 1 ? '' : 's'}`,
        ...(origin === 'merged' ? { algorithm: 'Majority of readers' } : {}),
        segmentDescription: `${what}; from ${sources.join(' ')}`,
        facts: [
          ['origin', origin],
          ['method', method],
          ['protocol-version', String(protocolVersion)],
          ['answer-ids', sources.join(' ')],
        ],
      },
    ];
  });
}
