import {
  drawingsOfCoco,
  drawingsOfVolumes,
  type KnownDrawings,
  type KnownImage,
} from '@equipoise/annotation';
import type { Answer, ProtocolCase, Question } from '@equipoise/domain';
import { readNifti } from '@equipoise/imaging';
import { withKnown } from './known-answers.ts';

async function unpacked(file: File): Promise<Uint8Array> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}

/**
 * Reads files of known drawings: COCO documents, and masks as NIfTI.
 *
 * @param meant question and label of NIfTI masks; null where no question is answered by one
 * @throws annotation/bad-argument, imaging/not-nifti and others, SyntaxError for what is no JSON
 */
export async function readKnownFiles(
  files: readonly File[],
  images: readonly KnownImage[],
  questions: readonly Question[],
  meant: { readonly questionId: string; readonly label: string } | null,
): Promise<readonly KnownDrawings[]> {
  const found: KnownDrawings[] = [];
  for (const file of files) {
    if (/\.json$/i.test(file.name)) {
      found.push(drawingsOfCoco(JSON.parse(await file.text()), images, questions));
    } else {
      const { shape, data, affine } = readNifti(await unpacked(file), { name: file.name });
      found.push(drawingsOfVolumes([{ name: file.name, shape, data, affine }], images, meant));
    }
  }
  return found;
}

/** What was taken over, for whoever looks on. */
export interface TakenDrawings {
  readonly cases: readonly ProtocolCase[];
  readonly caseIds: ReadonlySet<string>;
  readonly shapeCount: number;
  readonly leftOut: ReadonlyMap<string, number>;
}

/**
 * Cases with drawings as their known answers. Drawings of several files to one question of one case are put together.
 *
 * @param notHere why drawings on cases that the protocol does not have are left out
 */
export function withDrawings(
  cases: readonly ProtocolCase[],
  found: readonly KnownDrawings[],
  notHere: string,
): TakenDrawings {
  const answers = new Map<string, Map<string, Answer>>();
  const leftOut = new Map<string, number>();
  const leave = (why: string, count: number): void => {
    leftOut.set(why, (leftOut.get(why) ?? 0) + count);
  };
  const inside = new Set(cases.map(({ caseId }) => caseId));
  let shapeCount = 0;
  for (const one of found) {
    for (const [why, count] of one.leftOut) leave(why, count);
    for (const [caseId, own] of one.byCase) {
      const count = own.reduce((sum, answer) => sum + shapesIn(answer).length, 0);
      if (!inside.has(caseId)) {
        leave(notHere, count);
        continue;
      }
      shapeCount += count;
      const before = answers.get(caseId) ?? new Map<string, Answer>();
      answers.set(caseId, before);
      for (const answer of own) {
        before.set(answer.questionId, joined(before.get(answer.questionId), answer));
      }
    }
  }
  return {
    cases: cases.map((one) =>
      [...(answers.get(one.caseId) ?? [])].reduce(
        (next, [questionId, answer]) => withKnown(next, questionId, answer),
        one,
      ),
    ),
    caseIds: new Set(answers.keys()),
    shapeCount,
    leftOut,
  };
}

function shapesIn(answer: Answer | undefined) {
  return answer?.outcome === 'answered' && answer.value.kind === 'shapes'
    ? answer.value.shapes
    : [];
}

function joined(before: Answer | undefined, next: Answer): Answer {
  const all = [...shapesIn(before), ...shapesIn(next)];
  const shapes = all.map((shape, at) => ({ ...shape, shapeId: `known-${at + 1}` }));
  return {
    questionId: next.questionId,
    outcome: 'answered',
    value: { kind: 'shapes', shapes },
    confidence: null,
  };
}
