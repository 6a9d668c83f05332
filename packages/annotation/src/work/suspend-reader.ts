import type { AnswerRecord, StudyProtocol } from '@equipoise/domain';
import type { CaseReader } from './assign-reads.ts';

/** What a suspension does. */
export interface Suspension {
  readonly readerId: string;
  /** Answers that no longer count; they stay in the record. */
  readonly setAside: readonly string[];
  /** Cases that need another reader. */
  readonly requeued: readonly string[];
  /** For a new dealing: work that stands, and who may not have what. */
  readonly fixed: readonly CaseReader[];
  readonly barred: readonly CaseReader[];
}

/** What a suspension needs of an answer. */
export type SuspendedRecord = Pick<
  AnswerRecord,
  'answerId' | 'caseId' | 'readerId' | 'purpose' | 'isValid' | 'submittedAt'
>;

/**
 * Suspends a reader: which readings are set aside and done again by others.
 *
 * @param records answers of the study; those of other readers tell only what stays `fixed`
 * @param open cases dealt to the reader and not yet read
 * @param since instant from which readings are set aside under `since-alarm`; null: all
 */
export function suspendReader(
  protocol: StudyProtocol,
  readerId: string,
  records: readonly SuspendedRecord[],
  open: readonly string[],
  since: string | null,
): Suspension {
  const redo = protocol.suspension?.redo ?? 'all';
  const isOut = (one: SuspendedRecord): boolean =>
    one.readerId === readerId &&
    one.isValid &&
    (one.purpose === 'measured' || one.purpose === 'repeat' || one.purpose === 'reread') &&
    (redo === 'all' || (redo === 'since-alarm' && (since === null || one.submittedAt >= since)));
  const out = records.filter(isOut);
  const measured = out.filter((one) => one.purpose === 'measured').map((one) => one.caseId);
  const requeued = [...new Set([...measured, ...open])];
  const setAside = new Set(out.map((one) => one.answerId));
  const kept = records.filter(
    (one) => one.isValid && one.purpose === 'measured' && !setAside.has(one.answerId),
  );
  const pairs = new Map(
    kept.map(({ caseId, readerId: id }) => [
      JSON.stringify([caseId, id]),
      { caseId, readerId: id },
    ]),
  );
  return {
    readerId,
    setAside: [...setAside],
    requeued,
    fixed: [...pairs.values()],
    barred: requeued.map((caseId) => ({ caseId, readerId })),
  };
}
