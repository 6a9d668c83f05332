import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { chartWords as words } from '../words/charts.ts';
import { pageSpan } from './page-span.ts';

/** Goes through a long list; nothing is shown where all of it is in sight. */
export function Pager(props: {
  readonly total: number;
  readonly size: number;
  readonly page: number;
  readonly label: string;
  readonly onPage: (page: number) => void;
}): ReactNode {
  const { page, pageCount, from, to } = pageSpan(props.total, props.size, props.page);
  if (pageCount < 2) return null;
  return (
    <Group component="nav" gap="xs" my="xs" aria-label={words.pagesOf(props.label)}>
      <Button
        size="compact-sm"
        variant="default"
        disabled={page === 0}
        onClick={() => props.onPage(page - 1)}
      >
        {words.previous}
      </Button>
      <Text size="sm" role="status">
        {words.rowsOf(from + 1, to, props.total)}
      </Text>
      <Button
        size="compact-sm"
        variant="default"
        disabled={page === pageCount - 1}
        onClick={() => props.onPage(page + 1)}
      >
        {words.next}
      </Button>
    </Group>
  );
}
