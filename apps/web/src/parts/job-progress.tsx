import type { Client } from '@equipoise/api';
import { Button, Group, Progress, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { showInstant } from '../shell/instants.ts';
import { useChange } from '../shell/queries.ts';
import { ProblemNotice } from '../shell/states.tsx';
import { jobWords as words } from '../words/jobs.ts';

/** A job as the server shows it. */
export type Job = Awaited<ReturnType<Client['job']>>;

/** Whether a job is still to end. */
export function isUnderWay(job: Job): boolean {
  return job.finishedAt === null;
}

/** How far a job is, with a button to stop it where that is allowed. */
export function JobProgress(props: {
  readonly studyId: string;
  readonly job: Job;
  readonly mayCancel: boolean;
}): ReactNode {
  const { studyId, job, mayCancel } = props;
  const cancel = useChange('cancelJob', ['job', 'jobs']);
  if (!isUnderWay(job)) {
    return (
      <>
        <Text size="sm">{words.states[job.state]}</Text>
        {job.failure !== null && <Text size="xs">{job.failure.sentence}</Text>}
      </>
    );
  }
  const said =
    job.stage === null ? words.states[job.state] : words.percentOf(job.stage, job.progress);
  return (
    <>
      <Group gap="xs" wrap="nowrap">
        <div style={{ minWidth: '9rem', flex: 1 }}>
          <Progress.Root size="lg">
            <Progress.Section value={job.progress * 100} aria-label={said} />
          </Progress.Root>
          <Text size="xs">{said}</Text>
        </div>
        {mayCancel && (
          <Button
            size="compact-sm"
            variant="default"
            disabled={job.isCancelAsked}
            aria-label={words.cancelThat(showInstant(job.createdAt))}
            onClick={() => cancel.mutate({ params: { studyId, jobId: job.jobId } })}
          >
            {job.isCancelAsked ? words.cancelling : words.cancel}
          </Button>
        )}
      </Group>
      <ProblemNotice error={cancel.error} />
    </>
  );
}
