import { problemOf } from '@equipoise/api';
import { Button, Tabs, Text } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import { CaseShares } from '../../parts/case-shares.tsx';
import { FigureNotice, figurePause } from '../../parts/figure-state.tsx';
import { useStudyId } from '../../shell/params.ts';
import { useChange, useRead } from '../../shell/queries.ts';
import { rolesIn, useSession } from '../../shell/session.ts';
import { Answered, PageHead, ProblemNotice } from '../../shell/states.tsx';
import { drawnWords } from '../../words/agreement.ts';
import { consensusWords as words } from '../../words/consensus.ts';
import { AnalysisChoice, type Choice, firstChoice } from '../agreement/analysis-choice.tsx';
import { AnalysisView } from '../agreement/analysis-view.tsx';
import { drawnLabels } from '../agreement/drawn-labels.ts';
import { DrawnPart } from '../agreement/drawn-part.tsx';
import { labelRows } from './label-rows.ts';
import { LabelsPart } from './labels-part.tsx';

/** The labels of all cases stand beside each other. */
const allCases = 1_000_000;

/** Labels by the protocol's rule, and by statistical methods beside them. */
export function Page(): ReactNode {
  const studyId = useStudyId();
  const params = { studyId };
  const session = useSession();
  const roles = session.data === undefined ? [] : rolesIn(session.data, studyId);
  const isLead = roles.includes('owner') || roles.includes('curator');
  const exports = isLead ? `/studies/${encodeURIComponent(studyId)}/exports` : null;
  const choices = useRead('analysisChoices', { params });
  const isLocked = choices.data !== undefined;
  const progress = useRead(
    'progress',
    { params, query: { count: allCases } },
    { isWanted: isLocked },
  );
  const labels = useRead('consensus', { params }, { isWanted: isLocked });
  const [chosen, setChosen] = useState<Choice | null>(null);
  const choice = chosen ?? firstChoice(choices.data);
  const analysis = useRead(
    'consensusAnalysis',
    { params, query: choice },
    { isWanted: isLocked, every: figurePause },
  );
  const settle = useChange('settleConsensus', ['consensus', 'progress', 'gallery']);
  const [part, setPart] = useState<string | null>('labels');
  const rows = useMemo(
    () =>
      labelRows(
        choices.data?.questions.filter(({ id }) => choices.data.decided.includes(id)) ?? [],
        progress.data?.cases ?? [],
        labels.data?.labels ?? [],
        analysis.data?.analysis?.caseLabels ?? [],
      ),
    [choices.data, progress.data, labels.data, analysis.data],
  );
  const head = (
    <PageHead title={words.title} lead={words.lead}>
      {isLead && isLocked && (
        <Button loading={settle.isPending} onClick={() => settle.mutate({ params })}>
          {words.settle}
        </Button>
      )}
    </PageHead>
  );
  if (problemOf(choices.error)?.code === 'room/bad-state') {
    return (
      <>
        {head}
        <Text>{words.notLocked}</Text>
        <Text>{words.notLockedMend}</Text>
      </>
    );
  }
  const methods = [
    ...new Set((analysis.data?.analysis?.caseLabels ?? []).map((one) => one.method)),
  ];
  return (
    <>
      {head}
      <Text size="sm" c="dimmed">
        {words.settleSays}
      </Text>
      <Text role="status" my="xs">
        {settle.data === undefined
          ? ''
          : words.settled(
              settle.data.added,
              settle.data.settled,
              settle.data.unresolved,
              settle.data.open,
            )}
      </Text>
      <ProblemNotice error={settle.error} />
      <Answered of={choices}>
        {(found) => (
          <Tabs value={part} onChange={setPart} keepMounted={false}>
            <Tabs.List aria-label={words.tabs} mb="md">
              <Tabs.Tab value="labels">{words.labels}</Tabs.Tab>
              <Tabs.Tab value="analysis">{words.analysis}</Tabs.Tab>
              {drawnLabels(found.questions, undefined).length > 0 && (
                <Tabs.Tab value="drawings">{drawnWords.drawings}</Tabs.Tab>
              )}
            </Tabs.List>
            <Tabs.Panel value="labels">
              <Answered of={progress}>
                {({ states }) => (
                  <>
                    <CaseShares states={states} />
                    {methods.length > 0 && (
                      <Text size="sm" c="dimmed" mb="xs">
                        {words.methodsUsed(methods.join(', '))}
                      </Text>
                    )}
                    <ProblemNotice error={labels.error ?? analysis.error} />
                    <LabelsPart studyId={studyId} rows={rows} isLead={isLead} />
                  </>
                )}
              </Answered>
            </Tabs.Panel>
            <Tabs.Panel value="analysis">
              <AnalysisChoice choices={found} choice={choice} onChoice={setChosen} />
              <Answered of={analysis}>
                {({ analysis: told, ...state }) => (
                  <>
                    <FigureNotice state={state} />
                    {told !== null && <AnalysisView analysis={told} exports={exports} />}
                  </>
                )}
              </Answered>
            </Tabs.Panel>
            <Tabs.Panel value="drawings">
              <AnalysisChoice choices={found} choice={choice} onChoice={setChosen} />
              <DrawnPart
                studyId={studyId}
                route="consensusAnalysis"
                labels={drawnLabels(found.questions, choice.question)}
                choice={choice}
                exports={exports}
              />
            </Tabs.Panel>
          </Tabs>
        )}
      </Answered>
    </>
  );
}
