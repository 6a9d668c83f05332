import type { ProtocolIssue } from '@equipoise/annotation';
import { Button, Paper, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { protocolWords as words } from '../../words/protocol.ts';

const mostShown = 30;

/** What must be mended: each a link to where that is done. */
export function IssuePanel(props: {
  readonly issues: readonly ProtocolIssue[];
  readonly isChecking: boolean;
  readonly isAmending: boolean;
  readonly placeOf: (issue: ProtocolIssue) => string;
  readonly onGo: (issue: ProtocolIssue) => void;
}): ReactNode {
  const { issues, isChecking, isAmending, placeOf, onGo } = props;
  const [isOpen, setOpen] = useState(true);
  const reading = issues.filter(({ blocks }) => blocks === 'reading').length;
  const counts = [
    ...(reading === 0 ? [] : [`${words.issueCount(reading)} ${words.blocksReading}`]),
    ...(issues.length === reading
      ? []
      : [`${words.issueCount(issues.length - reading)} ${words.blocksLock}`]),
  ];
  return (
    <Paper withBorder p="sm" my="md" component="section" aria-label={words.issues}>
      <div className="eq-issue-head">
        <Text size="sm" role="status" fw={600}>
          {isChecking
            ? words.checking
            : issues.length === 0
              ? isAmending
                ? words.isReadyAmend
                : words.isReady
              : `${words.issues}: ${counts.join(', ')}`}
        </Text>
        {issues.length > 0 && (
          <Button
            size="compact-sm"
            variant="subtle"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? words.hideIssues : words.showIssues}
          </Button>
        )}
      </div>
      {isOpen && issues.length > 0 && (
        <ul className="eq-issues">
          {issues.slice(0, mostShown).map((issue) => (
            <li key={`${issue.path.join('.')} ${issue.message}`}>
              <button type="button" className="eq-link" onClick={() => onGo(issue)}>
                {words.placedIssue(placeOf(issue), issue.message, issue.mend)}
              </button>
            </li>
          ))}
          {issues.length > mostShown && (
            <li>
              <Text size="sm">{words.moreIssues(issues.length - mostShown)}</Text>
            </li>
          )}
        </ul>
      )}
    </Paper>
  );
}
