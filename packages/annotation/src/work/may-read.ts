import type { ProtocolCase, ProtocolReader, StudyProtocol } from '@equipoise/domain';

/** Whether a person has a conflict of interest with a case. */
export function hasConflict(reader: ProtocolReader, one: ProtocolCase): boolean {
  return (
    reader.conflictCases.includes(one.caseId) ||
    reader.conflictStrata.some(({ stratum, value }) => one.strata[stratum] === value)
  );
}

/** Whether a person may read a case: role, skills, no conflict. */
export function mayRead(
  reader: ProtocolReader,
  one: ProtocolCase,
  protocol: StudyProtocol,
): boolean {
  return (
    reader.roles.includes('reader') &&
    protocol.reads.skills.every((skill) => reader.skills.includes(skill)) &&
    !hasConflict(reader, one)
  );
}

/** Whether a person may adjudicate a case: role, skill, no conflict, and not among its readers. */
export function mayAdjudicate(
  reader: ProtocolReader,
  one: ProtocolCase,
  protocol: StudyProtocol,
  readBy: readonly string[],
): boolean {
  const { skill } = protocol.adjudication;
  return (
    reader.roles.includes('adjudicator') &&
    (skill === null || reader.skills.includes(skill)) &&
    !readBy.includes(reader.readerId) &&
    !hasConflict(reader, one)
  );
}

/** Reads that a case needs. */
export function readsOf(one: ProtocolCase, protocol: StudyProtocol): number {
  const { perCase, exceptions } = protocol.reads;
  return exceptions.find(({ stratum, value }) => one.strata[stratum] === value)?.perCase ?? perCase;
}
