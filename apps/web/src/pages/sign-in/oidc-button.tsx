import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useChange } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';

/** Goes to the identity provider, with the token of an invitation or without, and comes back to a page. */
export function OidcButton(props: {
  readonly label: string;
  readonly invitation: string | null;
  /** Path below the base path; the start without. */
  readonly to?: string;
}): ReactNode {
  const start = useChange('oidcStart', []);
  const { invitation, to } = props;
  const go = (): void =>
    start.mutate(
      {
        body: {
          ...(invitation === null ? {} : { invitation }),
          ...(to === undefined ? {} : { to }),
        },
      },
      { onSuccess: ({ url }) => location.assign(url) },
    );
  return (
    <>
      <ProblemNotice error={start.error} />
      <Button variant="default" fullWidth onClick={go} loading={start.isPending}>
        {props.label}
      </Button>
    </>
  );
}
