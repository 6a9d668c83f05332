import type { ProtocolIssue } from '@equipoise/annotation';
import type { StudyProtocol } from '@equipoise/domain';
import { protocolWords as words } from '../../words/protocol.ts';

/** What the study has, that a protocol may name. */
export interface RoomFacts {
  /** Null while not known. */
  readonly caseNames: ReadonlySet<string> | null;
  /** `account role` of active members; null while not known. */
  readonly roles: ReadonlySet<string> | null;
}

/** What the lock will refuse beyond the document itself: cases and people that the study does not have. */
export function roomIssues(draft: StudyProtocol, facts: RoomFacts): readonly ProtocolIssue[] {
  const issues: ProtocolIssue[] = [];
  const { caseNames, roles } = facts;
  if (caseNames !== null) {
    draft.cases.forEach(({ caseId }, at) => {
      if (caseNames.has(caseId)) return;
      issues.push({
        path: ['cases', at, 'caseId'],
        place: `cases[${at}]`,
        ...words.caseUnknown,
        blocks: 'lock',
      });
    });
  }
  if (roles !== null) {
    draft.readers.forEach(({ readerId, roles: own }, at) => {
      const missing = own.filter((role) => !roles.has(`${readerId} ${role}`));
      if (missing.length === 0) return;
      issues.push({
        path: ['readers', at, 'roles'],
        place: `readers[${at}]`,
        message: words.roleMissing(missing.join(', ')),
        mend: words.roleMend,
        blocks: 'lock',
      });
    });
  }
  return issues;
}
