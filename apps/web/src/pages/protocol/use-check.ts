import { type ProtocolIssue, readProtocol } from '@equipoise/annotation';
import type { StudyProtocol } from '@equipoise/domain';
import { useEffect, useRef, useState } from 'react';
import { type RoomFacts, roomIssues } from './room-issues.ts';

const waitMs = 300;

/** What the last check found. */
export interface Checked {
  readonly issues: readonly ProtocolIssue[];
  /** Whether the draft changed since. */
  readonly isChecking: boolean;
}

/** Checks the draft as the server does, a moment after the last key. */
export function useCheck(draft: StudyProtocol, facts: RoomFacts): Checked {
  const [found, setFound] = useState<{
    readonly of: StudyProtocol | null;
    readonly issues: readonly ProtocolIssue[];
  }>({ of: null, issues: [] });
  const { caseNames, roles } = facts;
  const isFirst = useRef(true);
  useEffect(() => {
    const check = (): void => {
      const { issues } = readProtocol(draft);
      const isReadable = issues.every(({ blocks }) => blocks !== 'reading');
      const more = isReadable ? roomIssues(draft, { caseNames, roles }) : [];
      setFound({ of: draft, issues: [...issues, ...more] });
    };
    if (isFirst.current) {
      isFirst.current = false;
      check();
      return;
    }
    const timer = setTimeout(check, waitMs);
    return () => clearTimeout(timer);
  }, [draft, caseNames, roles]);
  return { issues: found.issues, isChecking: found.of !== draft };
}
