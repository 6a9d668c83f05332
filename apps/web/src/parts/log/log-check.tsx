import type { Client } from '@equipoise/api';
import { Alert, Button, List, Table, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Answered } from '../../shell/states.tsx';
import { logWords as words } from '../../words/log.ts';
import { ScrollBox } from '../scroll-box.tsx';
import '../parts.css';

type Check = Awaited<ReturnType<Client['verifyStudyLog']>>;

/** Checks a log when asked to, and says what was found where. */
export function LogCheck(props: {
  /** Asked only by this button. */
  readonly of: UseQueryResult<Check>;
}): ReactNode {
  const { of } = props;
  const isBegun = of.isFetching || of.data !== undefined || of.error !== null;
  return (
    <div className="eq-check">
      <Button onClick={() => void of.refetch()} loading={of.isFetching} variant="default">
        {words.check}
      </Button>
      <div role="status">{isBegun && <Answered of={of}>{Found}</Answered>}</div>
    </div>
  );
}

function Found({ eventCount, heads, faults }: Check): ReactNode {
  return (
    <>
      {faults.length === 0 ? (
        <Alert color="teal" variant="outline" my="sm">
          {words.whole(eventCount)}
        </Alert>
      ) : (
        <Alert color="red" variant="outline" my="sm" title={words.broken(faults.length)}>
          <List size="sm">
            {faults.map((fault) => (
              <List.Item key={`${fault.chain} ${fault.seq} ${fault.kind}`}>
                {fault.sentence}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Text size="sm">{words.heads}</Text>
      <ScrollBox label={words.heads}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              {[words.chain, words.seq, words.hash].map((head) => (
                <Table.Th scope="col" key={head}>
                  {head}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {heads.map(({ chain, seq, hash }) => (
              <Table.Tr key={chain}>
                <Table.Th scope="row">{chain}</Table.Th>
                <Table.Td>{seq}</Table.Td>
                <Table.Td>
                  <code>{hash}</code>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
    </>
  );
}
