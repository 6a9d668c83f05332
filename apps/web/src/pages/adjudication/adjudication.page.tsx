import { Anchor, Button, Group, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useRef } from 'react';
import { client } from '../../shell/client.ts';
import { Instant } from '../../shell/instant.tsx';
import { useParam, useStudyId } from '../../shell/params.ts';
import { useRead } from '../../shell/queries.ts';
import { Answered, PageHead, Waiting } from '../../shell/states.tsx';
import { adjudicationWords as words } from '../../words/adjudication.ts';
import { type Adjudication, ownEntries, type Protocol, shortName } from './view-types.ts';

const JudgeDesk = lazy(async () => ({ default: (await import('./judge-desk.tsx')).JudgeDesk }));
const SeenImages = lazy(async () => ({ default: (await import('./seen-images.tsx')).SeenImages }));

/** A case on which readers disagree: the own reading, then the decision. */
export function Page(): ReactNode {
  const studyId = useStudyId();
  const adjudicationId = useParam('adjudicationId');
  const params = { studyId, adjudicationId };
  const queries = useQueryClient();
  // While somebody works on a case it is not asked for again behind their back.
  const view = useRead('adjudication', { params });
  const protocol = useRead('readerProtocol', { params: { studyId } });
  const again = useCallback(
    () => void queries.invalidateQueries({ queryKey: ['adjudication'] }),
    [queries],
  );
  const peek = useCallback(
    () => client.adjudication({ params: { studyId, adjudicationId } }),
    [studyId, adjudicationId],
  );
  return (
    <Answered of={view}>
      {(data) => (
        <>
          <PageHead
            title={words.caseName(shortName(adjudicationId))}
            lead={
              data.round === null
                ? words.rules[data.rule]
                : [words.rules[data.rule], words.roundOf(data.round)].join(' ')
            }
          >
            <Anchor component={Link} to={listPath(studyId)}>
              {words.toList}
            </Anchor>
          </PageHead>
          <Answered of={protocol}>
            {(known) => (
              <Suspense fallback={<Waiting />}>
                {data.isMyTurn ? (
                  <JudgeDesk
                    key={`${data.adjudicationId} ${data.version} ${data.stage}`}
                    studyId={studyId}
                    view={data}
                    protocol={known}
                    peek={peek}
                    onDone={again}
                  />
                ) : (
                  <NotMyTurn studyId={studyId} view={data} protocol={known} />
                )}
              </Suspense>
            )}
          </Answered>
        </>
      )}
    </Answered>
  );
}

function listPath(studyId: string): string {
  return `/studies/${encodeURIComponent(studyId)}/adjudications`;
}

/** What became of the case, what one did oneself, and the way to the next. */
function NotMyTurn(props: {
  readonly studyId: string;
  readonly view: Adjudication;
  readonly protocol: Protocol;
}): ReactNode {
  const { studyId, view, protocol } = props;
  const list = useRead('adjudications', { params: { studyId } });
  const navigate = useNavigate();
  const next = list.data?.adjudications.find(
    (one) => one.isMyTurn && one.adjudicationId !== view.adjudicationId,
  );
  const button = useRef<HTMLButtonElement>(null);
  const nextId = next?.adjudicationId;
  useEffect(() => {
    if (nextId !== undefined) button.current?.focus();
  }, [nextId]);
  const state =
    view.state === 'decided'
      ? words.settled
      : view.state === 'unresolved'
        ? words.unresolved
        : words.waits;
  return (
    <>
      <Text role="status">{[words.recorded, state].join(' ')}</Text>
      <Group my="sm">
        {next !== undefined && (
          <Button
            ref={button}
            onClick={() =>
              void navigate({
                to: `${listPath(studyId)}/${encodeURIComponent(next.adjudicationId)}`,
              })
            }
          >
            {words.nextCase}
          </Button>
        )}
      </Group>
      <Title order={2} size="h4">
        {words.mine}
      </Title>
      <ul>
        {ownEntries(view).map((entry) => (
          <li key={`${entry.stage} ${entry.round} ${entry.at}`}>
            {words.actions[entry.action]}
            {entry.reason === '' ? '' : `: ${entry.reason}`} <Instant at={entry.at} />
          </li>
        ))}
      </ul>
      <SeenImages studyId={studyId} view={view} protocol={protocol} />
    </>
  );
}
