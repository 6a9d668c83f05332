import type { Client } from '@equipoise/api';
import { Alert, Button, Group, SegmentedControl, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { Thumbnail } from '../../look/thumbnail.tsx';
import { Pager } from '../../parts/pager.tsx';
import { client } from '../../shell/client.ts';
import { useStudyId } from '../../shell/params.ts';
import { queryKey } from '../../shell/queries.ts';
import { Answered, PageHead } from '../../shell/states.tsx';
import { galleryWords as words } from '../../words/gallery.ts';
import { Facets } from './facets.tsx';
import './gallery.css';
import {
  type GallerySearch,
  isInParts,
  queryOf,
  readSearch,
  writeSearch,
} from './gallery-search.ts';

type GalleryCase = Awaited<ReturnType<Client['gallery']>>['cases'][number];

const pageSize = 60;
const sides = { small: 120, large: 240 } as const;

function Tile(props: {
  readonly studyId: string;
  readonly one: GalleryCase;
  readonly side: number;
}): ReactNode {
  const { studyId, one, side } = props;
  const [first] = one.images;
  const frames = one.images.reduce((sum, { frameCount }) => sum + frameCount, 0);
  return (
    <li>
      <Link
        to="/studies/$studyId/cases/$caseId"
        params={{ studyId, caseId: one.caseId }}
        className="eq-tile"
        preload={false}
        style={{ width: side }}
      >
        {first !== undefined && (
          <Thumbnail studyId={studyId} imageId={first.imageId} alt="" side={side} />
        )}
        <strong>{one.caseId}</strong>
        <span>
          {one.labels.length === 0
            ? words.noLabel
            : one.labels.map(({ questionId, text }) => words.label(questionId, text)).join('; ')}
        </span>
        <span>{words.frames(one.images.length, frames)}</span>
      </Link>
    </li>
  );
}

/** Cases as pictures with their labels, narrowed down by values. */
export function Page(): ReactNode {
  const studyId = useStudyId();
  const search = readSearch(useSearch({ strict: false }) as Readonly<Record<string, unknown>>);
  const navigate = useNavigate();
  const [size, setSize] = useState<keyof typeof sides>('small');
  const input = { params: { studyId }, query: queryOf(search, pageSize) };
  const gallery = useQuery({
    queryKey: queryKey('gallery', input),
    queryFn: ({ signal }) => client.gallery(input, signal),
    // The page before stays while the next one comes, so that nothing jumps.
    placeholderData: keepPreviousData,
  });
  const go = (next: GallerySearch): void =>
    void navigate({
      to: '/studies/$studyId/gallery',
      params: { studyId },
      search: writeSearch(next) as never, // the table of pages states no searches
    });
  const page = search.page;
  useEffect(() => {
    if (page > 1) window.scrollTo({ top: 0 });
  }, [page]);
  return (
    <>
      <PageHead title={words.title} lead={words.lead}>
        <SegmentedControl
          aria-label={words.size}
          size="xs"
          value={size}
          onChange={(value) => setSize(value === 'large' ? 'large' : 'small')}
          data={[
            { value: 'small', label: words.sizes.small },
            { value: 'large', label: words.sizes.large },
          ]}
        />
      </PageHead>
      {search.caseIds !== null && (
        <Alert variant="outline" mb="md">
          <Group justify="space-between">
            <Text size="sm">{words.chosenCases(search.caseIds.length)}</Text>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => go({ ...search, caseIds: null, page: 1 })}
            >
              {words.showAll}
            </Button>
          </Group>
        </Alert>
      )}
      <Answered of={gallery}>
        {({ total: answered, filters, cases }) => {
          const total = isInParts(search) ? (search.caseIds?.length ?? 0) : answered;
          return (
            <div className="eq-gallery">
              <Facets
                filters={filters}
                chosen={search.filter}
                onChange={(filter) => go({ ...search, filter, page: 1 })}
              />
              <section aria-label={words.list}>
                <Text role="status" mb="sm">
                  {words.total(total)}
                </Text>
                {cases.length === 0 && (
                  <Text>{search.filter.length === 0 ? words.empty : words.none}</Text>
                )}
                <ul className="eq-tiles">
                  {cases.map((one) => (
                    <Tile key={one.caseId} studyId={studyId} one={one} side={sides[size]} />
                  ))}
                </ul>
                <Pager
                  total={total}
                  size={pageSize}
                  page={page - 1}
                  label={words.list}
                  onPage={(next) => go({ ...search, page: next + 1 })}
                />
              </section>
            </div>
          );
        }}
      </Answered>
    </>
  );
}
