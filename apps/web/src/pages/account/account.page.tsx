import type { ReactNode } from 'react';
import { useSession } from '../../shell/session.ts';
import { Answered, PageHead } from '../../shell/states.tsx';
import { accountWords as words } from '../../words/account.ts';
import { ApiKeys } from './api-keys.tsx';
import { NameForm } from './name-form.tsx';
import { OpenSessions } from './open-sessions.tsx';
import { PasswordForm } from './password-form.tsx';
import { SecondFactor } from './second-factor.tsx';

/** The own account: name, password, second factor, sessions, keys. */
export function Page(): ReactNode {
  const session = useSession();
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Answered of={session}>
        {({ account }) => (
          <>
            <NameForm account={account} />
            <PasswordForm hasPassword={account.hasPassword} email={account.email} />
            <SecondFactor />
            <OpenSessions />
            <ApiKeys />
          </>
        )}
      </Answered>
    </>
  );
}
