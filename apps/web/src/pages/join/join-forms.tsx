import { Anchor, Button, Divider, Stack, Text } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { forgetLinkToken } from '../../parts/by-link/link-token.ts';
import { useChange, useRead } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { joinWords as words } from '../../words/join.ts';
import { OidcButton } from '../sign-in/oidc-button.tsx';
import { NewAccountForm } from './new-account-form.tsx';

/** The ways to use an invitation. */
export function JoinForms(props: {
  readonly token: string;
  readonly email: string | null;
  /** Name of the one who is signed in. */
  readonly signedIn: string | null;
}): ReactNode {
  const about = useRead('about');
  const navigate = useNavigate();
  const accept = useChange('acceptInvitation', ['session', 'studies', 'about']);
  const [isNew, setNew] = useState(props.signedIn === null);
  const join = (account: Parameters<typeof accept.mutate>[0]['body']['account']): void => {
    accept
      .mutateAsync({ body: { token: props.token, account } })
      .then(() => {
        forgetLinkToken();
        return navigate({ to: '/', replace: true });
      })
      // Shown above the form.
      .catch(() => undefined);
  };
  return (
    <Stack gap="sm">
      <ProblemNotice error={accept.error} />
      {props.signedIn !== null && !isNew && (
        <>
          <Text>{words.withThis(props.signedIn)}</Text>
          <Button onClick={() => join(null)} loading={accept.isPending}>
            {words.joinAs(props.signedIn)}
          </Button>
          <Button variant="subtle" onClick={() => setNew(true)}>
            {words.another}
          </Button>
        </>
      )}
      {isNew && <NewAccountForm email={props.email} isSending={accept.isPending} onSend={join} />}
      {about.data?.oidc != null && (
        <>
          <Divider label={words.or} />
          <OidcButton label={words.joinWith(about.data.oidc.name)} invitation={props.token} />
        </>
      )}
      {props.signedIn === null && (
        <Text size="sm">
          {words.haveOne}{' '}
          <Anchor component={Link} to="/sign-in" underline="always">
            {words.toSignIn}
          </Anchor>
        </Text>
      )}
    </Stack>
  );
}
