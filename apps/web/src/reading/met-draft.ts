import type { CaseConflict, CaseOptions } from './case-options.ts';
import type { StoredDraft } from './saver.ts';

/**
 * What to do where a draft is not taken because another one is stored, or the case is handed in.
 *
 * @param options of the case
 * @param stored the other draft, where the server named it
 * @returns a conflict that the reader decides, or the version to go on from
 */
export async function metDraft(
  { calls, protocol, task }: CaseOptions,
  stored: StoredDraft | null,
): Promise<CaseConflict | { readonly kind: 'none'; readonly version: number }> {
  if (stored !== null) return { kind: 'draft', stored };
  const params = { studyId: protocol.studyId, taskId: task.taskId };
  const now = await calls.call(() => calls.client.task({ params })).catch(() => null);
  if (now?.answer?.isSubmitted) return { kind: 'handed-in', stored: now.answer };
  return { kind: 'none', version: now?.draft?.version ?? 0 };
}
