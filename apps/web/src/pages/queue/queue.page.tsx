import { Alert, Button, Card, Group, Progress, SimpleGrid, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { showInstant } from '../../shell/instants.ts';
import { useStudyId } from '../../shell/params.ts';
import { useRead } from '../../shell/queries.ts';
import { Answered, PageHead } from '../../shell/states.tsx';
import { queueWords as words } from '../../words/queue.ts';
import { MessagesCard } from './messages-card.tsx';
import { type Queue, TasksCard } from './tasks-card.tsx';

/** Minutes of one sitting after which a break is suggested. */
const breakAfterMinutes = 45;

/** Coloured titles are too faint on their ground. */
const plainTitle = { label: { color: 'var(--mantine-color-text)' } } as const;

/** A reader's home: what there is to do, how far it is, how long it takes. */
export function Page(): ReactNode {
  const studyId = useStudyId();
  const queue = useRead('queue', { params: { studyId } });
  return (
    <>
      <PageHead title={words.title} lead={words.lead}>
        {queue.data !== undefined && <StartButton studyId={studyId} queue={queue.data} />}
      </PageHead>
      <Answered of={queue}>
        {(data) => (
          <>
            <Notices queue={data} />
            <SimpleGrid cols={{ base: 1, md: 2 }} mb="md">
              <ProgressCard queue={data} />
              <TimeCard queue={data} />
            </SimpleGrid>
            <TasksCard studyId={studyId} queue={data} />
            <MessagesCard studyId={studyId} tasks={data.tasks} />
          </>
        )}
      </Answered>
    </>
  );
}

function StartButton(props: { readonly studyId: string; readonly queue: Queue }): ReactNode {
  const { studyId, queue } = props;
  const study = `/studies/${encodeURIComponent(studyId)}`;
  if (queue.needsInstructions && queue.stage !== 'stopped') {
    return (
      <Button component={Link} to={`${study}/instructions`}>
        {words.toInstructions}
      </Button>
    );
  }
  const isOver = queue.stage === 'done' || queue.stage === 'stopped' || queue.waitUntil !== null;
  if (isOver) return null;
  return (
    <Button component={Link} to={`${study}/read`}>
      {queue.taskCount > 0 ? words.goOn : words.start}
    </Button>
  );
}

function Notices({ queue }: { readonly queue: Queue }): ReactNode {
  const { sitting } = queue;
  const isLong = sitting !== null && sitting.activeMinutes >= breakAfterMinutes;
  return (
    <>
      {queue.stopped !== null && (
        <Alert
          color="red"
          variant="outline"
          mb="md"
          styles={plainTitle}
          title={words.stage.stopped}
        >
          {words.stopped[queue.stopped]}
        </Alert>
      )}
      {queue.stage !== 'stopped' && (
        <Alert
          color="teal"
          variant="outline"
          mb="md"
          styles={plainTitle}
          title={words.stage[queue.stage]}
        >
          {words.stageLead[queue.stage]}
        </Alert>
      )}
      {queue.capReached !== null && (
        <Alert
          color="orange"
          variant="outline"
          mb="md"
          styles={plainTitle}
          title={words.cap[queue.capReached]}
        >
          {queue.waitUntil === null ? '' : words.waitUntil(showInstant(queue.waitUntil))}
        </Alert>
      )}
      {queue.capReached === null && queue.waitUntil !== null && (
        <Text mb="md">{words.waitUntil(showInstant(queue.waitUntil))}</Text>
      )}
      {queue.capReached === null && isLong && (
        <Alert
          color="orange"
          variant="outline"
          mb="md"
          styles={plainTitle}
          role="status"
          title={words.breakPrompt}
        />
      )}
    </>
  );
}

function ProgressCard({ queue }: { readonly queue: Queue }): ReactNode {
  const { assignedCount, doneCount, leftCount } = queue;
  const share = assignedCount === 0 ? 0 : (100 * doneCount) / assignedCount;
  return (
    <Card withBorder>
      <Title order={2} size="h4">
        {words.progress}
      </Title>
      {assignedCount === 0 ? (
        <Text>{words.noCases}</Text>
      ) : (
        <>
          <Group justify="space-between">
            <Text>{words.done(doneCount, assignedCount)}</Text>
            <Text>{words.left(leftCount)}</Text>
          </Group>
          <Progress
            value={share}
            mt="xs"
            size="lg"
            aria-label={words.done(doneCount, assignedCount)}
          />
        </>
      )}
    </Card>
  );
}

function TimeCard({ queue }: { readonly queue: Queue }): ReactNode {
  const { medianSeconds, leftMinutes, sitting, activeMinutes } = queue;
  return (
    <Card withBorder>
      <Title order={2} size="h4">
        {words.time}
      </Title>
      {medianSeconds === null ? (
        <Text>{words.noTime}</Text>
      ) : (
        <Text>
          {`${words.activeMinutes(activeMinutes)}; ${words.medianSeconds(medianSeconds)}`}
        </Text>
      )}
      {leftMinutes !== null && (
        <Text>{words.leftMinutes(leftMinutes.typical, leftMinutes.low, leftMinutes.high)}</Text>
      )}
      {sitting !== null && <Text>{words.sitting(sitting.activeMinutes, sitting.caseCount)}</Text>}
    </Card>
  );
}
