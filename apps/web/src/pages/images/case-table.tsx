import type { Client } from '@equipoise/api';
import { Button, Group, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Thumbnail } from '../../look/thumbnail.tsx';
import { pageBack } from '../../parts/page-span.ts';
import { Pager } from '../../parts/pager.tsx';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { Instant } from '../../shell/instant.tsx';
import { useRead } from '../../shell/queries.ts';
import { Answered } from '../../shell/states.tsx';
import { imagesWords as words } from '../../words/images.ts';
import { ListChoice, listSize, useListChoice } from './list-choice.tsx';
import { RemoveCase } from './remove-case.tsx';

/** A case as curators see it. */
export type ShownCase = Awaited<ReturnType<Client['cases']>>['cases'][number];

function CaseRow(props: {
  readonly studyId: string;
  readonly one: ShownCase;
  readonly onRemove: (() => void) | null;
}): ReactNode {
  const { studyId, one, onRemove } = props;
  const { record } = one;
  const [first] = record.imageIds;
  return (
    <Table.Tr>
      <Table.Td>
        {first !== undefined && <Thumbnail studyId={studyId} imageId={first} alt="" />}
      </Table.Td>
      <Table.Th scope="row">
        <Link
          to="/studies/$studyId/cases/$caseId"
          params={{ studyId, caseId: one.caseId }}
          preload={false}
        >
          {one.caseId}
        </Link>
      </Table.Th>
      <Table.Td>{record.patientId}</Table.Td>
      <Table.Td>{record.imageIds.length}</Table.Td>
      <Table.Td>{record.frameCount}</Table.Td>
      <Table.Td>
        {record.attributes.map(({ name, value }) => `${name}: ${value}`).join(', ')}
        {one.hasModelAnswers && ` (${words.modelAnswers})`}
      </Table.Td>
      <Table.Td>
        {record.related
          .map(({ caseId, relation }) => `${words.relations[relation]}: ${caseId}`)
          .join(', ')}
      </Table.Td>
      <Table.Td>
        <Instant at={one.createdAt} />
      </Table.Td>
      <Table.Td>
        {onRemove !== null && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            aria-label={words.removeOne(one.caseId)}
            onClick={onRemove}
          >
            {words.remove}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

/** The cases of the study: found, sorted and paged by the server. */
export function CaseTable(props: {
  readonly studyId: string;
  readonly isDraft: boolean;
  readonly onMake: () => void;
}): ReactNode {
  const { studyId, isDraft, onMake } = props;
  const list = useListChoice('name');
  const [removed, setRemoved] = useState<string | null>(null);
  const { find } = list.query;
  const found = useRead('cases', { params: { studyId }, query: list.query }, { keepsLast: true });
  const back = pageBack(
    found.isPlaceholderData ? undefined : found.data?.total,
    listSize,
    list.page,
  );
  if (back !== null) list.onPage(back);
  return (
    <Answered of={found}>
      {({ total, cases }) => (
        <>
          <Group justify="space-between" mb="xs">
            <ListChoice of={list} label={words.findCases} />
            <Text role="status">{words.caseCount(total)}</Text>
            <Button variant="default" onClick={onMake}>
              {words.addCase}
            </Button>
          </Group>
          {cases.length === 0 ? (
            <Text my="md">{find === undefined ? words.noCases : words.noneFits}</Text>
          ) : (
            <ScrollBox label={words.casesTable}>
              <Table miw={760}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th scope="col">{words.picture}</Table.Th>
                    <Table.Th scope="col">{words.case}</Table.Th>
                    <Table.Th scope="col">{words.patient}</Table.Th>
                    <Table.Th scope="col">{words.images}</Table.Th>
                    <Table.Th scope="col">{words.frames}</Table.Th>
                    <Table.Th scope="col">{words.attributes}</Table.Th>
                    <Table.Th scope="col">{words.related}</Table.Th>
                    <Table.Th scope="col">{words.added}</Table.Th>
                    <Table.Th scope="col">{words.do}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {cases.map((one) => (
                    <CaseRow
                      key={one.caseId}
                      studyId={studyId}
                      one={one}
                      onRemove={isDraft ? () => setRemoved(one.caseId) : null}
                    />
                  ))}
                </Table.Tbody>
              </Table>
            </ScrollBox>
          )}
          <Pager
            total={total}
            size={listSize}
            page={list.page}
            label={words.casesTable}
            onPage={list.onPage}
          />
          {removed !== null && (
            <RemoveCase studyId={studyId} caseId={removed} onClose={() => setRemoved(null)} />
          )}
        </>
      )}
    </Answered>
  );
}
