import { Button, Fieldset, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { CrossMark } from '../../look/marks.tsx';
import { imagesWords as words } from '../../words/images.ts';

/** A row keeps its key while rows before it go. */
export type Keyed<Row> = Row & { readonly key: number };

/** Rows of fields, as many as are wanted. */
export function RowFields<Row extends object>(props: {
  readonly legend: string;
  readonly rows: readonly Keyed<Row>[];
  readonly onRows: (rows: readonly Keyed<Row>[]) => void;
  /** What a new row holds. */
  readonly fresh: Row;
  readonly addWords: string;
  readonly fields: (row: Row, change: (part: Partial<Row>) => void) => ReactNode;
}): ReactNode {
  const { rows, onRows } = props;
  const change = (key: number, part: Partial<Row>): void =>
    onRows(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  return (
    <Fieldset legend={props.legend} mt="sm">
      {rows.map((row) => (
        <Group key={row.key} mb={4} wrap="nowrap" align="flex-end">
          {props.fields(row, (part) => change(row.key, part))}
          <Button
            variant="subtle"
            aria-label={words.removedRow}
            onClick={() => onRows(rows.filter(({ key }) => key !== row.key))}
          >
            <CrossMark />
          </Button>
        </Group>
      ))}
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => onRows([...rows, { ...props.fresh, key: (rows.at(-1)?.key ?? 0) + 1 }])}
      >
        {props.addWords}
      </Button>
    </Fieldset>
  );
}
