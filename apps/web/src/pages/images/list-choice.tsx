import { Group, NativeSelect, TextInput } from '@mantine/core';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { imagesWords as words } from '../../words/images.ts';

/** Rows of a page. */
export const listSize = 50;

/** The orders of a list, as the server knows them. */
const sorts = ['name', 'added', '-added'] as const;
type Sort = (typeof sorts)[number];

/** Which part of a list that the server pages is looked at. */
export interface ListState {
  readonly find: string;
  readonly sort: Sort;
  /** From 0. */
  readonly page: number;
  readonly onFind: (text: string) => void;
  readonly onSort: (sort: Sort) => void;
  readonly onPage: (page: number) => void;
  /** As the route takes it; behind the typing while a list is being fetched. */
  readonly query: {
    readonly find?: string;
    readonly sort: Sort;
    readonly from: number;
    readonly count: number;
  };
}

/** The choice of a page of a list. */
export function useListChoice(first: Sort): ListState {
  const [find, setFind] = useState('');
  const [sort, setSort] = useState<Sort>(first);
  const [page, setPage] = useState(0);
  const wanted = useDeferredValue(find.trim());
  return {
    find,
    sort,
    page,
    onFind: (text) => {
      setFind(text);
      setPage(0);
    },
    onSort: (next) => {
      setSort(next);
      setPage(0);
    },
    onPage: setPage,
    query: {
      ...(wanted === '' ? {} : { find: wanted }),
      sort,
      from: page * listSize,
      count: listSize,
    },
  };
}

/** Finds and sorts the rows of a list. */
export function ListChoice(props: {
  readonly of: ListState;
  /** What is found. */
  readonly label: string;
  readonly children?: ReactNode;
}): ReactNode {
  const { find, sort, onFind, onSort } = props.of;
  return (
    <Group>
      <TextInput
        aria-label={props.label}
        placeholder={words.find}
        value={find}
        maxLength={200}
        onChange={(event) => onFind(event.currentTarget.value)}
      />
      <NativeSelect
        aria-label={words.sort}
        value={sort}
        onChange={
          (event) => onSort(event.currentTarget.value as Sort) // of the list
        }
        data={sorts.map((value) => ({ value, label: words.sorts[value] }))}
      />
      {props.children}
    </Group>
  );
}
