import { problemOf } from '@equipoise/api';
import { Tabs, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { FigureNotice, figurePause } from '../../parts/figure-state.tsx';
import { useStudyId } from '../../shell/params.ts';
import { useRead } from '../../shell/queries.ts';
import { rolesIn, useSession } from '../../shell/session.ts';
import { Answered, PageHead } from '../../shell/states.tsx';
import {
  agreementWords,
  comparedWords,
  drawnWords,
  analysisWords as words,
} from '../../words/agreement.ts';
import { AnalysisChoice, type Choice, firstChoice } from './analysis-choice.tsx';
import { AnalysisView } from './analysis-view.tsx';
import { ComparedInstructions } from './compared-instructions.tsx';
import { drawnLabels } from './drawn-labels.ts';
import { DrawnPart } from './drawn-part.tsx';

/** Agreement so far: the figures of the command on the export. */
export function Page(): ReactNode {
  const studyId = useStudyId();
  const params = { studyId };
  const session = useSession();
  const roles = session.data === undefined ? [] : rolesIn(session.data, studyId);
  const mayExport = roles.includes('owner') || roles.includes('curator');
  const exports = mayExport ? `/studies/${encodeURIComponent(studyId)}/exports` : null;
  const choices = useRead('analysisChoices', { params });
  const [chosen, setChosen] = useState<Choice | null>(null);
  const choice = chosen ?? firstChoice(choices.data);
  const analysis = useRead(
    'agreement',
    { params, query: choice },
    { isWanted: choices.data !== undefined, every: figurePause },
  );
  const head = <PageHead title={agreementWords.title} lead={agreementWords.lead} />;
  if (problemOf(choices.error)?.code === 'room/bad-state') {
    return (
      <>
        {head}
        <Text>{words.notLocked}</Text>
        <Text>{words.notLockedMend}</Text>
      </>
    );
  }
  return (
    <>
      {head}
      <Answered of={choices}>
        {(known) => {
          const drawn = drawnLabels(known.questions, choice.question);
          const answers = (
            <Answered of={analysis}>
              {({ analysis: found, ...state }) => (
                <>
                  <FigureNotice state={state} />
                  {found !== null && <AnalysisView analysis={found} exports={exports} />}
                </>
              )}
            </Answered>
          );
          const hasInstructions = known.comparedInstructions !== null;
          return (
            <>
              <AnalysisChoice choices={known} choice={choice} onChoice={setChosen} />
              {drawn.length === 0 && !hasInstructions ? (
                answers
              ) : (
                <Tabs defaultValue="answers" keepMounted={false}>
                  <Tabs.List aria-label={drawnWords.tabs} mb="md">
                    <Tabs.Tab value="answers">{drawnWords.answers}</Tabs.Tab>
                    {drawn.length > 0 && (
                      <Tabs.Tab value="drawings">{drawnWords.drawings}</Tabs.Tab>
                    )}
                    {hasInstructions && (
                      <Tabs.Tab value="instructions">{comparedWords.tab}</Tabs.Tab>
                    )}
                  </Tabs.List>
                  <Tabs.Panel value="answers">{answers}</Tabs.Panel>
                  <Tabs.Panel value="drawings">
                    <DrawnPart
                      studyId={studyId}
                      route="agreement"
                      labels={drawn}
                      choice={choice}
                      exports={exports}
                    />
                  </Tabs.Panel>
                  <Tabs.Panel value="instructions">
                    <ComparedInstructions
                      studyId={studyId}
                      choice={choice}
                      labels={known.comparedInstructions === 'instructions' ? drawn : []}
                      isRandomised={known.comparedInstructions === 'instructions'}
                      exports={exports}
                    />
                  </Tabs.Panel>
                </Tabs>
              )}
            </>
          );
        }}
      </Answered>
    </>
  );
}
