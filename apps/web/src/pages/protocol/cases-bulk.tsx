import type { ProtocolCase, Question } from '@equipoise/domain';
import { Button, Fieldset, Group, NativeSelect, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { partsWords as words } from '../../words/protocol-parts.ts';
import { caseUses } from './case-dialog.tsx';
import { useEditor } from './editor-context.ts';
import { knownFromStratum } from './known-answers.ts';
import { strataOf } from './strata.ts';

/** What is done to many cases at once. */
export function CasesBulk(props: {
  readonly listed: readonly ProtocolCase[];
  readonly chosen: ReadonlySet<string>;
  readonly onChosen: (chosen: ReadonlySet<string>) => void;
  readonly question: Question | undefined;
  readonly mayRemove: boolean;
}): ReactNode {
  const { listed, chosen, onChosen, question, mayRemove } = props;
  const { draft, change, isReadOnly } = useEditor();
  const [stratum, setStratum] = useState('');
  const [value, setValue] = useState('');
  const [from, setFrom] = useState('');
  const [written, setWritten] = useState<number | null>(null);
  const strata = [...strataOf(draft.cases).keys()];
  const source = strata.includes(from) ? from : strata[0];
  const each = (edit: (one: ProtocolCase) => ProtocolCase): void =>
    change((old) => ({
      ...old,
      cases: old.cases.map((one) => (chosen.has(one.caseId) ? edit(one) : one)),
    }));
  const isIdle = isReadOnly || chosen.size === 0;
  return (
    <Fieldset legend={words.chosen(chosen.size)} mb="sm">
      <Group align="flex-end">
        <Button
          size="compact-sm"
          variant="default"
          onClick={() =>
            onChosen(
              chosen.size === listed.length && listed.length > 0
                ? new Set()
                : new Set(listed.map(({ caseId }) => caseId)),
            )
          }
        >
          {words.chooseAll}
        </Button>
        <Text size="sm">{words.setUse}</Text>
        {caseUses.map((use) => (
          <Button
            key={use}
            size="compact-sm"
            variant="default"
            disabled={isIdle}
            aria-label={words.setUseOf(words.uses[use])}
            onClick={() => each((one) => ({ ...one, use }))}
          >
            {words.uses[use]}
          </Button>
        ))}
        {mayRemove && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            disabled={isIdle}
            onClick={() => {
              change((old) => ({
                ...old,
                cases: old.cases.filter((one) => !chosen.has(one.caseId)),
              }));
              onChosen(new Set());
            }}
          >
            {words.removeCases}
          </Button>
        )}
      </Group>
      <Group align="flex-end" mt="xs">
        <TextInput
          label={words.stratum}
          size="xs"
          value={stratum}
          disabled={isReadOnly}
          onChange={(event) => setStratum(event.currentTarget.value)}
        />
        <TextInput
          label={words.value}
          size="xs"
          value={value}
          disabled={isReadOnly}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <Button
          size="xs"
          variant="default"
          disabled={isIdle || stratum.trim() === '' || value === ''}
          onClick={() =>
            each((one) => ({ ...one, strata: { ...one.strata, [stratum.trim()]: value } }))
          }
        >
          {words.setStratum}
        </Button>
        {question !== undefined && source !== undefined && (
          <>
            <NativeSelect
              label={words.fromStratum}
              description={words.fromStratumHelp}
              size="xs"
              value={source}
              data={strata}
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
            <Button
              size="xs"
              variant="default"
              disabled={isReadOnly}
              onClick={() => {
                const { cases, count } = knownFromStratum(draft.cases, question, source);
                change((old) => ({ ...old, cases }));
                setWritten(count);
              }}
            >
              {words.fromStratumApply}
            </Button>
          </>
        )}
      </Group>
      <Text size="sm" role="status">
        {written !== null && words.fromStratumDone(written)}
      </Text>
    </Fieldset>
  );
}
