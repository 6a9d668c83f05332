import { Button, Group, Table, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { pageSpan } from '../../parts/page-span.ts';
import { Pager } from '../../parts/pager.tsx';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { imagesWords as words } from '../../words/images.ts';
import type { FileOutcome } from './use-import.ts';

const pageSize = 25;

/** What became of each file; those that were refused first. */
export function FileOutcomes(props: {
  readonly outcomes: readonly FileOutcome[];
  readonly onClear: () => void;
}): ReactNode {
  const { outcomes, onClear } = props;
  const [page, setPage] = useState(0);
  const [isWhole, setWhole] = useState(false);
  const count = (status: FileOutcome['status']): number =>
    outcomes.filter((one) => one.status === status).length;
  const refused = outcomes.filter(({ status }) => status === 'refused');
  const others = outcomes.filter(({ status }) => status !== 'refused');
  const listed = isWhole || refused.length === 0 ? [...refused, ...others] : refused;
  const { from, to } = pageSpan(listed.length, pageSize, page);
  return (
    <section aria-labelledby="outcomes-title">
      <Title order={3} size="h5" id="outcomes-title" mt="md">
        {words.outcomes}
      </Title>
      <Text role="status" my={4}>
        {words.counts(count('taken'), count('copy'), count('archive'), refused.length)}
      </Text>
      <Group gap="xs" my="xs">
        {refused.length > 0 && others.length > 0 && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              setWhole(!isWhole);
              setPage(0);
            }}
          >
            {isWhole ? words.showRefused : words.showAll}
          </Button>
        )}
        <Button size="compact-sm" variant="subtle" onClick={onClear}>
          {words.forget}
        </Button>
      </Group>
      <ScrollBox label={words.outcomes}>
        <Table miw={480}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{words.file}</Table.Th>
              <Table.Th scope="col">{words.outcome}</Table.Th>
              <Table.Th scope="col">{words.why}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {listed.slice(from, to).map((one, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name
              <Table.Tr key={`${at} ${one.name}`}>
                <Table.Td className="eq-break">{one.name}</Table.Td>
                <Table.Td>{words.status[one.status]}</Table.Td>
                <Table.Td>
                  {one.refusal !== null &&
                    [words.place(one.refusal), one.refusal.message, one.refusal.mend].join(' ')}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
      <Pager
        total={listed.length}
        size={pageSize}
        page={page}
        label={words.outcomes}
        onPage={setPage}
      />
    </section>
  );
}
