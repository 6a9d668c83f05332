import type { Client } from '@equipoise/api';
import { Button, Group, Table, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import { ScrollBox } from '../../charts/scroll-box.tsx';
import { Pager } from '../../look/pager.tsx';
import { Thumbnail } from '../../look/thumbnail.tsx';
import { Instant } from '../../shell/instant.tsx';
import { imagesWords as words } from '../../words/images.ts';
import { RemoveCase } from './remove-case.tsx';

/** A case as curators see it. */
export type ShownCase = Awaited<ReturnType<Client['cases']>>['cases'][number];

const pageSize = 50;

function textOf(one: ShownCase): string {
  const { caseId, patientId, attributes } = one.record;
  return [caseId, patientId ?? '', ...attributes.flatMap(({ name, value }) => [name, value])]
    .join(' ')
    .toLowerCase();
}

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

/** All cases of the study, page by page. */
export function CaseTable(props: {
  readonly studyId: string;
  readonly cases: readonly ShownCase[];
  readonly isDraft: boolean;
  readonly onMake: () => void;
}): ReactNode {
  const { studyId, cases, isDraft, onMake } = props;
  const [find, setFind] = useState('');
  const [page, setPage] = useState(1);
  const [removed, setRemoved] = useState<string | null>(null);
  const wanted = useDeferredValue(find.trim().toLowerCase());
  const kept = useMemo(
    () => (wanted === '' ? cases : cases.filter((one) => textOf(one).includes(wanted))),
    [cases, wanted],
  );
  const pageCount = Math.max(1, Math.ceil(kept.length / pageSize));
  const here = Math.min(page, pageCount);
  return (
    <>
      <Group justify="space-between" mb="xs">
        <TextInput
          aria-label={words.findCases}
          placeholder={words.find}
          value={find}
          onChange={(event) => {
            setFind(event.currentTarget.value);
            setPage(1);
          }}
        />
        <Text role="status">{words.caseCount(kept.length)}</Text>
        <Button variant="default" onClick={onMake}>
          {words.addCase}
        </Button>
      </Group>
      {kept.length === 0 ? (
        <Text my="md">{cases.length === 0 ? words.noCases : words.noneFits}</Text>
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
              {kept.slice((here - 1) * pageSize, here * pageSize).map((one) => (
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
      <Pager page={here} pageCount={pageCount} onPage={setPage} />
      {removed !== null && (
        <RemoveCase studyId={studyId} caseId={removed} onClose={() => setRemoved(null)} />
      )}
    </>
  );
}
