import type { ReactNode } from 'react';
import { useStudyId } from '../../shell/params.ts';
import { useRead } from '../../shell/queries.ts';
import { rolesIn, useSession } from '../../shell/session.ts';
import { Answered, PageHead } from '../../shell/states.tsx';
import { peopleWords as words } from '../../words/people.ts';
import { Invitations } from './invitations.tsx';
import { Members } from './members.tsx';

/** Who takes part in a study, and invitations to it. */
export function Page(): ReactNode {
  const studyId = useStudyId();
  const session = useSession();
  const members = useRead('members', { params: { studyId } });
  const isOwner = session.data !== undefined && rolesIn(session.data, studyId).includes('owner');
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Answered of={members}>
        {({ members: all }) => <Members studyId={studyId} members={all} isOwner={isOwner} />}
      </Answered>
      <Invitations studyId={studyId} isOwner={isOwner} />
    </>
  );
}
