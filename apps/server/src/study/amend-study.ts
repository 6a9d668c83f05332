import { amendProtocol, instructionsVersion } from '@equipoise/annotation';
import type { StudyProtocol } from '@equipoise/domain';
import {
  caseNames,
  type ProtocolVersion,
  type Study,
  saveInstructions,
  saveProtocol,
  type Tx,
} from '@equipoise/store';
import { refuse, savedOrConflict } from '../http/refuse.ts';
import type { LoadedStudy } from './loaded-study.ts';
import { dealAgain, readyProtocol } from './lock-study.ts';

/**
 * Amends a locked protocol: a new version with its reason; new cases are dealt, work that was done stays.
 *
 * @throws annotation/protocol-locked for what an amendment may not change, room/not-ready, room/conflict
 */
export async function amendStudy(
  tx: Tx,
  study: Study,
  loaded: LoadedStudy,
  wanted: { readonly expectedVersion: number; readonly document: unknown; readonly why: string },
): Promise<ProtocolVersion> {
  const next = readyProtocol({ ...Object(wanted.document), studyId: study.id });
  const amended = amendProtocol(loaded.locked, next, {
    at: tx.at,
    by: tx.actor,
    reason: wanted.why,
  });
  const { protocol } = amended.locked;
  const row = savedOrConflict(
    await saveProtocol(tx, study.id, wanted.expectedVersion, protocol, wanted.why),
    (stored) => stored,
  );
  if (amended.needsReread) {
    const document = {
      version: instructionsVersion(protocol),
      instructions: protocol.instructions,
    };
    await saveInstructions(tx, study.id, study.instructionVersion, document);
  }
  await dealNew(tx, study, loaded, protocol);
  return row;
}

async function dealNew(
  tx: Tx,
  study: Study,
  loaded: LoadedStudy,
  protocol: StudyProtocol,
): Promise<void> {
  const cases = new Set((await caseNames(tx, study.id)).map((one) => one.name));
  if (protocol.cases.some((one) => !cases.has(one.caseId))) {
    refuse('room/not-ready', 'A case is not in the study.', 'Take its images in first.');
  }
  await dealAgain(tx, study, loaded, protocol);
}
