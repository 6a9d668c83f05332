import { type ReactNode, useState } from 'react';
import { LogCheck } from '../../parts/log/log-check.tsx';
import type { LogPlace } from '../../parts/log/log-place.ts';
import { LogView, logPage } from '../../parts/log/log-view.tsx';
import { Section } from '../../parts/section.tsx';
import { useRead } from '../../shell/queries.ts';
import { Answered, PageHead } from '../../shell/states.tsx';
import { logWords } from '../../words/log.ts';
import { serverWords as words } from '../../words/server.ts';
import { AboutServer } from './about-server.tsx';
import { Accounts } from './accounts.tsx';
import { OwnerLinkForm } from './owner-link-form.tsx';
import { SignInRules } from './sign-in-rules.tsx';

/** The server for those who own it: accounts, owners, its log, its health. */
export function Page(): ReactNode {
  const accounts = useRead('accounts');
  const [place, setPlace] = useState<LogPlace>({});
  const events = useRead('serverLog', { query: { ...place, order: 'newest', limit: logPage } });
  const check = useRead('verifyServerLog', undefined, { isWanted: false });
  const names = new Map(
    accounts.data?.accounts.map(({ accountId, displayName }) => [accountId, displayName]),
  );
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <AboutServer />
      <Section title={words.accounts}>
        <Answered of={accounts}>{({ accounts: all }) => <Accounts accounts={all} />}</Answered>
      </Section>
      <SignInRules />
      <OwnerLinkForm />
      <Section title={words.log} lead={logWords.serverLead}>
        <LogCheck of={check} />
        <LogView of={events} place={place} onPlace={setPlace} names={names} />
      </Section>
    </>
  );
}
