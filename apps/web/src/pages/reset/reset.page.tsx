import { Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { takeLinkToken } from '../../parts/by-link/link-token.ts';
import { NoToken } from '../../parts/by-link/no-token.tsx';
import { useLink } from '../../parts/by-link/use-link.ts';
import { client } from '../../shell/client.ts';
import { Door } from '../../shell/door.tsx';
import { Instant } from '../../shell/instant.tsx';
import { Answered, Waiting } from '../../shell/states.tsx';
import { resetWords as words } from '../../words/reset.ts';
import { NewPasswordForm } from './new-password-form.tsx';

/** Opening a link that sets a new password. */
export function Page(): ReactNode {
  const [token] = useState(takeLinkToken);
  return (
    <Door>
      <Title order={1} size="h2" mb="sm">
        {words.title}
      </Title>
      {token === null ? <NoToken words={words} /> : <ByLink token={token} />}
    </Door>
  );
}

function ByLink({ token }: { readonly token: string }): ReactNode {
  const look = useLink('look-reset-link', () => client.lookResetLink({ body: { token } }));
  if (look === null) return <Waiting />;
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
