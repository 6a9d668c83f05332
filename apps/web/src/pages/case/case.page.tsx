import { Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useParam, useStudyId } from '../../shell/params.ts';
import { useRead } from '../../shell/queries.ts';
import { Answered, PageHead } from '../../shell/states.tsx';
import { caseWords as words } from '../../words/case.ts';
import './case.css';
import { CaseFacts } from './case-facts.tsx';
import { CaseLabels } from './case-labels.tsx';
import { CaseReadings } from './case-readings.tsx';

/** One case: its images, what readers said and drew, and its labels. */
export function Page(): ReactNode {
  const studyId = useStudyId();
  const caseId = useParam('caseId');
  const params = { studyId };
  const study = useRead('study', { params });
  const gallery = useRead('gallery', {
    params,
    query: { filter: JSON.stringify([['case', caseId]]), count: 1 },
  });
  return (
    <>
      <PageHead title={words.title(caseId)}>
        <Link to="/studies/$studyId/gallery" params={params}>
          {words.back}
        </Link>
      </PageHead>
      <Answered of={gallery}>
        {({ cases: [one] }) =>
          one === undefined ? (
            <div role="alert">
              <Title order={2} size="h4">
                {words.noCase}
              </Title>
              <Text>{words.noCaseMend}</Text>
            </div>
          ) : (
            <Answered of={study}>
              {({ state, roles }) => {
                const isLead = roles.includes('owner') || roles.includes('curator');
                return (
                  <>
                    <CaseReadings
                      studyId={studyId}
                      caseId={caseId}
                      images={one.images}
                      isLead={isLead}
                      state={state}
                    />
                    {state !== 'draft' && (
                      <CaseLabels studyId={studyId} caseId={caseId} isLead={isLead} />
                    )}
                    <CaseFacts studyId={studyId} one={one} isLead={isLead} />
                  </>
                );
              }}
            </Answered>
          )
        }
      </Answered>
    </>
  );
}
