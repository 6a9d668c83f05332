import { Button, Checkbox, Fieldset, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { CrossMark } from '../../look/marks.tsx';
import { partsWords as words } from '../../words/protocol-parts.ts';
import '../../parts/parts.css';
import { protocolReaders } from './draft.ts';
import { useEditor, useWrite } from './editor-context.ts';
import { NamesField, NumberField, TextField, useIssue } from './fields.tsx';
import { fieldId, without } from './path.ts';
import { strataOf } from './strata.ts';

const workRoles = ['reader', 'adjudicator'] as const;

function Person(props: { readonly at: number; readonly name: string }): ReactNode {
  const { at, name } = props;
  const { draft, isReadOnly } = useEditor();
  const write = useWrite();
  const reader = draft.readers[at];
  const path = ['readers', at] as const;
  const rolesIssue = useIssue([...path, 'roles'], true);
  if (reader === undefined) return null;
  const strata = [...strataOf(draft.cases).keys()];
  const conflicts = reader.conflictStrata;
  return (
    <Fieldset legend={name} id={fieldId(path)} tabIndex={-1}>
      <Group align="flex-start">
        <Checkbox.Group
          id={fieldId([...path, 'roles'])}
          label={words.roles}
          value={[...reader.roles]}
          error={rolesIssue}
          onChange={(roles) => write([...path, 'roles'], roles)}
        >
          <Group mt={4}>
            {workRoles.map((role) => (
              <Checkbox
                key={role}
                value={role}
                label={words.roleNames[role]}
                disabled={isReadOnly}
              />
            ))}
          </Group>
        </Checkbox.Group>
        <NamesField path={[...path, 'skills']} label={words.skills} help={words.skillsHelp} />
        <NumberField
          path={[...path, 'capacity']}
          label={words.capacity}
          help={words.capacityHelp}
          step={0.1}
        />
      </Group>
      <details className="eq-details" open={conflicts.length + reader.conflictCases.length > 0}>
        <summary>{words.conflicts}</summary>
        <NamesField path={[...path, 'conflictCases']} label={words.conflictCases} />
        {conflicts.map((_, k) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own
          <Group key={k} align="flex-end" mt={4}>
            <TextField path={[...path, 'conflictStrata', k, 'stratum']} label={words.stratum} />
            <TextField path={[...path, 'conflictStrata', k, 'value']} label={words.value} />
            <Button
              variant="subtle"
              disabled={isReadOnly}
              aria-label={words.removeStratum(conflicts[k]?.stratum ?? '')}
              onClick={() => write([...path, 'conflictStrata'], without(conflicts, k))}
            >
              <CrossMark />
            </Button>
          </Group>
        ))}
        <Button
          mt="xs"
          size="compact-sm"
          variant="default"
          disabled={isReadOnly}
          onClick={() =>
            write(
              [...path, 'conflictStrata'],
              [...conflicts, { stratum: strata[0] ?? '', value: '' }],
            )
          }
        >
          {words.addConflict}
        </Button>
      </details>
      <Button
        size="compact-sm"
        variant="subtle"
        color="red"
        disabled={isReadOnly}
        onClick={() => write(['readers'], without(draft.readers, at))}
      >
        {words.removePerson(name)}
      </Button>
    </Fieldset>
  );
}

/** Who reads and who decides. */
export function PeopleSection(): ReactNode {
  const { studyId, draft, room, isReadOnly } = useEditor();
  const write = useWrite();
  const names = new Map(room.members.map((one) => [one.accountId, one.displayName]));
  const nameOf = (id: string): string => names.get(id) ?? words.unknownPerson;
  const inside = new Set(draft.readers.map(({ readerId }) => readerId));
  const outside = protocolReaders(room.members).filter(({ readerId }) => !inside.has(readerId));
  const issue = useIssue(['readers']);
  return (
    <div className="eq-fields" id={fieldId(['readers'])} tabIndex={-1}>
      <Text size="sm">
        {words.peopleHelp}{' '}
        <Link to="/studies/$studyId/people" params={{ studyId }}>
          {words.toPeople}
        </Link>
      </Text>
      {issue !== null && (
        <Text size="sm" c="red" role="alert">
          {issue}
        </Text>
      )}
      {outside.length > 0 && (
        <Fieldset legend={words.notIn}>
          <Group>
            {outside.map((one) => (
              <Button
                key={one.readerId}
                size="compact-sm"
                variant="default"
                disabled={isReadOnly}
                onClick={() => write(['readers'], [...draft.readers, one])}
              >
                {words.addPerson(nameOf(one.readerId))}
              </Button>
            ))}
          </Group>
        </Fieldset>
      )}
      {draft.readers.length === 0 && <Text>{words.noPeople}</Text>}
      {draft.readers.map(({ readerId }, at) => (
        <Person key={readerId} at={at} name={nameOf(readerId)} />
      ))}
    </div>
  );
}
