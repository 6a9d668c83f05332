import { Button, Table, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { Section } from '../../parts/section.tsx';
import { Instant } from '../../shell/instant.tsx';
import { useChange, useRead } from '../../shell/queries.ts';
import { Answered } from '../../shell/states.tsx';
import { accountWords as words } from '../../words/account.ts';
import { NewKeyForm } from './new-key-form.tsx';

/** Keys for programs: made, listed, revoked. */
export function ApiKeys(): ReactNode {
  const keys = useRead('apiKeys');
  const studies = useRead('studies');
  const revoke = useChange('revokeApiKey', ['apiKeys']);
  const [chosen, setChosen] = useState<{ readonly keyId: string; readonly name: string } | null>(
    null,
  );
  const titles = new Map(studies.data?.studies.map(({ studyId, title }) => [studyId, title]));
  return (
    <Section title={words.keys} lead={words.keysLead}>
      <Answered of={keys}>
        {({ keys: all }) =>
          all.length === 0 ? (
            <Text>{words.noKeys}</Text>
          ) : (
            <ScrollBox label={words.keyTable}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    {[
                      words.keyName,
                      words.study,
                      words.scopes,
                      words.expires,
                      words.used,
                      words.state,
                      words.actions,
                    ].map((head) => (
                      <Table.Th scope="col" key={head}>
                        {head}
                      </Table.Th>
                    ))}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {all.map((one) => (
                    <Table.Tr key={one.keyId}>
                      <Table.Th scope="row">{one.name}</Table.Th>
                      <Table.Td>{titles.get(one.studyId ?? '') ?? one.studyId}</Table.Td>
                      <Table.Td>
                        {one.scopes.map((scope) => words.scope[scope]).join(', ')}
                      </Table.Td>
                      <Table.Td>
                        <Instant at={one.expiresAt} />
                      </Table.Td>
                      <Table.Td>
                        {one.lastUsedAt === null ? words.never : <Instant at={one.lastUsedAt} />}
                      </Table.Td>
                      <Table.Td>{one.isRevoked ? words.revoked : words.open}</Table.Td>
                      <Table.Td>
                        {!one.isRevoked && (
                          <Button
                            size="compact-sm"
                            variant="default"
                            aria-label={words.revokeThat(one.name)}
                            onClick={() => setChosen(one)}
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
      <NewKeyForm studies={studies.data?.studies ?? []} isKnown={studies.data !== undefined} />
      <ConfirmDialog
        isOpen={chosen !== null}
        title={words.revokeTitle}
        confirm={words.revoke}
        isDangerous
        isSending={revoke.isPending}
        error={revoke.error}
        onClose={() => setChosen(null)}
        onConfirm={() =>
          revoke.mutate(
            { params: { keyId: chosen?.keyId ?? '' } },
            { onSuccess: () => setChosen(null) },
          )
        }
      >
        <Text fw={600}>{chosen?.name}</Text>
        <Text size="sm">{words.revokeText}</Text>
      </ConfirmDialog>
    </Section>
  );
}
