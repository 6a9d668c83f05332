import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { FigureNotice, figurePause } from '../../parts/figure-state.tsx';
import { useRead } from '../../shell/queries.ts';
import { Answered } from '../../shell/states.tsx';
import { drawnWords, comparedWords as words } from '../../words/agreement.ts';
import type { Choice } from './analysis-choice.tsx';
import { AnalysisView } from './analysis-view.tsx';
import type { DrawnLabel } from './drawn-labels.ts';
import { DrawnPart } from './drawn-part.tsx';

/** What readers made of each version of the instructions: the figures of the command on the export. */
export function ComparedInstructions(props: {
  readonly studyId: string;
  readonly choice: Choice;
  /** Whether versions were given at random; otherwise they followed one another. */
  readonly isRandomised: boolean;
  /** Labels whose drawings are compared too. */
  readonly labels: readonly DrawnLabel[];
  readonly exports: string | null;
}): ReactNode {
  const { studyId, choice, isRandomised, labels, exports } = props;
  const figure = useRead(
    'comparedInstructions',
    { params: { studyId }, query: choice },
    { every: figurePause },
  );
  return (
    <>
      <Text my="sm">{isRandomised ? words.randomised : words.notRandomised}</Text>
      <Answered of={figure}>
        {({ analysis, ...state }) => (
          <>
            <FigureNotice state={state} />
            {analysis !== null && <AnalysisView analysis={analysis} exports={exports} />}
          </>
        )}
      </Answered>
      {labels.length > 0 && (
        <section aria-label={drawnWords.drawings}>
          <Title order={2} size="h4" mt="lg" mb="sm">
            {drawnWords.drawings}
          </Title>
          <DrawnPart
            studyId={studyId}
            route="comparedInstructions"
            labels={labels}
            choice={choice}
            exports={exports}
          />
        </section>
      )}
    </>
  );
}
