import { Alert, Anchor, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { client } from '../../shell/client.ts';
import { Door } from '../../shell/door.tsx';
import { Instant } from '../../shell/instant.tsx';
import { useSession } from '../../shell/session.ts';
import { Answered, Waiting } from '../../shell/states.tsx';
import { resetWords as words } from '../../words/reset.ts';
import { takeLinkToken } from '../join/link-token.ts';
import { NewPasswordForm } from './new-password-form.tsx';

/** Opening a link that sets a new password. */
export function Page(): ReactNode {
  const [token] = useState(takeLinkToken);
  return (
    <Door>
      <Title order={1} size="h2" mb="sm">
        {words.title}
      </Title>
      {token === null ? (
        <>
          <Alert color="red" variant="outline" role="alert" title={words.noToken} mb="sm">
            {words.noTokenMend}
          </Alert>
          <Anchor component={Link} to="/sign-in">
            {words.toSignIn}
          </Anchor>
        </>
      ) : (
        <ByLink token={token} />
      )}
    </Door>
  );
}

function ByLink({ token }: { readonly token: string }): ReactNode {
  // Asked first: a session, whosever, brings the token that a change must carry.
  const session = useSession();
  const [isKnown, setKnown] = useState(false);
  if (!isKnown && !session.isPending) setKnown(true);
  const look = useQuery({
    queryKey: ['look-reset-link'],
    queryFn: () => client.lookResetLink({ body: { token } }),
    enabled: isKnown,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
  if (!isKnown) return <Waiting />;
  return (
    <Answered of={look}>
      {({ displayName, email, expiresAt, hasSecondFactor }) => (
        <>
          <Text>{words.whose(displayName, email)}</Text>
          <Text c="dimmed" size="sm" mb="xs">
            {words.until} <Instant at={expiresAt} />
          </Text>
          <Text size="sm" mb="md">
            {hasSecondFactor ? words.withFactor : words.ends}
          </Text>
          <NewPasswordForm token={token} email={email} />
        </>
      )}
    </Answered>
  );
}
