import type { RouteOutput, Routes } from '@equipoise/api';
import type { Answer, ImageRecord } from '@equipoise/domain';
import {
  type Assignment,
  answerOf,
  caseById,
  countTasks,
  draftOf,
  imageById,
  imagesOfCases,
  type ReadTx,
} from '@equipoise/store';
import type { LoadedStudy } from './loaded-study.ts';
import { answerOfRow, taskOf } from './records.ts';

/** A task as it goes to the browser. */
export type TaskView = RouteOutput<Routes['task']['answer']>;

/** What a case's document says beside its images. */
export interface CaseDocument {
  readonly related: readonly {
    readonly caseId: string;
    readonly relation: 'prior' | 'contralateral' | 'other-view';
  }[];
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  readonly modelAnswers: readonly Answer[] | null;
}

/** What a case's document says. */
export function caseDocument(row: { readonly document: unknown }): CaseDocument {
  return row.document as CaseDocument; // written by this server alone
}

/** Records of a case's images in their order. */
export async function imageRecords(tx: ReadTx, caseId: string): Promise<readonly ImageRecord[]> {
  const records: ImageRecord[] = [];
  for (const { imageId } of await imagesOfCases(tx, [caseId])) {
    const image = await imageById(tx, imageId);
    if (image !== null) records.push(image.record as ImageRecord); // parsed when it was taken in
  }
  return records;
}

/** How the model is shown in a task. */
export function modelOf(
  loaded: LoadedStudy,
  arm: string | null,
): 'never' | 'from-the-start' | 'after-first-answer' {
  return loaded.locked.protocol.arms?.arms.find((one) => one.id === arm)?.model ?? 'never';
}

/** A case's related cases: those of the protocol, and those that came with the case. */
export function relatedOf(
  loaded: LoadedStudy,
  name: string,
  document: CaseDocument,
): CaseDocument['related'] {
  const stated = loaded.locked.protocol.cases.find((one) => one.caseId === name)?.related ?? [];
  return stated.length > 0 ? stated : document.related;
}

/** Images of the cases that a case is related to. */
export async function relatedImages(
  tx: ReadTx,
  loaded: LoadedStudy,
  caseId: string,
): Promise<TaskView['related']> {
  const row = await caseById(tx, caseId);
  const found: TaskView['related'] = [];
  if (row === null) return found;
  for (const { caseId: other, relation } of relatedOf(loaded, row.name, caseDocument(row))) {
    const id = loaded.caseIdOf.get(other);
    if (id !== undefined) found.push({ relation, images: [...(await imageRecords(tx, id))] });
  }
  return found;
}

/**
 * A task as its reader may see it: images, draft, own answer, counts. No case, no purpose, no arm, nothing of others.
 */
export async function taskView(
  tx: ReadTx,
  loaded: LoadedStudy,
  assignment: Assignment,
): Promise<TaskView> {
  const task = taskOf(assignment);
  const row = await caseById(tx, assignment.caseId);
  const document =
    row === null ? { related: [], attributes: [], modelAnswers: null } : caseDocument(row);
  const related = await relatedImages(tx, loaded, assignment.caseId);
  const draft = await draftOf(tx, assignment.id);
  const stored = await answerOf(tx, assignment.id);
  const answer = stored === null ? null : answerOfRow(stored);
  const model = modelOf(loaded, task.arm);
  const maySee =
    model === 'from-the-start' ||
    (model === 'after-first-answer' && answer?.first !== null && answer !== null);
  const counts = (await countTasks(tx, loaded.studyId, assignment.readerId)).filter(
    ({ kind }) => kind === assignment.kind,
  );
  const countOf = (...states: readonly Assignment['state'][]): number =>
    counts.reduce((sum, { state, count }) => sum + (states.includes(state) ? count : 0), 0);
  return {
    taskId: task.taskId,
    stage: task.stage,
    doneCount: countOf('done'),
    leftCount: countOf('open', 'begun'),
    isFlipped: task.isFlipped,
    model,
    modelAnswers: maySee ? [...(document.modelAnswers ?? [])] : null,
    images: [...(await imageRecords(tx, assignment.caseId))],
    related,
    draft:
      draft === null
        ? null
        : {
            version: draft.version,
            document: draft.document,
            device: draft.device,
            savedAt: draft.savedAt,
          },
    answer:
      stored === null || answer === null
        ? null
        : {
            version: stored.version,
            answers: [...answer.answers],
            isSubmitted: stored.submittedAt !== null,
            hasFirstStep: answer.first !== null,
            savedAt: stored.savedAt,
          },
  };
}
