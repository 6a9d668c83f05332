import {
  assignInstructions,
  changedInstructions,
  instructionArmsOf,
  instructionsOf,
  instructionsVersion,
} from '@equipoise/annotation';
import type { InstructionAssignment, StudyProtocol } from '@equipoise/domain';
import {
  addInstructionArm,
  type InstructionArmRow,
  instructionArmOf,
  listInstructionArms,
  listInstructions,
  lockedStudy,
  type ReadTx,
  saveInstructions,
  studyById,
  type Tx,
} from '@equipoise/store';
import { accountOf, rightsOf } from '../call.ts';
import type { InstructionsBy } from '../figures/figures-messages.ts';
import { found, savedOrConflict } from '../http/refuse.ts';
import type { Call } from '../services.ts';
import type { LoadedStudy } from './loaded-study.ts';

/** Which instructions somebody is told. */
export interface OwnInstructions {
  /** Arm of the instructions; null for those of the study. */
  readonly arm: string | null;
  /** Whether this is a reader of a study that compares instructions, and was given none yet. */
  readonly isMissing: boolean;
}

/** An assignment as it is stored. */
export function instructionAssignment(row: InstructionArmRow): InstructionAssignment {
  const { readerId, arm, place, seed, hash } = row;
  // The only algorithm there is so far; the hash says whether it is still this one.
  return { readerId, arm, place, algorithm: 'permuted-blocks/1', seed: Number(seed), hash };
}

/** Gives readers who have none one of the versions of the instructions at random. */
export async function giveInstructions(
  tx: Tx,
  studyId: string,
  protocol: StudyProtocol,
  readerIds: readonly string[],
): Promise<void> {
  if (protocol.instructionArms === null) return;
  // One after another: every place is taken once.
  await lockedStudy(tx, studyId);
  const before = (await listInstructionArms(tx, studyId)).map(instructionAssignment);
  for (const { seed, ...given } of assignInstructions(protocol, readerIds, before)) {
    await addInstructionArm(tx, { ...given, studyId, seed: String(seed) });
  }
}

/** Which instructions an account is told, as it was stored. */
export async function ownInstructions(
  tx: ReadTx,
  loaded: LoadedStudy,
  accountId: string,
  isReader: boolean,
): Promise<OwnInstructions> {
  if (loaded.locked.protocol.instructionArms === null) return { arm: null, isMissing: false };
  const arm = isReader ? await instructionArmOf(tx, loaded.studyId, accountId) : null;
  return { arm, isMissing: isReader && arm === null };
}

/**
 * Which instructions somebody is told; a reader who joined after the lock is given some here. What is told tells
 * nothing of the others.
 */
export async function joinInstructions(
  tx: Tx,
  loaded: LoadedStudy,
  accountId: string,
  isReader: boolean,
): Promise<OwnInstructions> {
  const own = await ownInstructions(tx, loaded, accountId, isReader);
  const study = await studyById(tx, loaded.studyId);
  if (!own.isMissing || study?.state !== 'locked') return own;
  await giveInstructions(tx, loaded.studyId, loaded.locked.protocol, [accountId]);
  return ownInstructions(tx, loaded, accountId, isReader);
}

/** Which instructions the caller is told; a reader who joined after the lock is given some here. */
export async function instructionsOfCaller(
  call: Call,
): Promise<OwnInstructions & { readonly loaded: LoadedStudy }> {
  const { study, roles } = rightsOf(call);
  const { store, studies } = call.services;
  const who = accountOf(call).id;
  const isReader = roles.includes('reader');
  const read = await store.read(async (tx) => {
    const loaded = await studies.load(tx, study);
    return { loaded, ...(await ownInstructions(tx, loaded, who, isReader)) };
  });
  if (!read.isMissing) return read;
  const own = await store.change({ actor: 'server' }, (tx) =>
    joinInstructions(tx, read.loaded, who, isReader),
  );
  return { loaded: read.loaded, ...own };
}

/**
 * Keeps the instructions of a protocol as versions: those of the study, and those of each arm.
 *
 * @param before protocol in force so far; what says the same is not kept again. Null at the lock
 */
export async function keepInstructions(
  tx: Tx,
  studyId: string,
  protocol: StudyProtocol,
  before: StudyProtocol | null,
): Promise<void> {
  const arms =
    before === null ? instructionArmsOf(protocol) : changedInstructions(before, protocol);
  for (const arm of arms) {
    const { instructionVersion } = found(await studyById(tx, studyId));
    const document = {
      version: instructionsVersion(protocol, arm),
      instructions: instructionsOf(protocol, arm),
    };
    savedOrConflict(
      await saveInstructions(tx, studyId, instructionVersion, document, arm),
      (stored) => stored,
    );
  }
}

/** By what the instructions of a study are compared: as given at random, or one after another; null where there is one. */
export async function comparedBy(tx: ReadTx, loaded: LoadedStudy): Promise<InstructionsBy | null> {
  if (loaded.locked.protocol.instructionArms !== null) return 'instructions';
  const versions = await listInstructions(tx, loaded.studyId);
  return versions.length > 1 ? 'instructions_number' : null;
}
