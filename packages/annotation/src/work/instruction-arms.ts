import type { InstructionAssignment, StudyProtocol } from '@equipoise/domain';
import { shuffleInPlace } from '@equipoise/stats';
import { hashJson } from '../protocol/sha256.ts';
import { studyStream } from '../protocol/study-stream.ts';

const algorithm = 'permuted-blocks/1';

/**
 * The arm at a place of the list: blocks as long as there are arms, each with every arm once in an order of its own, so
 * that arms never differ by more than one reader.
 */
function armAt(protocol: StudyProtocol, arms: readonly string[], place: number): string {
  const block = Math.floor(place / arms.length);
  const uniform = studyStream(protocol.seed, 'instruction-arms', 'block', String(block));
  return shuffleInPlace([...arms], uniform)[place % arms.length]!;
}

function sealed(
  protocol: StudyProtocol,
  arms: readonly string[],
  readerId: string,
  place: number,
): InstructionAssignment {
  const { seed } = protocol;
  const drawn = { readerId, arm: armAt(protocol, arms, place), place, algorithm, seed } as const;
  return { ...drawn, hash: hashJson({ ...drawn, arms }) };
}

/**
 * Gives readers one of the versions of the instructions at random: at the lock all of them in a shuffled order, later
 * whoever joins. Who was given one keeps it.
 *
 * @param readerIds everybody who is to have one
 * @param before what was given so far
 * @returns what is new, by place; none where the study compares no instructions
 * @see Zelen 1974, doi:10.1016/0021-9681(74)90015-0
 */
export function assignInstructions(
  protocol: StudyProtocol,
  readerIds: readonly string[],
  before: readonly InstructionAssignment[] = [],
): readonly InstructionAssignment[] {
  if (protocol.instructionArms === null) return [];
  const arms = protocol.instructionArms.arms.map(({ id }) => id);
  const has = new Set(before.map(({ readerId }) => readerId));
  const fresh = [...new Set(readerIds)].filter((readerId) => !has.has(readerId));
  const from = before.length;
  const words = ['instruction-arms', 'readers', String(from)];
  // Whoever calls may name them in any order.
  const shuffled = shuffleInPlace(fresh.sort(), studyStream(protocol.seed, ...words));
  return shuffled.map((readerId, at) => sealed(protocol, arms, readerId, from + at));
}

/** Whether an assignment is the one that the protocol's seed gives to its place. */
export function isInstructionAssignmentIntact(
  protocol: StudyProtocol,
  assignment: InstructionAssignment,
): boolean {
  const arms = protocol.instructionArms?.arms.map(({ id }) => id) ?? [];
  if (arms.length === 0) return false;
  const drawn = sealed(protocol, arms, assignment.readerId, assignment.place);
  return drawn.arm === assignment.arm && drawn.hash === assignment.hash;
}
