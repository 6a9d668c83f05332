import { Anchor, Button, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Thumbnail } from '../../look/thumbnail.tsx';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { useCaseLines } from '../../parts/use-case-lines.ts';
import { auditWords as words } from '../../words/audit.ts';
import { type ReviewRow, shownChance } from './review-rows.ts';

/** A page of the labels to review. */
export function ReviewTable(props: {
  readonly studyId: string;
  readonly rows: readonly ReviewRow[];
  /** Cases that are read again. */
  readonly marked: ReadonlyMap<string, { readonly asked: number; readonly pending: number }>;
  /** Null: may not mark. */
  readonly onMark: ((row: ReviewRow) => void) | null;
}): ReactNode {
  const { studyId, rows, marked, onMark } = props;
  const lines = useCaseLines(
    studyId,
    rows.map(({ caseId }) => caseId),
  );
  const heads: string[] = [
    words.rank,
    words.picture,
    words.caseName,
    words.label,
    words.suggested,
    words.wrong,
    words.why,
  ];
  if (onMark !== null) heads.push(words.actions);
  return (
    <ScrollBox label={words.suspectTable}>
      <Table className="eq-review">
        <Table.Thead>
          <Table.Tr>
            {heads.map((head) => (
              <Table.Th scope="col" key={head}>
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => {
            const image = lines.get(row.caseId)?.images[0];
            const again = marked.get(row.caseId);
            return (
              <Table.Tr key={`${row.rank} ${row.task} ${row.caseId}`}>
                <Table.Td>{row.rank}</Table.Td>
                <Table.Td>
                  {image !== undefined && (
                    <Thumbnail studyId={studyId} imageId={image.imageId} alt="" side={72} />
                  )}
                </Table.Td>
                <Table.Th scope="row">
                  <Anchor
                    component={Link}
                    to={`/studies/${encodeURIComponent(studyId)}/cases/${encodeURIComponent(row.caseId)}`}
                    underline="always"
                  >
                    {row.caseId}
                  </Anchor>
                </Table.Th>
                <Table.Td>{row.label}</Table.Td>
                <Table.Td>{row.suggested}</Table.Td>
                <Table.Td>{shownChance(row.wrong)}</Table.Td>
                <Table.Td>
                  <Text size="sm" miw={220}>
                    {row.reasons}
                  </Text>
                </Table.Td>
                {onMark !== null && (
                  <Table.Td>
                    {again !== undefined && (
                      <Text size="sm">
                        {words.marked(again.asked - again.pending, again.asked)}
                      </Text>
                    )}
                    {(again === undefined || again.pending === 0) && (
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={words.markThat(row.caseId)}
                        onClick={() => onMark(row)}
                      >
                        {words.mark}
                      </Button>
                    )}
                  </Table.Td>
                )}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}
