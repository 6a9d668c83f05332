import type { LockedProtocol, ReaderProtocol } from '@equipoise/domain';
import { instructionsOf, instructionsVersion } from './instructions-of.ts';

/**
 * The part of a protocol that goes to a reader's browser: no case, no reference, no other reader, no seed, no arm,
 * no share of anything, nor that there are gold or repeated cases, or other instructions than the own.
 *
 * @param arm of the instructions that the reader is in; none by default
 * @throws annotation/unknown-name when the protocol has no such arm
 */
export function readerProtocol(locked: LockedProtocol, arm: string | null = null): ReaderProtocol {
  const { protocol, hash } = locked;
  return {
    studyId: protocol.studyId,
    title: protocol.title,
    description: protocol.description,
    version: protocol.version,
    hash,
    questions: protocol.questions,
    instructions: instructionsOf(protocol, arm),
    instructionsVersion: instructionsVersion(protocol, arm),
    session: protocol.session,
    hanging: protocol.hanging,
    hasTraining: protocol.training !== null,
    hasExam: protocol.exam !== null,
  };
}
