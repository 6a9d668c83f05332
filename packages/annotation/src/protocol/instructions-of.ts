import type { Instructions, LockedProtocol, StudyProtocol } from '@equipoise/domain';
import { fail } from '../errors.ts';
import { hashJson } from './sha256.ts';

/**
 * What a person is told: the instructions of an arm, or those of the study for whoever is in none, such as an
 * adjudicator.
 *
 * @param arm of the instructions; null for none
 * @throws annotation/unknown-name when the protocol has no such arm
 */
export function instructionsOf(protocol: StudyProtocol, arm: string | null): Instructions {
  if (arm === null) return protocol.instructions;
  const found = protocol.instructionArms?.arms.find(({ id }) => id === arm);
  if (found === undefined) {
    return fail(
      'annotation/unknown-name',
      'The protocol has no such arm of instructions.',
      'Name one of its arms.',
    );
  }
  return found.instructions ?? protocol.instructions;
}

/** The arms of the instructions by id, behind null for the study's own. */
export function instructionArmsOf(protocol: StudyProtocol): readonly (string | null)[] {
  return [null, ...(protocol.instructionArms?.arms ?? []).map(({ id }) => id)];
}

/**
 * Version of the instructions: it changes with every word and picture, and with nothing else.
 *
 * @param arm of the instructions; the study's own by default
 */
export function instructionsVersion(protocol: StudyProtocol, arm: string | null = null): string {
  return hashJson(instructionsOf(protocol, arm)).slice(0, 16);
}

/**
 * Whether a reader must read the instructions again.
 *
 * @param arm of the instructions that the reader is in; none by default
 */
export function needsReread(
  lastConfirmed: string | null,
  protocol: StudyProtocol,
  arm: string | null = null,
): boolean {
  return lastConfirmed !== instructionsVersion(protocol, arm);
}

/** Arms whose instructions differ between two protocols; null for the study's own. */
export function changedInstructions(
  before: LockedProtocol['protocol'],
  after: StudyProtocol,
): readonly (string | null)[] {
  return instructionArmsOf(after).filter(
    (arm) => instructionsVersion(before, arm) !== instructionsVersion(after, arm),
  );
}
