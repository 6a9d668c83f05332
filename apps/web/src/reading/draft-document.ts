import { type Answer, answerSchema } from '@equipoise/domain';
import type { SavedDrawing } from '@equipoise/web/stage';
import type { FormState } from './form-state.ts';

/** Unsubmitted work as it is stored, here and on the server. */
export interface DraftDocument {
  readonly kind: 'reading-draft';
  readonly version: 1;
  readonly answers: readonly Answer[];
  readonly sure: readonly (readonly [questionId: string, confidence: number])[];
  /** Null: nothing was drawn. The stage checks it when it loads it. */
  readonly drawing: SavedDrawing | null;
}

/** A form and a drawing as one document. */
export function draftDocument(form: FormState, drawing: SavedDrawing | null): DraftDocument {
  return {
    kind: 'reading-draft',
    version: 1,
    answers: [...form.answers.values()],
    sure: [...form.sure],
    drawing,
  };
}

/** The form of a document. */
export function formOf(document: Pick<DraftDocument, 'answers' | 'sure'>): FormState {
  return {
    answers: new Map(document.answers.map((answer) => [answer.questionId, answer])),
    sure: new Map(document.sure),
  };
}

/** Reads a document that comes from a store; null when it has another form. */
export function parseDraft(value: unknown): DraftDocument | null {
  if (typeof value !== 'object' || value === null) return null;
  // The cast names the fields that are checked right below.
  const { kind, version, answers, sure, drawing } = value as Partial<DraftDocument>;
  if (kind !== 'reading-draft' || version !== 1) return null;
  const read = answerSchema.array().safeParse(answers);
  const isPairs =
    Array.isArray(sure) &&
    sure.every((pair) => typeof pair?.[0] === 'string' && typeof pair[1] === 'number');
  if (!read.success || !isPairs) return null;
  return { kind, version, answers: read.data, sure, drawing: drawing ?? null };
}

/** What a submission says of tiles of somebody else's masks: those pages are not the reader's work. */
export function ownTiles(drawing: SavedDrawing, pages: number): SavedDrawing {
  return {
    ...drawing,
    images: drawing.images.map((image) => ({
      ...image,
      tiles: image.tiles.filter(({ page }) => page < pages),
    })),
  };
}
