import { type ReactNode, useState } from 'react';
import { LogCheck } from '../../parts/log/log-check.tsx';
import type { LogPlace } from '../../parts/log/log-place.ts';
import { LogView, logPage } from '../../parts/log/log-view.tsx';
import { useStudyId } from '../../shell/params.ts';
import { useRead } from '../../shell/queries.ts';
import { PageHead } from '../../shell/states.tsx';
import { logWords as words } from '../../words/log.ts';

/** The log of a study, and whether its chain holds. */
export function Page(): ReactNode {
  const params = { studyId: useStudyId() };
  const [place, setPlace] = useState<LogPlace>({});
  const events = useRead('studyLog', {
    params,
    query: { ...place, order: 'newest', limit: logPage },
  });
  const check = useRead('verifyStudyLog', { params }, { isWanted: false });
  const members = useRead('members', { params });
  const names = new Map(
    members.data?.members.map(({ accountId, displayName }) => [accountId, displayName]),
  );
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <LogCheck of={check} />
      <LogView of={events} place={place} onPlace={setPlace} names={names} />
    </>
  );
}
