import { Alert, Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { isUnderWay, type Job, JobProgress } from '../../parts/job-progress.tsx';
import { useJob } from '../../parts/use-job.ts';
import { useParam, useStudyId } from '../../shell/params.ts';
import { rolesIn, useSession } from '../../shell/session.ts';
import { Answered, PageHead } from '../../shell/states.tsx';
import { auditWords as words } from '../../words/audit.ts';
import { AuditReport } from './audit-report.tsx';
import { JobFiles } from './job-files.tsx';
import { ReviewList } from './review-list.tsx';
import './audit.css';

/** One job: how far it is, what failed, or its report with the cases behind every row. */
export function Page(): ReactNode {
  const studyId = useStudyId();
  const jobId = useParam('jobId');
  const session = useSession();
  const roles = session.data === undefined ? [] : rolesIn(session.data, studyId);
  const isLead = roles.includes('owner') || roles.includes('curator');
  const job = useJob(studyId, jobId);
  return (
    <Answered of={job}>
      {(one) => (
        <>
          <PageHead
            title={one.kind === 'audit' ? words.audit : words.labelErrors}
            lead={words.of(one.asked?.question ?? '', one.asked?.score ?? '')}
          >
            <Anchor
              component={Link}
              to={`/studies/${encodeURIComponent(studyId)}/audits`}
              underline="always"
            >
              {words.back}
            </Anchor>
          </PageHead>
          <State studyId={studyId} job={one} isLead={isLead} />
          {one.state === 'done' && <Outcome studyId={studyId} job={one} isLead={isLead} />}
        </>
      )}
    </Answered>
  );
}

interface JobProps {
  readonly studyId: string;
  readonly job: Job;
  readonly isLead: boolean;
}

function State({ studyId, job, isLead }: JobProps): ReactNode {
  if (isUnderWay(job)) {
    return (
      <>
        <Text mb="sm" role="status">
          {words.running}
        </Text>
        <div className="eq-job-wide">
          <JobProgress studyId={studyId} job={job} mayCancel={isLead} />
        </div>
      </>
    );
  }
  if (job.state === 'cancelled') return <Text role="status">{words.cancelled}</Text>;
  if (job.state === 'done') {
    return (
      <Text size="sm" mb="sm" role="status">
        {words.done}
      </Text>
    );
  }
  return (
    <Alert color="red" variant="outline" role="alert" title={job.failure?.sentence ?? words.failed}>
      {job.failure?.mend}
    </Alert>
  );
}

function Outcome({ studyId, job, isLead }: JobProps): ReactNode {
  const isAudit = job.kind === 'audit';
  return (
    <>
      {!isAudit && <ReviewList studyId={studyId} job={job} isLead={isLead} />}
      {job.files.includes('report.html') && (
        <AuditReport studyId={studyId} jobId={job.jobId} isAudit={isAudit} />
      )}
      <JobFiles studyId={studyId} job={job} />
    </>
  );
}
