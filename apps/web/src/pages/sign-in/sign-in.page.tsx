import { Alert, Button, Divider, PasswordInput, Text, TextInput, Title } from '@mantine/core';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { basePath } from '../../shell/base-path.ts';
import { Door } from '../../shell/door.tsx';
import { useChange, useRead } from '../../shell/queries.ts';
import { isHalfIn, isSignedOut, useSession } from '../../shell/session.ts';
import { ProblemNotice, Waiting } from '../../shell/states.tsx';
import { signInWords as words } from '../../words/sign-in.ts';
import { OidcButton } from './oidc-button.tsx';
import { SecondStep } from './second-step.tsx';
import { WaitNotice } from './wait-notice.tsx';
import { whereTo } from './where-to.ts';

/** Signing in with a password or at the identity provider; goes on to where one was sent away. */
export function Page(): ReactNode {
  return (
    <Door>
      <SignIn />
    </Door>
  );
}

function SignIn(): ReactNode {
  const about = useRead('about');
  const session = useSession();
  const navigate = useNavigate();
  const router = useRouter();
  const { to, refused } = useSearch({ strict: false }) as {
    readonly to?: unknown;
    readonly refused?: unknown;
  };
  const [isKnown, setKnown] = useState(false);
  // Asked again later, a refused session is pending once more: what was typed must outlast that.
  if (!isKnown && !session.isPending) setKnown(true);
  const [isHeld, setHeld] = useState(false);
  const isIn = session.data !== undefined && !isSignedOut(session.error);
  const { pathname, search, hash } = whereTo(to, basePath());
  useEffect(() => {
    if (!isIn || isHeld) return;
    void navigate({
      to: pathname,
      search: router.options.parseSearch?.(search) ?? {},
      hash,
      replace: true,
    });
  }, [isIn, isHeld, navigate, router, pathname, search, hash]);
  if (isHeld || isHalfIn(session.error)) return <SecondStep isHeld={isHeld} onHeld={setHeld} />;
  if (isIn || !isKnown) return <Waiting />;
  return (
    <>
      <Title order={1} size="h2">
        {words.title}
      </Title>
      <Text c="dimmed" mb="md">
        {words.lead}
      </Text>
      <ProblemNotice error={isSignedOut(session.error) ? null : session.error} />
      {refused === 'provider' && (
        <Alert color="red" variant="outline" mb="md" role="alert" title={words.providerRefused}>
          {words.providerMend}
        </Alert>
      )}
      {about.data?.needsOwner === true && (
        <Alert color="blue" variant="outline" mb="md">
          {words.noOwner}
        </Alert>
      )}
      <PasswordForm />
      <Text size="sm" c="dimmed" mt="md">
        {words.forgotten}
      </Text>
      {about.data?.oidc != null && (
        <>
          <Divider my="md" label={words.or} />
          <OidcButton
            label={words.signInWith(about.data.oidc.name)}
            invitation={null}
            to={`${pathname}${search}${hash === '' ? '' : `#${hash}`}`}
          />
        </>
      )}
    </>
  );
}

function PasswordForm(): ReactNode {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useChange('signIn');
  const send = (event: FormEvent): void => {
    event.preventDefault();
    signIn.mutate({ body: { email, password } }, { onError: () => setPassword('') });
  };
  return (
    <form onSubmit={send}>
      <TextInput
        label={words.email}
        type="email"
        autoComplete="username"
        required
        withAsterisk={false}
        autoFocus
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={words.password}
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <ProblemNotice error={signIn.error} />
      <WaitNotice error={signIn.error} />
      <Button type="submit" loading={signIn.isPending}>
        {words.signIn}
      </Button>
    </form>
  );
}
