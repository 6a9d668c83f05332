import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { commonWords as words } from '../words/parts.ts';
import { pageSpan } from './page-span.ts';

/** Goes through a long list page by page; nothing is shown where all of it is in sight. */
export function Pager(props: {
  /** Rows of the whole list. */
  readonly total: number;
  /** Rows of one page. */
  readonly size: number;
  /** From 0; a page behind the last is the last. */
  readonly page: number;
  /** What the list is called. */
  readonly label: string;
  readonly onPage: (page: number) => void;
}): ReactNode {
  const { total, size, label, onPage } = props;
  const { page, pageCount, from, to } = pageSpan(total, size, props.page);
  if (pageCount < 2) return null;
  const step = (name: string, sign: string, aim: number): ReactNode => (
    <Button
      variant="default"
      size="compact-sm"
      aria-label={name}
      disabled={aim < 0 || aim >= pageCount || aim === page}
      onClick={() => onPage(aim)}
    >
      {sign}
    </Button>
  );
  return (
    <Group component="nav" aria-label={words.pagesOf(label)} gap="xs" my="xs">
      {step(words.firstPage, '«', 0)}
      {step(words.previousPage, '‹', page - 1)}
      <Text size="sm" role="status">
        {words.rowsOf(from + 1, to, total)}
      </Text>
      {step(words.nextPage, '›', page + 1)}
      {step(words.lastPage, '»', pageCount - 1)}
    </Group>
  );
}
