import { Alert, Table, Text, Title } from '@mantine/core';
import { type ReactNode, useMemo } from 'react';
import { DriftPlot } from '../../charts/drift-plot.tsx';
import { ForestRows } from '../../charts/forest-rows.tsx';
import { fixed } from '../../charts/numbers.ts';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { Instant } from '../../shell/instant.tsx';
import { progressWords as words } from '../../words/progress.ts';
import { type ReaderFigures, readStandings, type Standings } from './room-types.ts';
import { type Forest, fatigueForests, goldForests, intraForests } from './standing-blocks.ts';

/** Exam, gold, drift, fatigue and agreement with oneself; every figure is the server's. */
export function QualityPart({ standings }: { readonly standings: Standings }): ReactNode {
  const { readers, intraReader } = useMemo(() => readStandings(standings), [standings]);
  const nameOf = (readerId: string): string =>
    readers.find((one) => one.readerId === readerId)?.name ?? readerId;
  const below = readers.flatMap(({ name, standing }) =>
    standing.reasons.map((reason) =>
      words[reason.by === 'bar' ? 'ruleSuspends' : 'testSuspends'](
        name,
        words.measure[reason.measure],
        fixed(reason.reached, 2),
        fixed(reason.below, 2),
      ),
    ),
  );
  return (
    <>
      {below.length > 0 && (
        <Alert color="orange" variant="outline" mb="md" role="status">
          {below.map((sentence) => (
            <Text key={sentence}>{sentence}</Text>
          ))}
        </Alert>
      )}
      <ExamSection readers={readers} />
      <Forests title={words.goldTitle} empty={words.noGold} forests={goldForests(readers)} />
      <DriftSection readers={readers} />
      <Forests
        title={words.fatigueTitle}
        empty={words.noReaders}
        forests={fatigueForests(readers)}
      />
      <Forests
        title={words.intraTitle}
        empty={words.noRepeats}
        forests={intraForests(intraReader, nameOf)}
      />
    </>
  );
}

function Forests(props: {
  readonly title: string;
  readonly empty: string;
  readonly forests: readonly Forest[];
}): ReactNode {
  return (
    <section aria-label={props.title}>
      <Title order={2} size="h4" mt="lg" mb="xs">
        {props.title}
      </Title>
      {props.forests.length === 0 && <Text>{props.empty}</Text>}
      {props.forests.map((forest) => (
        <div key={forest.title} className="eq-block">
          <Title order={3} size="h5">
            {forest.title}
          </Title>
          <ForestRows block={forest} />
        </div>
      ))}
    </section>
  );
}

function ExamSection({ readers }: { readonly readers: readonly ReaderFigures[] }): ReactNode {
  const hasExam = readers.some((one) => one.examStanding !== null);
  const sittings = readers.flatMap((one) =>
    one.exam.map((sitting, at) => ({ ...sitting, at: sitting.at, place: at + 1, reader: one })),
  );
  return (
    <section aria-label={words.examTitle}>
      <Title order={2} size="h4" mb="xs">
        {words.examTitle}
      </Title>
      {!hasExam && <Text>{words.noExam}</Text>}
      {hasExam && sittings.length === 0 && <Text>{words.noAttempt}</Text>}
      {sittings.length > 0 && (
        <ScrollBox label={words.examAttempts}>
          <Table miw={560} captionSide="top">
            <Table.Caption>{words.examAttempts}</Table.Caption>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{words.reader}</Table.Th>
                <Table.Th scope="col">{words.attempt}</Table.Th>
                <Table.Th scope="col">{words.result}</Table.Th>
                <Table.Th scope="col">{words.reads}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {sittings.map(({ reader, place, at, result }) => (
                <Table.Tr key={`${reader.readerId} ${at}`}>
                  <Table.Th scope="row" fw={400}>
                    {reader.name}
                  </Table.Th>
                  <Table.Td>
                    {place}, <Instant at={at} />
                  </Table.Td>
                  <Table.Td>
                    <Text fw={600} size="sm">
                      {result.isPassed ? words.passed : words.failed}
                    </Text>
                    {result.bars.map((bar) => (
                      <Text key={bar.measure} size="sm">
                        {words.bar(
                          words.measure[bar.measure],
                          fixed(bar.reached, 2),
                          fixed(bar.atLeast, 2),
                        )}
                      </Text>
                    ))}
                  </Table.Td>
                  <Table.Td>{words.hitsOf(result.accuracy.hits, result.accuracy.count)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollBox>
      )}
    </section>
  );
}

function DriftSection({ readers }: { readonly readers: readonly ReaderFigures[] }): ReactNode {
  const charted = readers.flatMap(({ readerId, name, standing: { drift } }) =>
    drift === null ? [] : [{ readerId, name, drift }],
  );
  const chart = charted[0]?.drift.chart;
  return (
    <section aria-label={words.driftTitle}>
      <Title order={2} size="h4" mt="lg" mb="xs">
        {words.driftTitle}
      </Title>
      {chart === undefined ? (
        <Text>{words.noDrift}</Text>
      ) : (
        <Text size="sm" c="dimmed" maw="46rem">
          {words.driftSays(
            chart.limit,
            chart.up,
            fixed(chart.falseAlarm, 3),
            fixed(chart.foundWithin30, 3),
          )}
        </Text>
      )}
      <div className="eq-multiples">
        {charted.map(({ readerId, name, drift }) => {
          const label = words.driftLabel(
            name,
            drift.height,
            drift.chart.limit,
            drift.goldCount,
            drift.alarmAt,
          );
          return (
            <figure key={readerId} className="eq-figure">
              <DriftPlot
                label={label}
                trace={{
                  heights: drift.heights,
                  limit: drift.chart.limit,
                  alarmAt: drift.alarmAt,
                }}
              />
              <figcaption>{label}</figcaption>
            </figure>
          );
        })}
      </div>
    </section>
  );
}
