import type { Client } from '@equipoise/api';
import { Badge, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useRead } from '../../shell/queries.ts';
import { overviewWords as words } from '../../words/overview.ts';
import './overview.css';
import { type StepState, stepStates } from './step-states.ts';

type Study = Awaited<ReturnType<Client['study']>>;

const paths = {
  images: 'images',
  protocol: 'protocol',
  people: 'people',
  lock: 'protocol',
  read: 'progress',
  adjudicate: 'progress',
  consensus: 'consensus',
  export: 'exports',
} as const;

const colours: Readonly<Record<StepState, string>> = { done: 'gray', here: 'teal', later: 'gray' };

/** The way from images to an export, with what is done and what comes next. */
export function StudySteps({ study }: { readonly study: Study }): ReactNode {
  const params = { studyId: study.studyId };
  const isRead = study.state !== 'draft';
  const gallery = useRead('gallery', { params, query: { count: 1 } });
  const members = useRead('members', { params });
  const progress = useRead(
    'progress',
    { params, query: { count: 0 } },
    { isWanted: isRead, every: 30_000 },
  );
  const active = (members.data?.members ?? []).filter(({ state }) => state === 'active');
  const isHidden = progress.data?.settledCount === null;
  const facts = {
    state: study.state,
    caseCount: gallery.data?.total ?? 0,
    protocolVersion: study.protocolVersion ?? 0,
    readerCount: active.filter(({ role }) => role === 'reader').length,
    adjudicatorCount: active.filter(({ role }) => role === 'adjudicator').length,
    readsDone: progress.data?.readsDone ?? 0,
    readsNeeded: progress.data?.readsNeeded ?? 0,
    // Where results are hidden nobody is told that nothing is left to decide.
    inAdjudication: isHidden
      ? 1
      : (progress.data?.states.find(({ state }) => state === 'adjudication')?.count ?? 0),
    settledCount: progress.data?.settledCount ?? 0,
    measuredCount: progress.data?.caseCount ?? 0,
  };
  const resultOf = (sentence: string): string =>
    isHidden ? words.hidden : isRead ? sentence : words.afterLock;
  const said: Readonly<Record<keyof typeof paths, string>> = {
    images: facts.caseCount === 0 ? words.noCases : words.cases(facts.caseCount),
    protocol:
      facts.protocolVersion === 0 ? words.noProtocol : words.protocolVersion(facts.protocolVersion),
    people: words.people(facts.readerCount, facts.adjudicatorCount),
    lock: isRead ? words.isLocked : words.toLock,
    read: isRead ? words.readsDone(facts.readsDone, facts.readsNeeded) : words.afterLock,
    adjudicate: resultOf(words.inAdjudication(facts.inAdjudication)),
    consensus: resultOf(words.settled(facts.settledCount, facts.measuredCount)),
    export: words.exportText,
  };
  const states = stepStates(facts);
  const isBlinded = study.roles.includes('reader') && study.state !== 'closed';
  return (
    <section aria-labelledby="steps-title">
      <Title order={2} size="h4" id="steps-title" mb="sm">
        {words.steps}
      </Title>
      {isBlinded && <Text mb="sm">{words.blinded}</Text>}
      <ol className="eq-steps">
        {states.map(({ step, state }) => (
          <li key={step} className={`eq-step eq-step-${state}`}>
            <div>
              <Text fw={600}>{words.step[step]}</Text>
              <Text size="sm" c="dimmed">
                {said[step]}
              </Text>
            </div>
            <div className="eq-step-right">
              <Badge
                variant={state === 'here' ? 'filled' : 'outline'}
                color={colours[state]}
                tt="none"
                className="eq-plain-badge"
              >
                {words[state]}
              </Badge>
              <Link to={`/studies/$studyId/${paths[step]}`} params={params}>
                {words.go[step]}
              </Link>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
