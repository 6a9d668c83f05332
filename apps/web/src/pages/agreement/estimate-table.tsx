import type { ReadersEstimate } from '@equipoise/domain';
import { Table, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { count, reasonText, withLimits } from '../../charts/numbers.ts';
import { pageSpan } from '../../parts/page-span.ts';
import { Pager } from '../../parts/pager.tsx';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { analysisWords as words } from '../../words/agreement.ts';

const rowsAtOnce = 50;

/** Every estimate of an analysis with limits, counts and method. */
export function EstimateTable(props: {
  readonly estimates: readonly ReadersEstimate[];
}): ReactNode {
  const [page, setPage] = useState(0);
  const { estimates } = props;
  const { from, to } = pageSpan(estimates.length, rowsAtOnce, page);
  return (
    <>
      <ScrollBox label={words.estimates}>
        <Table miw={720} captionSide="top">
          <Table.Caption>{words.estimates}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{words.question}</Table.Th>
              <Table.Th scope="col">{words.figure}</Table.Th>
              <Table.Th scope="col">{words.of}</Table.Th>
              <Table.Th scope="col">{words.value}</Table.Th>
              <Table.Th scope="col">{words.cases}</Table.Th>
              <Table.Th scope="col">{words.readings}</Table.Th>
              <Table.Th scope="col">{words.method}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {estimates.slice(from, to).map((one) => (
              <Table.Tr key={one.id}>
                <Table.Th scope="row" fw={400}>
                  {one.task}
                </Table.Th>
                <Table.Td>{one.metric}</Table.Td>
                <Table.Td>
                  {[one.model, one.class, ...Object.values(one.slice)]
                    .filter((part) => part !== null && part !== '')
                    .join(', ') || words.everybody}
                </Table.Td>
                <Table.Td className="eq-number">
                  {one.value === null
                    ? words.noValue(reasonText(one.undefinedReason))
                    : withLimits(one)}
                </Table.Td>
                <Table.Td>{count(one.caseCount)}</Table.Td>
                <Table.Td>{count(one.readingCount)}</Table.Td>
                <Table.Td>
                  <Text size="sm">{reasonText(one.method)}</Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
      <Pager
        total={estimates.length}
        size={rowsAtOnce}
        page={page}
        label={words.estimates}
        onPage={setPage}
      />
    </>
  );
}
