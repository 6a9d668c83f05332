import { Anchor, Badge, Button, Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Instant } from '../../shell/instant.tsx';
import { useChange } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { progressWords as words } from '../../words/progress.ts';
import type { Thread } from './room-types.ts';
import { inOrder } from './thread-order.ts';

/** Flags and questions of readers, to answer and settle. */
export function MessagesPart(props: {
  readonly studyId: string;
  readonly threads: readonly Thread[];
}): ReactNode {
  if (props.threads.length === 0) return <Text>{words.noMessages}</Text>;
  return (
    <Stack>
      {inOrder(props.threads).map((thread) => (
        <ThreadCard key={thread.threadId} studyId={props.studyId} thread={thread} />
      ))}
    </Stack>
  );
}

function ThreadCard(props: { readonly studyId: string; readonly thread: Thread }): ReactNode {
  const { studyId, thread } = props;
  const [body, setBody] = useState('');
  const reply = useChange('replyMessage', ['threads', 'standings']);
  const resolve = useChange('resolveThread', ['threads']);
  const params = { studyId, threadId: thread.threadId };
  const [first] = thread.messages;
  const title = words.thread(words.kinds[first?.kind ?? 'note'], first?.authorName ?? '');
  const headingId = `thread-${thread.threadId}`;
  const isOpen = thread.resolvedAt === null;
  return (
    <Paper component="section" withBorder p="sm" aria-labelledby={headingId}>
      <Group justify="space-between">
        <Title order={2} size="h5" id={headingId}>
          {title}
        </Title>
        <Badge tt="none" variant="outline" color={isOpen ? 'orange' : 'gray'}>
          {isOpen ? words.openThread : words.settledAt}
        </Badge>
      </Group>
      {thread.caseId !== null && (
        <Anchor
          size="sm"
          component={Link}
          to={`/studies/${encodeURIComponent(studyId)}/cases/${encodeURIComponent(thread.caseId)}`}
        >
          {words.aboutCase(thread.caseId)}
        </Anchor>
      )}
      {thread.messages.map((message) => (
        <div key={message.messageId}>
          <Text size="sm" c="dimmed" mt="xs">
            {message.authorName} · <Instant at={message.createdAt} />
          </Text>
          <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{message.body}</Text>
        </div>
      ))}
      {isOpen && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            reply.mutate({ params, body: { body } }, { onSuccess: () => setBody('') });
          }}
        >
          <Textarea
            mt="sm"
            label={words.answer}
            value={body}
            maxLength={5000}
            autosize
            minRows={2}
            onChange={(event) => setBody(event.currentTarget.value)}
          />
          <Group mt="xs">
            <Button type="submit" disabled={body.trim() === ''} loading={reply.isPending}>
              {words.send}
            </Button>
            <Button
              variant="default"
              loading={resolve.isPending}
              onClick={() => resolve.mutate({ params })}
            >
              {words.settle}
            </Button>
          </Group>
        </form>
      )}
      <Text size="sm" role="status">
        {resolve.isSuccess ? words.threadSettled : reply.isSuccess ? words.sent : ''}
      </Text>
      <ProblemNotice error={reply.error ?? resolve.error} />
    </Paper>
  );
}
