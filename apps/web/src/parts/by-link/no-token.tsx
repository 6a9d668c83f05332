import { Alert, Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** An address that should hold a token and does not: what to do, and the way out. */
export function NoToken(props: {
  readonly words: {
    readonly noToken: string;
    readonly noTokenMend: string;
    readonly toSignIn: string;
  };
}): ReactNode {
  const { words } = props;
  return (
    <>
      <Alert color="red" variant="outline" role="alert" title={words.noToken} mb="sm">
        {words.noTokenMend}
      </Alert>
      <Anchor component={Link} to="/sign-in">
        {words.toSignIn}
      </Anchor>
    </>
  );
}
