import { Anchor, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type Job, JobProgress } from '../../parts/job-progress.tsx';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { Instant } from '../../shell/instant.tsx';
import { auditsWords as words } from '../../words/audits.ts';
import { jobWords } from '../../words/jobs.ts';

/** Audits and searches, newest first. */
export function JobList(props: {
  readonly studyId: string;
  readonly jobs: readonly Job[];
  readonly mayCancel: boolean;
}): ReactNode {
  const { studyId, mayCancel } = props;
  const jobs = props.jobs.filter(({ asked }) => asked !== null);
  if (jobs.length === 0) return <Text>{words.noJobs}</Text>;
  return (
    <ScrollBox label={words.jobTable}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{words.what}</Table.Th>
            <Table.Th scope="col">{jobWords.begun}</Table.Th>
            <Table.Th scope="col">{jobWords.ended}</Table.Th>
            <Table.Th scope="col">{jobWords.progress}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {jobs.map((job) => (
            <Table.Tr key={job.jobId}>
              <Table.Th scope="row">
                <Anchor
                  component={Link}
                  to={`/studies/${encodeURIComponent(studyId)}/audits/${encodeURIComponent(job.jobId)}`}
                  underline="always"
                >
                  {job.kind === 'audit' ? words.kinds.audit : words.kinds['label-errors']}
                </Anchor>
                <Text size="xs" fw={400}>
                  {words.asked(
                    job.asked?.question ?? '',
                    job.asked?.option ?? null,
                    job.asked?.score ?? '',
                  )}
                </Text>
              </Table.Th>
              <Table.Td>
                <Instant at={job.createdAt} />
              </Table.Td>
              <Table.Td>{job.finishedAt !== null && <Instant at={job.finishedAt} />}</Table.Td>
              <Table.Td>
                <JobProgress studyId={studyId} job={job} mayCancel={mayCancel} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}
