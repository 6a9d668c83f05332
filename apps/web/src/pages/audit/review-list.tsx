import { Group, NativeSelect, NumberInput, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Job } from '../../parts/job-progress.tsx';
import { pageSpan } from '../../parts/page-span.ts';
import { Pager } from '../../parts/pager.tsx';
import { Section } from '../../parts/section.tsx';
import { client } from '../../shell/client.ts';
import { useChange, useRead } from '../../shell/queries.ts';
import { Answered, ProblemNotice } from '../../shell/states.tsx';
import { auditWords as words } from '../../words/audit.ts';
import { type ReviewRow, reviewRows } from './review-rows.ts';
import { ReviewTable } from './review-table.tsx';

const reviewFile = 'review.csv';
const pageSize = 20;
/** Characters of a reason, at most. */
const mostWhy = 2000;

/** The labels that are probably wrong, ranked, with pictures; leads mark those to be read again. */
export function ReviewList(props: {
  readonly studyId: string;
  readonly job: Job;
  readonly isLead: boolean;
}): ReactNode {
  const { studyId, job, isLead } = props;
  const { jobId, asked, files } = job;
  const isThere = files.includes(reviewFile);
  const list = useQuery({
    queryKey: ['review', studyId, jobId],
    queryFn: async () => {
      const { bytes } = await client.jobFile({ params: { studyId, jobId, name: reviewFile } });
      return reviewRows(new TextDecoder().decode(bytes), asked?.caseColumn ?? 'case');
    },
    enabled: isThere,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Section title={words.suspects} lead={words.suspectsLead}>
      {isThere ? (
        <Answered of={list}>
          {(rows) => <Pages studyId={studyId} rows={rows} isLead={isLead} />}
        </Answered>
      ) : (
        <Text>{words.noReview}</Text>
      )}
    </Section>
  );
}

function Pages(props: {
  readonly studyId: string;
  readonly rows: readonly ReviewRow[];
  readonly isLead: boolean;
}): ReactNode {
  const { studyId, rows, isLead } = props;
  const [page, setPage] = useState(0);
  const { from, to } = pageSpan(rows.length, pageSize, page);
  const [said, setSaid] = useState('');
  const [by, setBy] = useState<'others' | 'same'>('others');
  const [count, setCount] = useState(1);
  const rereads = useRead('rereads', { params: { studyId } }, { isWanted: isLead });
  const reread = useChange('rereadCase', ['rereads', 'threads', 'progress', 'consensus']);
  const marked = new Map(rereads.data?.rereads.map((one) => [one.caseId, one]));
  if (rows.length === 0) return <Text>{words.noSuspects}</Text>;
  const mark = (row: ReviewRow): void => {
    const why = words.note(row.rank, row.label, row.suggested, row.reasons).slice(0, mostWhy);
    setSaid('');
    reread.mutate(
      {
        params: { studyId, caseId: row.caseId },
        body: { by, count: by === 'same' ? 1 : count, why },
      },
      { onSuccess: ({ asked }) => setSaid(words.markedThat(row.caseId, asked)) },
    );
  };
  return (
    <>
      <p className="eq-said" role="status">
        {said}
      </p>
      <ProblemNotice error={reread.error} />
      {isLead && (
        <Group align="flex-end" mb="sm">
          <NativeSelect
            label={words.readBy}
            value={by}
            data={(['others', 'same'] as const).map((value) => ({
              value,
              label: words.readBys[value],
            }))}
            onChange={({ currentTarget: { value } }) => setBy(value === 'same' ? 'same' : 'others')}
          />
          {by === 'others' && (
            <NumberInput
              label={words.moreReaders}
              w={160}
              min={1}
              max={20}
              allowDecimal={false}
              value={count}
              onChange={(value) => setCount(typeof value === 'number' ? value : 1)}
            />
          )}
        </Group>
      )}
      <ReviewTable
        studyId={studyId}
        rows={rows.slice(from, to)}
        marked={marked}
        onMark={isLead ? mark : null}
      />
      <Pager
        total={rows.length}
        size={pageSize}
        page={page}
        label={words.suspects}
        onPage={setPage}
      />
    </>
  );
}
