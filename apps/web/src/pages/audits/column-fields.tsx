import { Checkbox, Group, NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { auditsWords as words } from '../../words/audits.ts';
import { groupColumns, type TableHead } from './table-head.ts';

/** Columns of a predictions file and what each is for. */
export interface ChosenColumns {
  readonly caseColumn: string;
  readonly scores: readonly string[];
  readonly groups: readonly string[];
}

/** Nothing chosen. */
export const noColumns: ChosenColumns = { caseColumn: '', scores: [], groups: [] };

interface Fields {
  readonly strata: readonly string[];
  readonly value: ChosenColumns;
  readonly onChange: (value: ChosenColumns) => void;
}

/** Picks columns from the head of the file, or takes their names where it could not be read. */
export function ColumnFields({
  head,
  ...fields
}: Fields & { readonly head: TableHead | null }): ReactNode {
  return head === null ? <TypedColumns {...fields} /> : <ListedColumns head={head} {...fields} />;
}

function ListedColumns(props: Fields & { readonly head: TableHead }): ReactNode {
  const { head, strata, value, onChange } = props;
  const chosen = head.columns.find(({ name }) => name === value.caseColumn);
  const numbers = head.columns.filter(
    ({ name, isNumber }) => isNumber && name !== value.caseColumn,
  );
  const groups = [...strata, ...groupColumns(head, [value.caseColumn, ...value.scores, ...strata])];
  const said = chosen === undefined || chosen.caseCount > 0 ? undefined : words.noCases;
  return (
    <>
      <NativeSelect
        label={words.caseColumn}
        description={
          chosen !== undefined && chosen.caseCount > 0
            ? words.cases(chosen.caseCount, head.rowCount, chosen.name)
            : undefined
        }
        error={said}
        value={value.caseColumn}
        onChange={(event) => onChange({ ...value, caseColumn: event.currentTarget.value })}
        data={['', ...head.columns.map(({ name }) => name)]}
      />
      <Checkbox.Group
        label={words.scores}
        description={words.scoresHelp}
        value={[...value.scores]}
        onChange={(scores) =>
          onChange({
            ...value,
            scores: numbers.map(({ name }) => name).filter((name) => scores.includes(name)),
          })
        }
      >
        <Group gap="md" mt={4}>
          {numbers.map(({ name }) => (
            <Checkbox key={name} value={name} label={name} />
          ))}
        </Group>
      </Checkbox.Group>
      {groups.length > 0 && (
        <Checkbox.Group
          label={words.groups}
          description={words.groupsHelp}
          value={[...value.groups]}
          onChange={(chosenGroups) =>
            onChange({ ...value, groups: groups.filter((name) => chosenGroups.includes(name)) })
          }
        >
          <Group gap="md" mt={4}>
            {groups.map((name) => (
              <Checkbox key={name} value={name} label={name} />
            ))}
          </Group>
        </Checkbox.Group>
      )}
    </>
  );
}

function TypedColumns({ value, onChange }: Fields): ReactNode {
  const list = (text: string): string[] =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  return (
    <>
      <TextInput
        label={words.caseColumn}
        required
        withAsterisk={false}
        value={value.caseColumn}
        onChange={(event) => onChange({ ...value, caseColumn: event.currentTarget.value })}
      />
      <TextInput
        label={words.scoresTyped}
        required
        withAsterisk={false}
        defaultValue={value.scores.join(', ')}
        onChange={(event) => onChange({ ...value, scores: list(event.currentTarget.value) })}
      />
      <TextInput
        label={words.groupsTyped}
        defaultValue={value.groups.join(', ')}
        onChange={(event) => onChange({ ...value, groups: list(event.currentTarget.value) })}
      />
    </>
  );
}
