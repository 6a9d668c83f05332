import type { ProtocolChange } from '@equipoise/annotation';
import { Table, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { pageSpan } from '../../parts/page-span.ts';
import { Pager } from '../../parts/pager.tsx';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { protocolWords as words } from '../../words/protocol.ts';

const pageSize = 30;
const longest = 160;

function short(text: string | null): string {
  if (text === null) return '';
  return text.length > longest ? `${text.slice(0, longest)} …` : text;
}

/** A difference of two protocols; `touches` may be any text when it comes from the server. */
export type ShownChange = Omit<ProtocolChange, 'touches'> & { readonly touches: string };

/** Differences of two protocols, place by place. */
export function ChangeList({ changes }: { readonly changes: readonly ShownChange[] }): ReactNode {
  const [page, setPage] = useState(0);
  const listed = changes.filter(({ path }) => path[0] !== 'version' && path[0] !== 'parent');
  if (listed.length === 0) return <Text my="sm">{words.noChange}</Text>;
  const { from, to } = pageSpan(listed.length, pageSize, page);
  return (
    <>
      <ScrollBox label={words.changes}>
        <Table miw={480}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{words.place}</Table.Th>
              <Table.Th scope="col">{words.change}</Table.Th>
              <Table.Th scope="col">{words.before}</Table.Th>
              <Table.Th scope="col">{words.after}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {listed.slice(from, to).map((one) => (
              <Table.Tr key={`${one.kind} ${one.path.join(' ')}`}>
                <Table.Th scope="row">{one.path.join(' › ')}</Table.Th>
                <Table.Td>{words.changeKinds[one.kind]}</Table.Td>
                <Table.Td className="eq-code">{short(one.before)}</Table.Td>
                <Table.Td className="eq-code">{short(one.after)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
      <Pager
        total={listed.length}
        size={pageSize}
        page={page}
        label={words.changes}
        onPage={setPage}
      />
    </>
  );
}
