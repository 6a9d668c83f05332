import { problemOf } from '@equipoise/api';
import { Alert, Center, Loader, Text, Title } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { shellWords as words } from '../words/shell.ts';

/** Shown while an answer of the server is awaited. */
export function Waiting(): ReactNode {
  return (
    <Center p="xl" role="status" aria-label={words.loading}>
      <Loader size="sm" />
    </Center>
  );
}

/** What went wrong and how to mend it. */
export function ProblemNotice({ error }: { readonly error: unknown }): ReactNode {
  if (error === null || error === undefined) return null;
  const problem = problemOf(error);
  const sentence =
    problem?.sentence ?? (error instanceof Error ? error.message : words.unknownProblem);
  return (
    <Alert color="red" variant="outline" role="alert" my="sm" title={sentence}>
      {problem?.mend ?? words.tryAgain}
      {(problem?.issues ?? []).map((issue) => (
        <Text key={`${issue.path.join('.')} ${issue.message}`} size="sm">
          {[issue.path.join(' › '), issue.message].filter((part) => part !== '').join(': ')}
        </Text>
      ))}
    </Alert>
  );
}

/** A read answer: waiting, refused or there. */
export function Answered<T>(props: {
  readonly of: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
}): ReactNode {
  if (props.of.data !== undefined) {
    return (
      <>
        <ProblemNotice error={props.of.error} />
        {props.children(props.of.data)}
      </>
    );
  }
  return props.of.error === null ? <Waiting /> : <ProblemNotice error={props.of.error} />;
}

/** The head of a page: its title, what it is for, and what can be done on it. */
export function PageHead(props: {
  readonly title: string;
  readonly lead?: string;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <header className="eq-page-head">
      <div>
        <Title order={1} size="h2">
          {props.title}
        </Title>
        {props.lead !== undefined && <Text c="dimmed">{props.lead}</Text>}
      </div>
      <div className="eq-page-actions">{props.children}</div>
    </header>
  );
}
