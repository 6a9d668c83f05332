import { problemOf } from '@equipoise/api';
import type { ReactNode } from 'react';
import { shellWords as words } from '../words/shell.ts';
import { basePath } from './base-path.ts';

/** A problem where no page can be shown. */
export function PlainProblem(props: {
  readonly title: string;
  readonly error?: unknown;
}): ReactNode {
  const problem = problemOf(props.error);
  const sentence = problem?.sentence ?? (props.error instanceof Error ? props.error.message : '');
  return (
    <main className="eq-plain" role="alert">
      <h1>{props.title}</h1>
      {sentence !== '' && <p>{sentence}</p>}
      {problem !== null && <p>{problem.mend}</p>}
      <p>
        <a href={`${basePath()}/`}>{words.toStart}</a>
      </p>
    </main>
  );
}
