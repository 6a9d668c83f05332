import { Alert, Anchor, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { client } from '../../shell/client.ts';
import { Door } from '../../shell/door.tsx';
import { Instant } from '../../shell/instant.tsx';
import { useSession } from '../../shell/session.ts';
import { Answered, Waiting } from '../../shell/states.tsx';
import { joinWords as words } from '../../words/join.ts';
import { JoinForms } from './join-forms.tsx';
import { takeLinkToken } from './link-token.ts';

/** Opening an invitation: what it is for, then a new account or the one that is signed in. */
export function Page(): ReactNode {
  const [token] = useState(takeLinkToken);
  return (
    <Door>
      <Title order={1} size="h2" mb="sm">
        {words.title}
      </Title>
      {token === null ? <NoToken /> : <Invitation token={token} />}
    </Door>
  );
}

function NoToken(): ReactNode {
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

function Invitation({ token }: { readonly token: string }): ReactNode {
  // Asked first: a session brings the token that a change must carry.
  const session = useSession();
  const [isKnown, setKnown] = useState(false);
  // Asked again later, a refused session is pending once more: what was typed must outlast that.
  if (!isKnown && !session.isPending) setKnown(true);
  const look = useQuery({
    queryKey: ['look-invitation'],
    queryFn: () => client.lookInvitation({ body: { token } }),
    enabled: isKnown,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
  if (!isKnown) return <Waiting />;
  return (
    <Answered of={look}>
      {({ role, studyTitle, email, expiresAt }) => (
        <>
          <Text>{studyTitle === null ? words.forServer : words.forStudy(studyTitle, role)}</Text>
          <Text c="dimmed" size="sm" mb="md">
            {words.until} <Instant at={expiresAt} />
          </Text>
          <JoinForms
            token={token}
            email={email}
            signedIn={session.data?.account.displayName ?? null}
          />
        </>
      )}
    </Answered>
  );
}
