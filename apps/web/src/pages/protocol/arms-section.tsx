import { Button, Fieldset, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { CrossMark } from '../../look/marks.tsx';
import { rulesWords as words } from '../../words/protocol-rules.ts';
import { useEditor, useWrite } from './editor-context.ts';
import { ChoiceField, NamesField, NumberField, OptionalRule, TextField } from './fields.tsx';
import { without } from './path.ts';

const models = ['never', 'from-the-start', 'after-first-answer'] as const;
const designs = ['crossover', 'split'] as const;

/** Arms with and without the output of a model. */
export function ArmsSection(): ReactNode {
  const { draft, isReadOnly } = useEditor();
  const write = useWrite();
  const arms = draft.arms?.arms ?? [];
  return (
    <OptionalRule
      path={['arms']}
      label={words.arms}
      help={words.armsHelp}
      begin={() => ({
        arms: [
          { id: 'without', model: 'never' },
          { id: 'with', model: 'from-the-start' },
        ],
        design: 'crossover',
        washOutDays: 28,
        model: '',
        plantedWrong: [],
      })}
    >
      {arms.map((_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the name is being edited
        <Fieldset key={at} legend={`${words.arm} ${at + 1}`}>
          <Group align="flex-end">
            <TextField path={['arms', 'arms', at, 'id']} label={words.armName} most={200} />
            <ChoiceField
              path={['arms', 'arms', at, 'model']}
              label={words.model}
              options={models.map((value) => ({ value, label: words.models[value] }))}
            />
            {arms.length > 1 && (
              <Button
                variant="subtle"
                disabled={isReadOnly}
                aria-label={words.removeRow}
                onClick={() => write(['arms', 'arms'], without(arms, at))}
              >
                <CrossMark />
              </Button>
            )}
          </Group>
        </Fieldset>
      ))}
      {arms.length < 8 && (
        <Button
          size="compact-sm"
          variant="default"
          disabled={isReadOnly}
          onClick={() =>
            write(['arms', 'arms'], [...arms, { id: `arm-${arms.length + 1}`, model: 'never' }])
          }
        >
          {words.addArm}
        </Button>
      )}
      <ChoiceField
        path={['arms', 'design']}
        label={words.design}
        options={designs.map((value) => ({ value, label: words.designs[value] }))}
      />
      <NumberField path={['arms', 'washOutDays']} label={words.washOut} least={0} />
      <TextField path={['arms', 'model']} label={words.modelName} most={200} />
      <NamesField path={['arms', 'plantedWrong']} label={words.planted} help={words.plantedHelp} />
    </OptionalRule>
  );
}
