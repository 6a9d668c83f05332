import { Button, Fieldset, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { CrossMark } from '../../look/marks.tsx';
import { rulesWords as words } from '../../words/protocol-rules.ts';
import { useEditor, useWrite } from './editor-context.ts';
import { ChoiceField, NamesField, NumberField, TextField } from './fields.tsx';
import { without } from './path.ts';
import { strataOf } from './strata.ts';

/** Reads of each case, their order, and how long one sits. */
export function ReadingSection(): ReactNode {
  const { draft, isReadOnly, isAmending } = useEditor();
  const write = useWrite();
  const { exceptions } = draft.reads;
  const strata = [...strataOf(draft.cases).keys()];
  const orders = ['stratified', 'random', 'fixed'] as const;
  return (
    <>
      <Fieldset legend={words.reads} className="eq-fields">
        <NumberField
          path={['reads', 'perCase']}
          label={words.perCase}
          help={words.perCaseHelp}
          least={1}
          isWhole
        />
        <NamesField path={['reads', 'skills']} label={words.readSkills} help={words.skillsHelp} />
        <Fieldset legend={words.exceptions}>
          {exceptions.map((_, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own
            <Group key={at} align="flex-end" mb={4}>
              <TextField path={['reads', 'exceptions', at, 'stratum']} label={words.stratum} />
              <TextField path={['reads', 'exceptions', at, 'value']} label={words.stratumValue} />
              <NumberField
                path={['reads', 'exceptions', at, 'perCase']}
                label={words.perCase}
                least={1}
                isWhole
              />
              <Button
                variant="subtle"
                disabled={isReadOnly}
                aria-label={words.removeRow}
                onClick={() => write(['reads', 'exceptions'], without(exceptions, at))}
              >
                <CrossMark />
              </Button>
            </Group>
          ))}
          <Button
            size="compact-sm"
            variant="default"
            disabled={isReadOnly}
            onClick={() =>
              write(
                ['reads', 'exceptions'],
                [...exceptions, { stratum: strata[0] ?? '', value: '', perCase: 1 }],
              )
            }
          >
            {words.addException}
          </Button>
        </Fieldset>
      </Fieldset>
      <Fieldset legend={words.order} className="eq-fields">
        <ChoiceField
          path={['order', 'kind']}
          label={words.orderKind}
          options={orders.map((value) => ({ value, label: words.orders[value] }))}
        />
        {draft.order.kind === 'stratified' && (
          <NamesField
            path={['order', 'by']}
            label={words.orderBy}
            help={words.skillsHelp}
            offered={strata}
          />
        )}
        <NumberField
          path={['seed']}
          label={words.seed}
          help={words.seedHelp}
          least={0}
          isWhole
          isDisabled={isAmending}
        />
      </Fieldset>
      <Fieldset legend={words.session} className="eq-fields">
        <NumberField
          path={['session', 'mostCases']}
          label={words.mostCases}
          help={words.emptyIsAny}
          least={1}
          isWhole
        />
        <NumberField
          path={['session', 'mostMinutes']}
          label={words.mostMinutes}
          help={words.emptyIsAny}
          least={0}
        />
        <NumberField path={['session', 'breakMinutes']} label={words.breakMinutes} least={0} />
        <NumberField path={['session', 'idleSeconds']} label={words.idleSeconds} least={0} />
      </Fieldset>
    </>
  );
}
