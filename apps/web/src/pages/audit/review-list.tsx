import { Text } from '@mantine/core';
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
  const threads = useRead('threads', { params: { studyId } }, { isWanted: isLead });
  const note = useChange('noteCase', ['threads']);
  const marked = new Set(
    threads.data?.threads
      .filter(({ resolvedAt, messages }) => resolvedAt === null && messages[0]?.kind === 'note')
      .map(({ caseId }) => caseId),
  );
  if (rows.length === 0) return <Text>{words.noSuspects}</Text>;
  const mark = (row: ReviewRow): void =>
    note.mutate(
      {
        params: { studyId, caseId: row.caseId },
        body: { body: words.note(row.rank, row.label, row.suggested, row.reasons).slice(0, 5000) },
      },
      { onSuccess: () => setSaid(words.markedThat(row.caseId)) },
    );
  return (
    <>
      <p className="eq-said" role="status">
        {said}
      </p>
      <ProblemNotice error={note.error} />
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
