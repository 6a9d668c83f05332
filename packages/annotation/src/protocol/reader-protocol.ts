import type { LockedProtocol, ReaderProtocol } from '@equipoise/domain';

/**
 * The part of a protocol that goes to a reader's browser: no case, no reference, no other reader, no seed, no arm,
 * no share of anything, nor that there are gold or repeated cases.
 */
export function readerProtocol(locked: LockedProtocol): ReaderProtocol {
  const { protocol, hash } = locked;
  return {
    studyId: protocol.studyId,
    title: protocol.title,
    description: protocol.description,
    version: protocol.version,
    hash,
    questions: protocol.questions,
    instructions: protocol.instructions,
    instructionsVersion: locked.instructionsVersion,
    session: protocol.session,
    hanging: protocol.hanging,
    hasTraining: protocol.training !== null,
    hasExam: protocol.exam !== null,
  };
}
