import type { ReactNode } from 'react';
import { Section } from '../../parts/section.tsx';
import { useStudyProtocol } from '../../parts/study-protocol.ts';
import { useJobs } from '../../parts/use-jobs.ts';
import { useStudyId } from '../../shell/params.ts';
import { useRead } from '../../shell/queries.ts';
import { rolesIn, useSession } from '../../shell/session.ts';
import { Answered, PageHead } from '../../shell/states.tsx';
import { auditsWords as words } from '../../words/audits.ts';
import { JobList } from './job-list.tsx';
import { NewJobForm } from './new-job-form.tsx';

/** Jobs that audit a model on the study's labels, or search the labels for errors. */
export function Page(): ReactNode {
  const studyId = useStudyId();
  const session = useSession();
  const roles = session.data === undefined ? [] : rolesIn(session.data, studyId);
  const isLead = roles.includes('owner') || roles.includes('curator');
  const study = useRead('study', { params: { studyId } });
  const protocol = useStudyProtocol(studyId, isLead);
  const jobs = useJobs(studyId);
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      {isLead && (
        <Section title={words.begin}>
          <Answered of={study}>
            {({ state }) => {
              if (state === 'draft') return <p>{words.locked}</p>;
              return protocol === null ? null : (
                <NewJobForm studyId={studyId} protocol={protocol} />
              );
            }}
          </Answered>
        </Section>
      )}
      <Section title={words.jobs}>
        <Answered of={jobs}>
          {({ jobs: all }) => <JobList studyId={studyId} jobs={all} mayCancel={isLead} />}
        </Answered>
      </Section>
    </>
  );
}
