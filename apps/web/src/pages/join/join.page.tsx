import { Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { takeLinkToken } from '../../parts/by-link/link-token.ts';
import { NoToken } from '../../parts/by-link/no-token.tsx';
import { useLink } from '../../parts/by-link/use-link.ts';
import { client } from '../../shell/client.ts';
import { Door } from '../../shell/door.tsx';
import { Instant } from '../../shell/instant.tsx';
import { useSession } from '../../shell/session.ts';
import { Answered, Waiting } from '../../shell/states.tsx';
import { joinWords as words } from '../../words/join.ts';
import { JoinForms } from './join-forms.tsx';

/** Opening an invitation: what it is for, then a new account or the one that is signed in. */
export function Page(): ReactNode {
  const [token] = useState(takeLinkToken);
  return (
    <Door>
      <Title order={1} size="h2" mb="sm">
        {words.title}
      </Title>
      {token === null ? <NoToken words={words} /> : <Invitation token={token} />}
    </Door>
  );
}

function Invitation({ token }: { readonly token: string }): ReactNode {
  const session = useSession();
  const look = useLink('look-invitation', () => client.lookInvitation({ body: { token } }));
  if (look === null) return <Waiting />;
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
