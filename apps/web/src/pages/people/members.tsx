import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { Section } from '../../parts/section.tsx';
import { Instant } from '../../shell/instant.tsx';
import { peopleWords as words } from '../../words/people.ts';
import { roleWords } from '../../words/roles.ts';
import { AddRoleDialog } from './add-role-dialog.tsx';
import type { Member } from './member.ts';
import { type MemberChange, MemberDialog } from './member-dialog.tsx';

/** The members with what an owner may do with each. */
export function Members(props: {
  readonly studyId: string;
  readonly members: readonly Member[];
  readonly isOwner: boolean;
}): ReactNode {
  const [change, setChange] = useState<MemberChange | null>(null);
  const [adding, setAdding] = useState<Member | null>(null);
  const heads: string[] = [words.name, words.email, words.role, words.state, words.since];
  if (props.isOwner) heads.push(words.actions);
  return (
    <Section title={words.members} {...(props.isOwner ? {} : { lead: words.onlyOwners })}>
      {props.members.length === 0 && <Text>{words.noMembers}</Text>}
      <ScrollBox label={words.memberTable}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              {heads.map((head) => (
                <Table.Th scope="col" key={head}>
                  {head}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {props.members.map((one) => (
              <Table.Tr key={`${one.accountId} ${one.role}`}>
                <Table.Th scope="row">{one.displayName}</Table.Th>
                <Table.Td>{one.email}</Table.Td>
                <Table.Td>{roleWords[one.role]}</Table.Td>
                <Table.Td>
                  <Badge variant="default" tt="none">
                    {words.states[one.state]}
                  </Badge>
                  {one.why !== null && one.state !== 'active' && (
                    <Text size="xs">{words.because(one.why)}</Text>
                  )}
                </Table.Td>
                <Table.Td>
                  <Instant at={one.changedAt} />
                </Table.Td>
                {props.isOwner && (
                  <Table.Td>
                    <Actions member={one} onChange={setChange} onAdd={setAdding} />
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
      <MemberDialog studyId={props.studyId} change={change} onClose={() => setChange(null)} />
      <AddRoleDialog studyId={props.studyId} member={adding} onClose={() => setAdding(null)} />
    </Section>
  );
}

function Actions(props: {
  readonly member: Member;
  readonly onChange: (change: MemberChange) => void;
  readonly onAdd: (member: Member) => void;
}): ReactNode {
  const { member, onChange, onAdd } = props;
  const { displayName: name, role } = member;
  const action = (text: string, label: string, act: () => void): ReactNode => (
    <Button size="compact-sm" variant="default" aria-label={label} onClick={act}>
      {text}
    </Button>
  );
  return (
    <Group gap="xs" wrap="nowrap">
      {member.state === 'active' ? (
        <>
          {action(words.suspend, words.suspendThat(name, role), () =>
            onChange({ member, kind: 'suspend' }),
          )}
          {action(words.remove, words.removeThat(name, role), () =>
            onChange({ member, kind: 'remove' }),
          )}
          {action(words.addRole, words.addRoleThat(name), () => onAdd(member))}
        </>
      ) : (
        action(words.giveBack, words.giveBackThat(name, role), () =>
          onChange({ member, kind: 'give-back' }),
        )
      )}
    </Group>
  );
}
