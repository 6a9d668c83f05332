import { Button, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { Section } from '../../parts/section.tsx';
import { Instant } from '../../shell/instant.tsx';
import { showInstant } from '../../shell/instants.ts';
import { useChange, useRead } from '../../shell/queries.ts';
import { Answered, ProblemNotice } from '../../shell/states.tsx';
import { peopleWords as words } from '../../words/people.ts';
import { roleWords } from '../../words/roles.ts';
import { InviteForm } from './invite-form.tsx';

/** Links that give a role in the study. */
export function Invitations(props: {
  readonly studyId: string;
  readonly isOwner: boolean;
}): ReactNode {
  const { studyId, isOwner } = props;
  const invitations = useRead('studyInvitations', { params: { studyId } });
  const revoke = useChange('revokeInvitation', ['studyInvitations']);
  const heads = [words.role, words.forWhom, words.made, words.until, words.state, words.actions];
  return (
    <Section title={words.invitations} lead={words.invitationsLead}>
      <InviteForm studyId={studyId} isOwner={isOwner} />
      <Answered of={invitations}>
        {({ invitations: all }) =>
          all.length === 0 ? (
            <Text>{words.noInvitations}</Text>
          ) : (
            <ScrollBox label={words.invitationTable}>
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
                  {[...all]
                    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
                    .map((one) => (
                      <Table.Tr key={one.invitationId}>
                        <Table.Th scope="row">{roleWords[one.role]}</Table.Th>
                        <Table.Td>{one.email ?? words.anybody}</Table.Td>
                        <Table.Td>
                          <Instant at={one.createdAt} />
                        </Table.Td>
                        <Table.Td>
                          <Instant at={one.expiresAt} />
                        </Table.Td>
                        <Table.Td>{words.invitationStates[one.state]}</Table.Td>
                        <Table.Td>
                          {one.state === 'open' && (
                            <Button
                              size="compact-sm"
                              variant="default"
                              aria-label={words.revokeThat(one.role, showInstant(one.expiresAt))}
                              onClick={() =>
                                revoke.mutate({
                                  params: { studyId, invitationId: one.invitationId },
                                })
                              }
                            >
                              {words.revoke}
                            </Button>
                          )}
                        </Table.Td>
                      </Table.Tr>
                    ))}
                </Table.Tbody>
              </Table>
            </ScrollBox>
          )
        }
      </Answered>
      <ProblemNotice error={revoke.error} />
    </Section>
  );
}
