import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { lookWords as words } from '../words/look.ts';

/** Steps through the pages of a long list; nothing where one page holds all. */
export function Pager(props: {
  /** From 1. */
  readonly page: number;
  readonly pageCount: number;
  readonly onPage: (page: number) => void;
}): ReactNode {
  const { page, pageCount, onPage } = props;
  if (pageCount <= 1) return null;
  const step = (text: string, sign: string, to: number): ReactNode => (
    <Button
      variant="default"
      size="compact-sm"
      aria-label={text}
      disabled={to < 1 || to > pageCount || to === page}
      onClick={() => onPage(to)}
    >
      {sign}
    </Button>
  );
  return (
    <Group component="nav" aria-label={words.pages} gap="xs" my="xs">
      {step(words.first, '«', 1)}
      {step(words.previous, '‹', page - 1)}
      <Text size="sm" role="status">
        {words.page(page, pageCount)}
      </Text>
      {step(words.next, '›', page + 1)}
      {step(words.last, '»', pageCount)}
    </Group>
  );
}
