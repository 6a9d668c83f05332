import type { Client } from '@equipoise/api';
import { Button, CloseButton, Group, NativeSelect, Text, Title } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Pager } from '../../parts/pager.tsx';
import { client } from '../../shell/client.ts';
import { useRead } from '../../shell/queries.ts';
import { Answered } from '../../shell/states.tsx';
import { auditWords as words } from '../../words/audit.ts';
import { CaseGrid } from './case-grid.tsx';
import type { ChosenCell } from './report-message.ts';

type Found = Awaited<ReturnType<Client['jobCases']>>;
type Outcome = Found['counts'][number]['outcome'];

const pageSize = 24;
const mostInGallery = 200;

/** Which cases a metric counts. */
const metricOutcomes: Readonly<Record<string, Outcome>> = {
  sensitivity: 'positive',
  fnr: 'positive',
  specificity: 'negative',
  fpr: 'negative',
};

/** The images of the cases behind a row of the report. */
export function CellCases(props: {
  readonly studyId: string;
  readonly jobId: string;
  readonly cell: ChosenCell;
  readonly onClose: () => void;
}): ReactNode {
  const { studyId, jobId, cell } = props;
  const [outcome, setOutcome] = useState<Outcome>(metricOutcomes[cell.metric] ?? 'all');
  const [page, setPage] = useState(0);
  const head = useRef<HTMLHeadingElement>(null);
  const navigate = useNavigate();
  useEffect(() => head.current?.focus(), []);
  const input = (from: number, count: number) => ({
    params: { studyId, jobId },
    query: {
      ...(cell.slice.length === 0 ? {} : { slice: JSON.stringify(cell.slice) }),
      ...(cell.task === '' ? {} : { task: cell.task }),
      ...(cell.model === '' ? {} : { model: cell.model }),
      outcome,
      from,
      count,
    },
  });
  const found = useRead('jobCases', input(page * pageSize, pageSize));
  const openGallery = async (): Promise<void> => {
    const { caseIds } = await client.jobCases(input(0, mostInGallery));
    await navigate({
      to: `/studies/${encodeURIComponent(studyId)}/gallery`,
      search: { cases: caseIds.join(',') } as never, // the table of routes does not know their searches
    });
  };
  return (
    <section className="eq-cell" aria-label={words.cases}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Title order={3} size="h5" ref={head} tabIndex={-1}>
          {cell.slice.length === 0
            ? words.everyone
            : cell.slice.map(([name, level]) => words.is(name, level)).join(' · ')}
        </Title>
        <CloseButton aria-label={words.close} onClick={props.onClose} />
      </Group>
      {cell.metric !== '' && (
        <Text size="sm" c="dimmed">
          {words.metricOf(cell.metric)}
        </Text>
      )}
      <Answered of={found}>
        {({ counts, total, caseIds }) => (
          <>
            <Group align="flex-end" gap="sm" my="xs">
              <NativeSelect
                label={words.which}
                value={outcome}
                onChange={(event) => {
                  const chosen = counts.find((one) => one.outcome === event.currentTarget.value);
                  setOutcome(chosen?.outcome ?? 'all');
                  setPage(0);
                }}
                data={counts.map((one) => ({
                  value: one.outcome,
                  label: words.counted(words.outcomes[one.outcome], one.count),
                }))}
              />
              <Button variant="default" disabled={total === 0} onClick={() => void openGallery()}>
                {total > mostInGallery ? words.firstInGallery(mostInGallery) : words.inGallery}
              </Button>
            </Group>
            <Text size="sm" role="status">
              {total === 0 ? words.none : words.found(total)}
            </Text>
            <CaseGrid studyId={studyId} caseIds={caseIds} />
            <Pager total={total} size={pageSize} page={page} label={words.cases} onPage={setPage} />
          </>
        )}
      </Answered>
    </section>
  );
}
