import type { Client } from '@equipoise/api';
import { Badge, Button, Card, Group, Select, Stack, Text, Textarea, Title } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Instant } from '../../shell/instant.tsx';
import { useChange, useRead } from '../../shell/queries.ts';
import { Answered, ProblemNotice } from '../../shell/states.tsx';
import { queueWords as words } from '../../words/queue.ts';
import type { Queue } from './tasks-card.tsx';

type Message = Awaited<ReturnType<Client['myMessages']>>['messages'][number];

/** Flags and questions to who runs the study, and the answers to them, by thread. */
export function MessagesCard(props: {
  readonly studyId: string;
  readonly tasks: Queue['tasks'];
}): ReactNode {
  const { studyId, tasks } = props;
  const messages = useRead('myMessages', { params: { studyId } }, { every: 30_000 });
  return (
    <Card withBorder>
      <Title order={2} size="h4" mb="xs">
        {words.messages}
      </Title>
      <Answered of={messages}>
        {(data) => (
          <Stack>
            {data.messages.length === 0 && <Text>{words.noMessages}</Text>}
            {threadsOf(data.messages).map((thread) => (
              <Thread key={thread[0]?.threadId} studyId={studyId} thread={thread} />
            ))}
          </Stack>
        )}
      </Answered>
      <Title order={3} size="h5" mt="md">
        {words.write}
      </Title>
      <WriteForm studyId={studyId} threadId={null} tasks={tasks} />
    </Card>
  );
}

function threadsOf(messages: readonly Message[]): Message[][] {
  const threads = new Map<string, Message[]>();
  for (const message of messages) {
    threads.set(message.threadId, [...(threads.get(message.threadId) ?? []), message]);
  }
  return [...threads.values()];
}

function Thread(props: {
  readonly studyId: string;
  readonly thread: readonly Message[];
}): ReactNode {
  const { studyId, thread } = props;
  const [isReplying, setReplying] = useState(false);
  const [first] = thread;
  const number = first?.taskNumber ?? null;
  const isResolved = thread.some(({ resolvedAt }) => resolvedAt !== null);
  return (
    <Card withBorder>
      <Group gap="xs" mb="xs">
        {number !== null && <Badge variant="outline">{`${words.caseNumber} ${number}`}</Badge>}
        {isResolved && (
          <Badge variant="outline" color="gray">
            {words.resolved}
          </Badge>
        )}
      </Group>
      {thread.map((message) => (
        <div key={message.messageId}>
          <Text size="sm" c="dimmed">
            {`${message.isOwn ? words.you : words.lead2} · ${words.kind[message.kind]} · `}
            <Instant at={message.createdAt} />
          </Text>
          <Text style={{ whiteSpace: 'pre-line' }} mb="xs">
            {message.body}
          </Text>
        </div>
      ))}
      {isReplying ? (
        <WriteForm
          studyId={studyId}
          threadId={first?.threadId ?? null}
          tasks={[]}
          onSent={() => setReplying(false)}
        />
      ) : (
        <Group>
          <Button
            variant="default"
            size="xs"
            aria-label={words.replyTo}
            onClick={() => setReplying(true)}
          >
            {words.reply}
          </Button>
        </Group>
      )}
    </Card>
  );
}

function WriteForm(props: {
  readonly studyId: string;
  readonly threadId: string | null;
  readonly tasks: Queue['tasks'];
  readonly onSent?: () => void;
}): ReactNode {
  const { studyId, threadId, tasks } = props;
  const [body, setBody] = useState('');
  const [taskId, setTaskId] = useState<string | null>(null);
  const send = useChange('sendMessage', ['myMessages']);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send.mutate(
      { params: { studyId }, body: { kind: 'question', threadId, taskId, body } },
      {
        onSuccess: () => {
          setBody('');
          props.onSent?.();
        },
      },
    );
  };
  return (
    <form onSubmit={submit}>
      <ProblemNotice error={send.error} />
      {tasks.length > 0 && (
        <Select
          label={words.about}
          clearable
          searchable
          limit={50}
          data={tasks.map((task) => ({
            value: task.taskId,
            label: `${words.caseNumber} ${task.number}`,
          }))}
          value={taskId}
          onChange={setTaskId}
          mb="xs"
        />
      )}
      <Textarea
        label={words.message}
        description={words.privacy}
        required
        minRows={2}
        autosize
        maxLength={5000}
        value={body}
        onChange={(event) => setBody(event.currentTarget.value)}
      />
      <Button type="submit" mt="xs" variant="default" loading={send.isPending}>
        {words.send}
      </Button>
    </form>
  );
}
