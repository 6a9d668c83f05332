import { Button, Table } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { Section } from '../../parts/section.tsx';
import { Instant } from '../../shell/instant.tsx';
import { showInstant } from '../../shell/instants.ts';
import { useChange, useRead } from '../../shell/queries.ts';
import { Answered, ProblemNotice } from '../../shell/states.tsx';
import { accountWords as words } from '../../words/account.ts';

/** The browsers in which the account is signed in. */
export function OpenSessions(): ReactNode {
  const sessions = useRead('sessions');
  const endOne = useChange('endOneSession', ['sessions']);
  const endOthers = useChange('endOtherSessions', ['sessions']);
  const [said, setSaid] = useState('');
  return (
    <Section title={words.sessions} lead={words.sessionsLead}>
      <Answered of={sessions}>
        {({ sessions: all }) => (
          <>
            <ScrollBox label={words.sessionTable}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th scope="col">{words.which}</Table.Th>
                    <Table.Th scope="col">{words.begun}</Table.Th>
                    <Table.Th scope="col">{words.seen}</Table.Th>
                    <Table.Th scope="col">{words.until}</Table.Th>
                    <Table.Th scope="col">{words.actions}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {[...all]
                    .sort((a, b) => Number(b.isThis) - Number(a.isThis))
                    .map((one) => (
                      <Table.Tr key={one.sessionId}>
                        <Table.Th scope="row">
                          {one.isThis ? words.thisOne : words.otherOne}
                        </Table.Th>
                        <Table.Td>
                          <Instant at={one.createdAt} />
                        </Table.Td>
                        <Table.Td>
                          <Instant at={one.lastSeenAt} />
                        </Table.Td>
                        <Table.Td>
                          <Instant at={one.expiresAt} />
                        </Table.Td>
                        <Table.Td>
                          {!one.isThis && (
                            <Button
                              size="compact-sm"
                              variant="default"
                              aria-label={words.endThat(showInstant(one.createdAt))}
                              onClick={() =>
                                endOne.mutate(
                                  { params: { sessionId: one.sessionId } },
                                  { onSuccess: () => setSaid(words.ended(1)) },
                                )
                              }
                            >
                              {words.end}
                            </Button>
                          )}
                        </Table.Td>
                      </Table.Tr>
                    ))}
                </Table.Tbody>
              </Table>
            </ScrollBox>
            {all.length > 1 && (
              <Button
                mt="xs"
                variant="default"
                loading={endOthers.isPending}
                onClick={() =>
                  endOthers.mutate({}, { onSuccess: ({ ended }) => setSaid(words.ended(ended)) })
                }
              >
                {words.endOthers}
              </Button>
            )}
          </>
        )}
      </Answered>
      <p className="eq-said" role="status">
        {said}
      </p>
      <ProblemNotice error={endOne.error ?? endOthers.error} />
    </Section>
  );
}
