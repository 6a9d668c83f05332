import { Badge, Button, Group, Paper, Table, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { Instant } from '../../shell/instant.tsx';
import { useRead } from '../../shell/queries.ts';
import { useSession } from '../../shell/session.ts';
import { Answered, PageHead } from '../../shell/states.tsx';
import { studiesWords as words } from '../../words/studies.ts';
import { NewStudy } from './new-study.tsx';

/** The studies of the one who is signed in. */
export function Page(): ReactNode {
  const studies = useRead('studies');
  const session = useSession();
  const [isAdding, setAdding] = useState(false);
  const mayAdd = session.data?.account.isOwner === true;
  const add = mayAdd ? <Button onClick={() => setAdding(true)}>{words.add}</Button> : null;
  return (
    <>
      <PageHead title={words.title} lead={words.lead}>
        {add}
      </PageHead>
      <Answered of={studies}>
        {({ studies: list }) =>
          list.length === 0 ? (
            <Paper withBorder p="lg">
              <Title order={2} size="h4">
                {words.emptyTitle}
              </Title>
              <Text my="sm" maw="40rem">
                {mayAdd ? words.emptyOwner : words.emptyOther}
              </Text>
              {add}
            </Paper>
          ) : (
            <ScrollBox label={words.list}>
              <Table verticalSpacing="sm" miw={460}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th scope="col">{words.name}</Table.Th>
                    <Table.Th scope="col">{words.state}</Table.Th>
                    <Table.Th scope="col">{words.roles}</Table.Th>
                    <Table.Th scope="col">{words.since}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {list.map((study) => (
                    <Table.Tr key={study.studyId}>
                      <Table.Th scope="row">
                        <Link to="/studies/$studyId" params={{ studyId: study.studyId }}>
                          {study.title}
                        </Link>
                      </Table.Th>
                      <Table.Td>
                        <Badge variant="outline" color="gray" tt="none" className="eq-plain-badge">
                          {words.states[study.state]}
                        </Badge>
                      </Table.Td>
                      <Table.Td>
                        <Group gap={4}>
                          {study.roles.map((role) => words.roleNames[role]).join(', ')}
                        </Group>
                      </Table.Td>
                      <Table.Td>
                        <Instant at={study.createdAt} />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </ScrollBox>
          )
        }
      </Answered>
      {isAdding && <NewStudy onClose={() => setAdding(false)} />}
    </>
  );
}
