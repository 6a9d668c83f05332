import type { Client } from '@equipoise/api';
import { Table, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { useRead } from '../../shell/queries.ts';
import { caseWords as words } from '../../words/case.ts';

/** What is recorded of a case: its use, patient, attributes and related cases. */
export function CaseFacts(props: {
  readonly studyId: string;
  readonly one: Awaited<ReturnType<Client['gallery']>>['cases'][number];
  readonly isLead: boolean;
}): ReactNode {
  const { studyId, one, isLead } = props;
  const stored = useRead('case', { params: { studyId, caseId: one.caseId } }, { isWanted: isLead });
  const record = stored.data?.record;
  const rows = [
    { name: words.use, value: words.uses[one.use] },
    ...(record?.patientId == null ? [] : [{ name: words.patient, value: record.patientId }]),
    ...one.attributes,
  ];
  return (
    <section aria-labelledby="facts-title">
      <Title order={2} size="h4" mt="xl" mb="sm" id="facts-title">
        {words.attributes}
      </Title>
      <ScrollBox label={words.attributesTable}>
        <Table maw={560}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{words.attribute}</Table.Th>
              <Table.Th scope="col">{words.value}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ name, value }) => (
              <Table.Tr key={`${name} ${value}`}>
                <Table.Th scope="row">{name}</Table.Th>
                <Table.Td>{value}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
      {record !== undefined && record.related.length > 0 && (
        <>
          <Text fw={600} mt="md">
            {words.related}
          </Text>
          <ul>
            {record.related.map(({ caseId, relation }) => (
              <li key={`${relation} ${caseId}`}>
                {words.relations[relation]}{' '}
                <Link to="/studies/$studyId/cases/$caseId" params={{ studyId, caseId }}>
                  {caseId}
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
