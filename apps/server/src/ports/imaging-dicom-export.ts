import type { Answer, ImageRecord, MaskShape, Question, Shape } from '@equipoise/domain';
import {
  type Code,
  type DocumentHead,
  ownCode,
  type ReferencedImage,
  type ReportAnswer,
  type ReportFinding,
  type SubjectFacts,
  writeReport,
  writeSegmentation,
} from '@equipoise/imaging';
import { maskCells } from '../exports/masks.ts';
import type {
  DicomExport,
  DicomExportRequest,
  ExportedAnswers,
  ExportedImage,
  ExportFile,
} from './dicom-export.ts';

/** What is kept of a DICOM image beside its pixels. */
interface Origin {
  readonly record: ImageRecord;
  readonly patient: string;
  readonly studyUid: string;
  readonly frameOfReferenceUid: string | null;
  readonly instances: readonly ReferencedImage[];
  readonly subject: SubjectFacts | undefined;
}

const morphology: Code = {
  value: '49755003',
  scheme: 'SCT',
  meaning: 'Morphologically Abnormal Structure',
};

function textOf(header: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = Object.hasOwn(header, name) ? header[name] : undefined;
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' && first !== '' ? first : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Where an image came from; null when it did not come from DICOM: then no DICOM object can point at it. */
function originOf(image: ExportedImage | undefined): Origin | null {
  if (image === undefined || !isObject(image.header)) return null;
  const { header, patient, study, series, instances } = image.header;
  if (!isObject(header) || typeof study !== 'string' || typeof series !== 'string') return null;
  const sopClassUid = textOf(header, 'SOPClassUID');
  if (sopClassUid === null || !Array.isArray(instances) || instances.length === 0) return null;
  return {
    record: image.record,
    patient: typeof patient === 'string' ? patient : '',
    studyUid: study,
    frameOfReferenceUid: textOf(header, 'FrameOfReferenceUID'),
    instances: instances.map((uid) => ({
      seriesUid: series,
      sopClassUid,
      instanceUid: String(uid),
    })),
    subject: image.subject,
  };
}

function headOf(
  request: DicomExportRequest,
  origin: Origin,
  number: number,
  what: string,
): DocumentHead {
  return {
    patient: origin.patient,
    studyUid: origin.studyUid,
    seriesUid: request.newUid(),
    instanceUid: request.newUid(),
    seriesNumber: number,
    timestamp: request.now.replace(/[^0-9]/g, '').slice(0, 14),
    softwareVersion: request.version,
    seriesDescription: what,
    ...(origin.subject === undefined ? {} : { subject: origin.subject }),
  };
}

/** Drawn shapes of answers with the question that each answers. */
function shapesOf(
  document: ExportedAnswers,
): readonly { readonly questionId: string; readonly shape: Shape }[] {
  return document.answers.flatMap(({ questionId, ...answer }) =>
    answer.outcome === 'answered' && answer.value.kind === 'shapes'
      ? answer.value.shapes.map((shape) => ({ questionId, shape }))
      : [],
  );
}

function framesOf(
  shapes: readonly MaskShape[],
  record: ImageRecord,
): ReadonlyMap<number, Uint8Array> {
  const cells = maskCells(shapes, record);
  const size = record.width * record.height;
  const frames = new Map<number, Uint8Array>();
  for (const { frames: drawn } of shapes) {
    for (const { frame } of drawn) {
      if (frame < record.frameCount)
        frames.set(frame, cells.subarray(frame * size, (frame + 1) * size));
    }
  }
  return frames;
}

function segmentationsOf(
  request: DicomExportRequest,
  document: ExportedAnswers,
  number: number,
): ExportFile[] {
  const byImage = new Map<string, Map<string, MaskShape[]>>();
  for (const { questionId, shape } of shapesOf(document)) {
    if (shape.kind !== 'mask') continue;
    const labels = byImage.get(shape.imageId) ?? new Map<string, MaskShape[]>();
    const key = `${questionId}: ${shape.label}`;
    labels.set(key, [...(labels.get(key) ?? []), shape]);
    byImage.set(shape.imageId, labels);
  }
  return [...byImage].flatMap(([imageId, labels], at): ExportFile[] => {
    const origin = originOf(request.images.get(imageId));
    if (origin === null) return [];
    const { record: image, instances, frameOfReferenceUid } = origin;
    const bytes = writeSegmentation({
      head: headOf(request, origin, number, document.titles.masks),
      image: { ...image, instances, frameOfReferenceUid },
      segments: [...labels].map(([label, shapes]) => ({
        label: label.slice(0, 64),
        ...(document.segmentDescription === undefined
          ? {}
          : { description: document.segmentDescription }),
        category: morphology,
        type: ownCode(label),
        ...(document.algorithm === undefined
          ? { algorithm: 'MANUAL' as const }
          : { algorithm: 'AUTOMATIC' as const, algorithmName: document.algorithm }),
        frames: framesOf(shapes, image),
      })),
      kind: 'binary',
      dimensionUid: request.newUid(),
      contentLabel: document.contentLabel,
      contentDescription: (document.contentDescription ?? '').slice(0, 64),
      creator: document.creator.slice(0, 64),
    });
    return [{ name: `${document.name}${at === 0 ? '' : `-${at + 1}`}.dcm`, bytes }];
  });
}

function answerOf(question: Question | undefined, answer: Answer): ReportAnswer | null {
  if (question === undefined) return null;
  const asked = ownCode(question.id, question.text);
  if (answer.outcome === 'ungradable')
    return { question: asked, answer: ownCode('ungradable', answer.reason) };
  if (answer.outcome === 'nothing-found')
    return { question: asked, answer: ownCode('nothing-found', 'Nothing found') };
  const { value } = answer;
  switch (value.kind) {
    case 'single':
    case 'ordinal':
      return { question: asked, answer: ownCode(value.value) };
    case 'multi':
      return { question: asked, answer: value.values.join(', ') };
    case 'number':
      return { question: asked, answer: String(value.value) };
    case 'text':
      return { question: asked, answer: value.text };
    case 'shapes':
      return null;
    default:
      return value satisfies never;
  }
}

/** A drawn shape as the report draws it; null for masks, which go into segmentations. */
function drawnOf(
  shape: Shape,
): { readonly type: 'POINT' | 'POLYLINE'; readonly points: readonly number[] } | null {
  switch (shape.kind) {
    case 'box': {
      const { x, y, width, height } = shape;
      const [right, bottom] = [x + width, y + height];
      return { type: 'POLYLINE', points: [x, y, right, y, right, bottom, x, bottom, x, y] };
    }
    case 'polygon':
      return { type: 'POLYLINE', points: [...shape.points, ...shape.points.slice(0, 1)].flat() };
    case 'line':
      return { type: 'POLYLINE', points: shape.points.flat() };
    case 'point':
      return { type: 'POINT', points: [shape.x, shape.y] };
    case 'mask':
      return null;
    default:
      return shape satisfies never;
  }
}

function findingsOf(
  request: DicomExportRequest,
  document: ExportedAnswers,
  origins: ReadonlyMap<string, Origin>,
  images: readonly ReferencedImage[],
): ReportFinding[] {
  return shapesOf(document).flatMap(({ questionId, shape }): ReportFinding[] => {
    const origin = origins.get(shape.imageId);
    const drawn = drawnOf(shape);
    if (origin === undefined || drawn === null || shape.kind === 'mask') return [];
    const isStack = origin.instances.length > 1;
    const instance = origin.instances[isStack ? shape.frame : 0];
    if (instance === undefined) return [];
    const image = images.findIndex(({ instanceUid }) => instanceUid === instance.instanceUid);
    const isMultiframe = !isStack && origin.record.frameCount > 1;
    return [
      {
        trackingId: shape.shapeId.slice(0, 64),
        trackingUid: request.newUid(),
        finding: ownCode(shape.label, `${questionId}: ${shape.label}`),
        shape: { ...drawn, image, frame: isMultiframe ? shape.frame : null },
        measures: [],
        answers: [],
      },
    ];
  });
}

function reportOf(
  request: DicomExportRequest,
  document: ExportedAnswers,
  caseImages: readonly string[],
  number: number,
): ExportFile[] {
  const origins = new Map<string, Origin>();
  for (const id of caseImages) {
    const origin = originOf(request.images.get(id));
    if (origin !== null) origins.set(id, origin);
  }
  const [first] = origins.values();
  if (first === undefined) return [];
  const images = [...origins.values()].flatMap(({ instances }) => instances);
  const questions = new Map(request.protocol.questions.map((one) => [one.id, one]));
  const bytes = writeReport(headOf(request, first, number, document.titles.report), {
    observer: document.creator.slice(0, 64),
    images,
    findings: findingsOf(request, document, origins, images),
    answers: [
      ...document.answers.flatMap(
        (answer) => answerOf(questions.get(answer.questionId), answer) ?? [],
      ),
      ...(document.facts ?? []).map(([question, answer]) => ({
        question: ownCode(question),
        answer,
      })),
    ],
  });
  return [{ name: `${document.name}.dcm`, bytes }];
}

/** Segmentations and reports written by the imaging package; images that did not come from DICOM are left out. */
export const imagingDicomExport: DicomExport = {
  segmentations: async (request) =>
    request.documents.flatMap((document, at) =>
      segmentationsOf(request, document, 9000 + (request.numberFrom ?? 0) + at),
    ),
  reports: async (request) =>
    request.documents.flatMap((document, at) =>
      reportOf(
        request,
        document,
        request.imagesOfCase.get(document.caseId) ?? [],
        9500 + (request.numberFrom ?? 0) + at,
      ),
    ),
};
