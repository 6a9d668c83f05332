import type { Answer } from '@equipoise/domain';
import { type DraftDocument, formOf, parseDraft } from './draft-document.ts';
import type { FormState } from './form-state.ts';
import type { KeptWork } from './keep.ts';
import type { StoredDraft } from './saver.ts';

/** Where the work on a task goes on from. */
export type PickUp =
  | { readonly kind: 'fresh' }
  | { readonly kind: 'server'; readonly draft: StoredDraft; readonly document: DraftDocument }
  | { readonly kind: 'this-device'; readonly work: KeptWork }
  /** This browser holds work that never arrived, and the server has something newer: the reader chooses. */
  | { readonly kind: 'both'; readonly work: KeptWork; readonly draft: StoredDraft };

/**
 * Chooses where to go on from.
 *
 * @param draft of the server
 * @param works of this browser's tabs, the newest first
 * @param alive tabs that still work on theirs
 */
export function pickUp(
  draft: StoredDraft | null,
  works: readonly KeptWork[],
  alive: ReadonlySet<string>,
): PickUp {
  const work = works.find(({ form }) => form.isDirty && !alive.has(form.session));
  const document = draft === null ? null : parseDraft(draft.document);
  const isOnServer = draft !== null && document !== null;
  if (work === undefined) {
    return isOnServer ? { kind: 'server', draft, document } : { kind: 'fresh' };
  }
  // The draft may be this tab's own last save, whose answer never came.
  const goesOn =
    work.form.baseVersion === (draft?.version ?? 0) || draft?.device === work.form.session;
  return goesOn || !isOnServer ? { kind: 'this-device', work } : { kind: 'both', work, draft };
}

/**
 * The form that work goes on from.
 *
 * @param source where from
 * @param given answers handed in as the first step; what is drawn in them comes on the stage
 */
export function formFrom(source: PickUp, given: readonly Answer[]): FormState {
  if (source.kind === 'server') return formOf(source.document);
  if (source.kind !== 'fresh') return formOf(source.work.form.form);
  const answers = given.filter((one) => one.outcome !== 'answered' || one.value.kind !== 'shapes');
  const sure = given.flatMap((one) =>
    one.outcome === 'ungradable' || one.confidence === null
      ? []
      : [[one.questionId, one.confidence] as const],
  );
  return formOf({ answers, sure });
}
