import type { LockedProtocol, StudyProtocol } from '@equipoise/domain';
import { fail } from '../errors.ts';
import { diffProtocols, type ProtocolChange } from './diff-protocols.ts';
import { changedInstructions, instructionsVersion } from './instructions-of.ts';
import { readProtocol } from './read-protocol.ts';
import { hashJson } from './sha256.ts';

/** A change of a locked protocol, as it is logged. */
export interface Amendment {
  readonly locked: LockedProtocol;
  readonly reason: string;
  readonly changes: readonly ProtocolChange[];
  /** Arms whose readers must confirm the instructions again; null for the study's own instructions. */
  readonly rereads: readonly (string | null)[];
}

/**
 * Checks a protocol whole and hashes it.
 *
 * @param input a protocol or parsed JSON
 * @param lock who locks, and when (an instant in UTC)
 * @throws annotation/bad-protocol, annotation/protocol-not-ready naming the first place
 */
export function lockProtocol(
  input: unknown,
  lock: { readonly at: string; readonly by: string },
): LockedProtocol {
  const { protocol, issues } = readProtocol(input);
  const [issue] = issues;
  if (issue !== undefined || protocol === null) {
    const more = issues.length > 1 ? ` ${issues.length - 1} more places need mending.` : '';
    return fail(
      protocol === null ? 'annotation/bad-protocol' : 'annotation/protocol-not-ready',
      `${issue?.place ?? 'The protocol'} ${issue?.message ?? 'is wrong'}.${more}`,
      issue?.mend ?? 'Correct it.',
    );
  }
  return {
    protocol,
    hash: hashJson(protocol),
    instructionsVersion: instructionsVersion(protocol),
    lockedAt: lock.at,
    lockedBy: lock.by,
  };
}

/**
 * A new version of a locked protocol. Work that was done stays what it was: cases and questions stay, the seed
 * stays, and the version counts up and names its parent.
 *
 * @param locked the version before
 * @param next the protocol as wanted; version and parent are written here
 * @throws annotation/protocol-locked when nothing changed, no reason is given, cases, questions, the study or the
 * seed were taken away, arms of instructions came or went, or hidden results were to be shown; what {@link lockProtocol} throws
 */
export function amendProtocol(
  locked: LockedProtocol,
  next: StudyProtocol,
  amendment: { readonly at: string; readonly by: string; readonly reason: string },
): Amendment {
  const refuse = (sentence: string, mend: string): never =>
    fail('annotation/protocol-locked', sentence, mend);
  if (amendment.reason.trim() === '') refuse('The amendment has no reason.', 'Write why.');
  const before = locked.protocol;
  if (next.studyId !== before.studyId || next.seed !== before.seed) {
    refuse('The study or its seed was changed.', 'Start another study.');
  }
  if (before.interimResults === 'hidden' && next.interimResults !== 'hidden') {
    refuse(
      'Results that were hidden until the end would be shown before it.',
      'Close the study to see them.',
    );
  }
  const armsOf = (protocol: StudyProtocol): string =>
    (protocol.instructionArms?.arms ?? []).map(({ id }) => JSON.stringify(id)).join();
  if (armsOf(next) !== armsOf(before)) {
    refuse(
      'The versions of the instructions that readers are given at random were added, removed or renamed.',
      'Keep them, and change what they say; or start another study.',
    );
  }
  const numbered = { ...next, version: before.version + 1, parent: locked.hash };
  const renewed = lockProtocol(numbered, amendment);
  const changes = diffProtocols(before, renewed.protocol).filter(
    ({ path }) => path[0] !== 'version' && path[0] !== 'parent',
  );
  if (changes.length === 0) refuse('Nothing was changed.', 'Keep the version there is.');
  const gone = changes.find(
    ({ kind, path }) =>
      kind === 'removed' && path.length === 2 && (path[0] === 'cases' || path[0] === 'questions'),
  );
  if (gone !== undefined) {
    refuse(
      `A ${gone.path[0] === 'cases' ? 'case' : 'question'} was taken away.`,
      'Keep it: what was read under it must stay explained.',
    );
  }
  return {
    locked: renewed,
    reason: amendment.reason,
    changes,
    rereads: changedInstructions(before, renewed.protocol),
  };
}
