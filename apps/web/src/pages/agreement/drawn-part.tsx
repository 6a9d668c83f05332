import type { Client } from '@equipoise/api';
import { NativeSelect, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { FigureNotice, figurePause } from '../../parts/figure-state.tsx';
import { useRead } from '../../shell/queries.ts';
import { Answered } from '../../shell/states.tsx';
import { drawnWords as words } from '../../words/agreement.ts';
import type { Choice } from './analysis-choice.tsx';
import { AnalysisView } from './analysis-view.tsx';
import type { DrawnLabel } from './drawn-labels.ts';

/** How alike readers drew, or what their drawings come to, label by label. */
export function DrawnPart(props: {
  readonly studyId: string;
  readonly route: 'agreement' | 'consensusAnalysis' | 'comparedInstructions';
  readonly labels: readonly DrawnLabel[];
  readonly choice: Choice;
  readonly exports: string | null;
}): ReactNode {
  const { studyId, route, choice, exports } = props;
  const [chosen, setChosen] = useState('');
  const labels = props.labels.filter(({ hasArea }) => hasArea);
  const others = props.labels.filter(({ hasArea }) => !hasArea);
  const keyOf = ({ question, label }: DrawnLabel): string => JSON.stringify([question, label]);
  const one = labels.find((label) => keyOf(label) === chosen) ?? labels[0];
  return (
    <>
      {labels.length > 1 && (
        <NativeSelect
          label={words.label}
          value={one === undefined ? '' : keyOf(one)}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={labels.map((label) => ({ value: keyOf(label), label: label.text }))}
          maw={480}
          mb="sm"
        />
      )}
      {one !== undefined && (
        <>
          {labels.length === 1 && <Text fw={600}>{one.text}</Text>}
          <Text size="sm" c="dimmed">
            {words.lead}
          </Text>
          <DrawnFigures
            studyId={studyId}
            route={route}
            query={{ ...choice, question: one.question, label: one.label }}
            exports={exports}
          />
        </>
      )}
      {others.length > 0 && (
        <Text size="sm" my="sm">
          {words.withoutArea(others.map(({ text }) => text).join(', '))}
        </Text>
      )}
    </>
  );
}

function DrawnFigures(props: {
  readonly studyId: string;
  readonly route: 'agreement' | 'consensusAnalysis' | 'comparedInstructions';
  readonly query: NonNullable<NonNullable<Parameters<Client['agreement']>[0]>['query']>;
  readonly exports: string | null;
}): ReactNode {
  const { studyId, route, query, exports } = props;
  const input = { params: { studyId }, query };
  const figure = useRead(route, input, { every: figurePause });
  return (
    <Answered of={figure}>
      {({ analysis, ...state }) => (
        <>
          <FigureNotice state={state} />
          {analysis !== null && <AnalysisView analysis={analysis} exports={exports} isDrawn />}
        </>
      )}
    </Answered>
  );
}
