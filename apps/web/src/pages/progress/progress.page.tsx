import { problemOf } from '@equipoise/api';
import { Anchor, Tabs, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { type CaseChoice, rowsAtOnce } from '../../parts/case-list.tsx';
import { everyState, wantedState } from '../../parts/case-states.ts';
import { FigureNotice } from '../../parts/figure-state.tsx';
import { pageBack } from '../../parts/page-span.ts';
import { useStudyId } from '../../shell/params.ts';
import { useRead } from '../../shell/queries.ts';
import { rolesIn, useSession } from '../../shell/session.ts';
import { Answered, PageHead } from '../../shell/states.tsx';
import { progressWords as words } from '../../words/progress.ts';
import { CasesPart } from './cases-part.tsx';
import { MessagesPart } from './messages-part.tsx';
import { QualityPart } from './quality-part.tsx';
import { ReadersPart } from './readers-part.tsx';

/** How often the page asks again. */
const refreshMs = 10_000;

/** Where the study stands, by case and reader. */
export function Page(): ReactNode {
  const studyId = useStudyId();
  const session = useSession();
  const roles = session.data === undefined ? [] : rolesIn(session.data, studyId);
  const isLead = roles.includes('owner') || roles.includes('curator');
  const params = { studyId };
  const [choice, setChoice] = useState<CaseChoice>({ filter: everyState, find: '', page: 0 });
  const wanted = useDeferredValue(choice);
  const query = {
    ...wantedState(wanted.filter),
    ...(wanted.find.trim() === '' ? {} : { find: wanted.find.trim() }),
    from: wanted.page * rowsAtOnce,
    count: rowsAtOnce,
  };
  const progress = useRead('progress', { params, query }, { every: refreshMs, keepsLast: true });
  const total = progress.isPlaceholderData ? undefined : progress.data?.total;
  const back = wanted === choice ? pageBack(total, rowsAtOnce, choice.page) : null;
  if (back !== null) setChoice({ ...choice, page: back });
  const standings = useRead('standings', { params }, { every: refreshMs, isWanted: isLead });
  const threads = useRead('threads', { params }, { every: refreshMs, isWanted: isLead });
  const [part, setPart] = useState<string | null>('cases');
  const isDraft = problemOf(progress.error)?.code === 'room/bad-state';
  const openCount = threads.data?.threads.filter((one) => one.resolvedAt === null).length ?? 0;
  if (isDraft) {
    return (
      <>
        <PageHead title={words.title} lead={words.lead} />
        <Text>{words.notLocked}</Text>
        <Text mb="sm">{words.notLockedMend}</Text>
        {isLead && (
          <Anchor component={Link} to={`/studies/${encodeURIComponent(studyId)}/protocol`}>
            {words.toProtocol}
          </Anchor>
        )}
      </>
    );
  }
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Answered of={progress}>
        {(data) => (
          <>
            <Text>
              {words.facts(data.readsDone, data.readsNeeded, data.settledCount, data.caseCount)}
            </Text>
            <FigureNotice state={data} />
            <Tabs value={part} onChange={setPart} keepMounted={false}>
              <Tabs.List aria-label={words.tabs} mb="md">
                <Tabs.Tab value="cases">{words.byCase}</Tabs.Tab>
                <Tabs.Tab value="readers">{words.byReader}</Tabs.Tab>
                {isLead && <Tabs.Tab value="quality">{words.quality}</Tabs.Tab>}
                {isLead && <Tabs.Tab value="messages">{words.messages(openCount)}</Tabs.Tab>}
              </Tabs.List>
              <Tabs.Panel value="cases">
                <CasesPart
                  studyId={studyId}
                  progress={data}
                  choice={choice}
                  onChoice={setChoice}
                  isLead={isLead}
                />
              </Tabs.Panel>
              <Tabs.Panel value="readers">
                <ReadersPart
                  studyId={studyId}
                  readers={data.readers}
                  standings={standings.data?.readers ?? []}
                  isLead={isLead}
                />
              </Tabs.Panel>
              <Tabs.Panel value="quality">
                <Answered of={standings}>{(found) => <QualityPart standings={found} />}</Answered>
              </Tabs.Panel>
              <Tabs.Panel value="messages">
                <Answered of={threads}>
                  {(found) => <MessagesPart studyId={studyId} threads={found.threads} />}
                </Answered>
              </Tabs.Panel>
            </Tabs>
          </>
        )}
      </Answered>
    </>
  );
}
