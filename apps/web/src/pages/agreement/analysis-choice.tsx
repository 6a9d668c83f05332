import type { Client } from '@equipoise/api';
import { Group, NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { analysisWords as words } from '../../words/agreement.ts';

/** What an analysis can be asked about. */
type Choices = Awaited<ReturnType<Client['analysisChoices']>>;

/** Which readings an analysis looks at, as the query of its route has it. */
export interface Choice {
  readonly question?: string;
  readonly arm?: string;
  readonly purpose?: 'measured' | 'gold' | 'repeat';
  readonly step?: 'first' | 'final';
}

/** The choice before anybody has chosen: of several ways of reading one, since they are not taken together. */
export function firstChoice(choices: Choices | undefined): Choice {
  const [arm] = choices?.arms ?? [];
  return arm === undefined ? {} : { arm };
}

/** Chooses question, arm, kind of case and step; what the study has one of is not asked. */
export function AnalysisChoice(props: {
  readonly choices: Choices;
  readonly choice: Choice;
  readonly onChoice: (choice: Choice) => void;
}): ReactNode {
  const { choices, choice, onChoice } = props;
  const set = (key: keyof Choice, value: string): void => {
    const { [key]: _, ...rest } = choice;
    onChoice(value === '' ? rest : { ...rest, [key]: value });
  };
  const asked = choices.questions.filter(({ kind }) => kind !== 'text');
  return (
    <Group role="group" aria-label={words.choices} align="end" my="sm">
      {asked.length > 1 && (
        <NativeSelect
          label={words.question}
          value={choice.question ?? ''}
          onChange={(event) => set('question', event.currentTarget.value)}
          data={[
            { value: '', label: words.allQuestions },
            ...asked.map(({ id, text }) => ({ value: id, label: text })),
          ]}
        />
      )}
      {choices.arms.length > 0 && (
        <NativeSelect
          label={words.arm}
          value={choice.arm ?? ''}
          onChange={(event) => set('arm', event.currentTarget.value)}
          data={[
            { value: '', label: words.allArms },
            ...choices.arms.map((arm) => ({ value: arm, label: arm })),
          ]}
        />
      )}
      {choices.purposes.length > 1 && (
        <NativeSelect
          label={words.purpose}
          value={choice.purpose ?? 'measured'}
          onChange={(event) => set('purpose', event.currentTarget.value)}
          data={choices.purposes.map((value) => ({ value, label: words.purposes[value] }))}
        />
      )}
      {choices.hasFirstStep && (
        <NativeSelect
          label={words.step}
          value={choice.step ?? 'final'}
          onChange={(event) => set('step', event.currentTarget.value)}
          data={(['final', 'first'] as const).map((value) => ({
            value,
            label: words.steps[value],
          }))}
        />
      )}
    </Group>
  );
}
