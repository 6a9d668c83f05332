import { Anchor, Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../../parts/section.tsx';
import { basePath } from '../../shell/base-path.ts';
import { Instant } from '../../shell/instant.tsx';
import { useRead } from '../../shell/queries.ts';
import { Answered } from '../../shell/states.tsx';
import { serverWords as words } from '../../words/server.ts';

/** Version, health and time of the server. */
export function AboutServer(): ReactNode {
  const about = useRead('about');
  const health = useRead('health', undefined, { every: 30_000 });
  const line = (name: string, value: ReactNode): ReactNode => (
    <Table.Tr>
      <Table.Th scope="row">{name}</Table.Th>
      <Table.Td>{value}</Table.Td>
    </Table.Tr>
  );
  return (
    <Section title={words.about}>
      <Answered of={about}>
        {({ name, version, oidc, now }) => (
          <Table layout="fixed" maw={560}>
            <Table.Tbody>
              {line(words.version, `${name} ${version}`)}
              {line(words.health, health.data?.status === 'ok' ? words.healthy : words.away)}
              {line(words.now, <Instant at={now} />)}
              {line(words.oidc, oidc?.name ?? words.noOidc)}
              {line(
                words.contract,
                <Anchor href={`${basePath()}/api/openapi.json`} underline="always">
                  {words.contractFile}
                </Anchor>,
              )}
            </Table.Tbody>
          </Table>
        )}
      </Answered>
    </Section>
  );
}
