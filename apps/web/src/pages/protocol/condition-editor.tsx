import { optionsOf } from '@equipoise/annotation';
import type { Question } from '@equipoise/domain';
import { Button, Checkbox, Fieldset, Group, NativeSelect, NumberInput, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CrossMark } from '../../look/marks.tsx';
import { partsWords as words } from '../../words/protocol-parts.ts';
import {
  atomOf,
  type ConditionForm,
  type ConditionLine,
  type ConditionTest,
  conditionOf,
  formOf,
  testOf,
} from './conditions.ts';
import { useEditor, useWrite } from './editor-context.ts';
import { useIssue } from './fields.tsx';
import { fieldId, without } from './path.ts';

function testsOf(question: Question | undefined): readonly ConditionTest[] {
  if (question === undefined) return ['is'];
  const hasOptions = optionsOf(question).length > 0;
  const hasRange = question.kind === 'number' || question.kind === 'ordinal';
  return [
    ...(hasOptions ? (['is'] as const) : []),
    ...(hasRange ? (['range'] as const) : []),
    'answered',
    ...(question.ungradable.length > 0 ? (['ungradable'] as const) : []),
    ...(question.hasNothingFound ? (['nothing-found'] as const) : []),
  ];
}

function startLine(question: Question): ConditionLine {
  const [test = 'answered'] = testsOf(question);
  const [first] = optionsOf(question);
  return {
    atom: atomOf(question.id, test, first === undefined ? [] : [first.value]),
    isNot: false,
  };
}

function Line(props: {
  readonly line: ConditionLine;
  readonly earlier: readonly Question[];
  readonly isReadOnly: boolean;
  readonly onChange: (line: ConditionLine) => void;
  readonly onRemove: () => void;
}): ReactNode {
  const { line, earlier, isReadOnly, onChange, onRemove } = props;
  const { atom, isNot } = line;
  const question = earlier.find(({ id }) => id === atom.question);
  const test = testOf(atom);
  const tests = testsOf(question);
  return (
    <Group align="flex-end" mb="xs">
      <NativeSelect
        label={words.conditionQuestion}
        disabled={isReadOnly}
        value={atom.question}
        data={[
          ...(question === undefined ? [atom.question] : []),
          ...earlier.map(({ id, text }) => ({ value: id, label: text === '' ? id : text })),
        ]}
        onChange={({ currentTarget: { value } }) => {
          const next = earlier.find(({ id }) => id === value);
          if (next !== undefined) onChange({ ...startLine(next), isNot });
        }}
      />
      <NativeSelect
        label={words.conditionTest}
        disabled={isReadOnly}
        value={test}
        data={[...new Set([...tests, test])].map((value) => ({
          value,
          label: words.tests[value],
        }))}
        onChange={({ currentTarget: { value } }) =>
          onChange({
            atom: atomOf(
              atom.question,
              value as ConditionTest, // the values are those of the list
              question === undefined
                ? []
                : optionsOf(question)
                    .slice(0, 1)
                    .map((one) => one.value),
            ),
            isNot,
          })
        }
      />
      {'is' in atom && question !== undefined && (
        <Checkbox.Group
          label={words.conditionValues}
          value={[...atom.is]}
          onChange={(is) => onChange({ atom: { question: atom.question, is }, isNot })}
        >
          <Group gap="xs">
            {optionsOf(question).map(({ value, text }) => (
              <Checkbox key={value} value={value} label={text} disabled={isReadOnly} />
            ))}
          </Group>
        </Checkbox.Group>
      )}
      {'from' in atom && (
        <>
          <NumberInput
            label={words.from}
            value={atom.from ?? ''}
            disabled={isReadOnly}
            onChange={(from) =>
              onChange({ atom: { ...atom, from: typeof from === 'number' ? from : null }, isNot })
            }
          />
          <NumberInput
            label={words.to}
            value={atom.to ?? ''}
            disabled={isReadOnly}
            onChange={(to) =>
              onChange({ atom: { ...atom, to: typeof to === 'number' ? to : null }, isNot })
            }
          />
        </>
      )}
      <Checkbox
        label={words.isNot}
        checked={isNot}
        disabled={isReadOnly}
        onChange={() => onChange({ atom, isNot: !isNot })}
      />
      <Button
        size="compact-sm"
        variant="subtle"
        disabled={isReadOnly}
        aria-label={words.removeCondition}
        onClick={onRemove}
      >
        <CrossMark />
      </Button>
    </Group>
  );
}

/** When a question is asked: always, or when earlier answers say so. */
export function ConditionEditor(props: {
  readonly at: number;
  readonly question: Question;
}): ReactNode {
  const { at, question } = props;
  const { draft, isReadOnly } = useEditor();
  const write = useWrite();
  const path = ['questions', at, 'showWhen'];
  const issue = useIssue(path, true);
  const earlier = draft.questions.slice(0, at);
  const form = question.showWhen === null ? null : formOf(question.showWhen);
  const put = (next: ConditionForm): void => write(path, conditionOf(next));
  const first = earlier.at(-1);
  return (
    <Fieldset legend={words.showWhen} id={fieldId(path)} tabIndex={-1}>
      {issue !== null && (
        <Text size="sm" c="red" role="alert">
          {issue}
        </Text>
      )}
      {question.showWhen === null && (
        <Text size="sm" mb="xs">
          {words.always}
        </Text>
      )}
      {question.showWhen !== null && form === null && (
        <Text size="sm" mb="xs">
          {words.complexCondition}
        </Text>
      )}
      {form !== null && form.lines.length > 1 && (
        <NativeSelect
          aria-label={words.showWhen}
          mb="xs"
          disabled={isReadOnly}
          value={form.join}
          data={[
            { value: 'all', label: words.whenAll },
            { value: 'any', label: words.whenAny },
          ]}
          onChange={({ currentTarget: { value } }) =>
            put({ ...form, join: value === 'any' ? 'any' : 'all' })
          }
        />
      )}
      {form?.lines.map((line, k) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name of their own
          key={k}
          line={line}
          earlier={earlier}
          isReadOnly={isReadOnly}
          onChange={(next) =>
            put({ ...form, lines: form.lines.map((l, i) => (i === k ? next : l)) })
          }
          onRemove={() => put({ ...form, lines: without(form.lines, k) })}
        />
      ))}
      {first === undefined && question.showWhen === null && (
        <Text size="sm" c="dimmed">
          {words.noEarlier}
        </Text>
      )}
      {first !== undefined && (question.showWhen === null || form !== null) && (
        <Button
          size="compact-sm"
          variant="default"
          disabled={isReadOnly}
          onClick={() =>
            put({ join: form?.join ?? 'all', lines: [...(form?.lines ?? []), startLine(first)] })
          }
        >
          {words.addCondition}
        </Button>
      )}
      {question.showWhen !== null && form === null && (
        <Button
          size="compact-sm"
          variant="default"
          disabled={isReadOnly}
          onClick={() => write(path, null)}
        >
          {words.clearCondition}
        </Button>
      )}
    </Fieldset>
  );
}
