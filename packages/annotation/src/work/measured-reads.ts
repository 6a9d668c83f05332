import type { AnswerRecord } from '@equipoise/domain';

/** Valid, final, measured readings of a case: what counts as its reads. */
export function measuredReads<T extends Pick<AnswerRecord, 'isValid' | 'step' | 'purpose'>>(
  records: readonly T[],
): readonly T[] {
  return records.filter((one) => one.isValid && one.step === 'final' && one.purpose === 'measured');
}
