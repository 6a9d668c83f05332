import type { Answer, StudyProtocol } from '@equipoise/domain';

/** What a case whose answer is known is used for. */
export const knownUses = ['gold', 'exam', 'training'] as const;
/** One of {@link knownUses}. */
export type KnownUse = (typeof knownUses)[number];

/** The protocol with the answers as what is known of a case, and the use it is put to. */
export function withReference(
  protocol: StudyProtocol,
  caseId: string,
  answers: readonly Answer[],
  use: KnownUse,
): StudyProtocol {
  const reference = answers.map((answer) =>
    answer.outcome === 'ungradable' ? answer : { ...answer, confidence: null },
  );
  return {
    ...protocol,
    cases: protocol.cases.map((one) => (one.caseId === caseId ? { ...one, use, reference } : one)),
  };
}
