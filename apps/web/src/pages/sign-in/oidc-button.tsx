import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useChange } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';

/** Goes to the identity provider, with the token of an invitation or without. */
export function OidcButton(props: {
  readonly label: string;
  readonly invitation: string | null;
}): ReactNode {
  const start = useChange('oidcStart', []);
  const go = (): void =>
    start.mutate(
      { body: props.invitation === null ? {} : { invitation: props.invitation } },
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
