import { Button, Group, Progress, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { isUnderWay } from '../../parts/job-progress.tsx';
import { useJob } from '../../parts/use-job.ts';
import { useChange } from '../../shell/queries.ts';
import { Answered } from '../../shell/states.tsx';
import { imagesWords as words } from '../../words/images.ts';

/** What the result of a pull holds; the server writes it. */
function outcomeOf(result: unknown): { readonly images: number; readonly refused: number } {
  if (typeof result !== 'object' || result === null) return { images: 0, refused: 0 };
  const { images, outcomes } = result as { images?: unknown; outcomes?: unknown };
  const list = Array.isArray(outcomes) ? outcomes : [];
  return {
    images: Array.isArray(images) ? images.length : 0,
    refused: list.filter((one) => one?.status === 'refused').length,
  };
}

/** A pull: how far it is, and what came of it. */
export function PullJob(props: { readonly studyId: string; readonly jobId: string }): ReactNode {
  const params = { studyId: props.studyId, jobId: props.jobId };
  const job = useJob(props.studyId, props.jobId);
  const cancel = useChange('cancelJob', ['job']);
  const queries = useQueryClient();
  const isOver = job.data !== undefined && !isUnderWay(job.data);
  useEffect(() => {
    if (!isOver) return;
    for (const route of ['images', 'cases', 'gallery']) {
      void queries.invalidateQueries({ queryKey: [route] });
    }
  }, [isOver, queries]);
  return (
    <Answered of={job}>
      {(one) => {
        const { images, refused } = outcomeOf(one.result);
        return (
          <Group my="xs" wrap="nowrap">
            <Text size="sm" role="status">
              {words.jobState[one.state]}
              {one.state === 'done' && `: ${words.pulled(images, refused)}`}
              {one.failure !== null && `: ${one.failure.sentence} ${one.failure.mend}`}
            </Text>
            {isUnderWay(one) && (
              <>
                <Progress
                  value={one.progress * 100}
                  style={{ flexGrow: 1 }}
                  aria-label={words.pulls}
                />
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => cancel.mutate({ params })}
                >
                  {words.cancel}
                </Button>
              </>
            )}
          </Group>
        );
      }}
    </Answered>
  );
}
