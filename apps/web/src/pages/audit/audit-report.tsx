import { type ReactNode, useCallback, useState } from 'react';
import { Section } from '../../parts/section.tsx';
import { auditWords as words } from '../../words/audit.ts';
import { CellCases } from './cell-cases.tsx';
import { ReportFrame } from './report-frame.tsx';
import type { ChosenCell } from './report-message.ts';

/** The report of a job, with the cases behind the row that was chosen in it. */
export function AuditReport(props: {
  readonly studyId: string;
  readonly jobId: string;
  readonly isAudit: boolean;
}): ReactNode {
  const { studyId, jobId, isAudit } = props;
  const [cell, setCell] = useState<ChosenCell | null>(null);
  const [count, setCount] = useState(0);
  const choose = useCallback((chosen: ChosenCell): void => {
    setCell(chosen);
    setCount((before) => before + 1);
  }, []);
  return (
    <Section title={words.report} {...(isAudit ? { lead: words.reportLead } : {})}>
      <div className={cell === null ? 'eq-report' : 'eq-report eq-report-split'}>
        <ReportFrame
          studyId={studyId}
          jobId={jobId}
          title={isAudit ? words.frame : words.frameErrors}
          onCell={isAudit ? choose : null}
        />
        {cell !== null && (
          <CellCases
            // A row chosen anew begins with its own first page.
            key={count}
            studyId={studyId}
            jobId={jobId}
            cell={cell}
            onClose={() => setCell(null)}
          />
        )}
      </div>
    </Section>
  );
}
