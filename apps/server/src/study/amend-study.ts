import { amendProtocol } from '@equipoise/annotation';
import type { StudyProtocol } from '@equipoise/domain';
import {
  caseNames,
  type ProtocolVersion,
  type Study,
  saveProtocol,
  type Tx,
} from '@equipoise/store';
import { refuse, savedOrConflict } from '../http/refuse.ts';
import { giveInstructions, keepInstructions } from './instruction-arms.ts';
import type { LoadedStudy } from './loaded-study.ts';
import { dealAgain, readerIds, readyProtocol } from './lock-study.ts';

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
  if (amended.rereads.length > 0) {
    await keepInstructions(tx, study.id, protocol, loaded.locked.protocol);
  }
  await giveInstructions(tx, study.id, protocol, readerIds(protocol));
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
