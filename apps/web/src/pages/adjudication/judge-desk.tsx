import { problemOf } from '@equipoise/api';
import type { Command, ReaderStage } from '@equipoise/web/stage';
import { Button, Group, Kbd, Text, Title } from '@mantine/core';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useChange } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { adjudicationWords as words } from '../../words/adjudication.ts';
import { ToolBar } from '../reading/tool-bar.tsx';
import '../reading/reading.css';
import './adjudication.css';
import { segmentsOf } from '../../reading/drawn-answers.ts';
import { AnswerForm } from './answer-form.tsx';
import { replaceDrawn } from './clear-drawn.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { type Decision, decisionBody, missing, noDecision } from './decision.ts';
import { DecisionForm } from './decision-form.tsx';
import { useInstructionCard } from './instruction-card.tsx';
import { JudgeStage } from './judge-stage.tsx';
import { forgetWork, keepWork, keptWork } from './kept-work.ts';
import { LookBar } from './look-bar.tsx';
import { OverlayChoice } from './overlay-choice.tsx';
import { type OverlaySetting, overlayStart, overlaysOf } from './overlays.ts';
import { ReadsTable } from './reads-table.tsx';
import { useCaseWork } from './use-case-work.ts';
import { type Adjudication, ownEntries, type Protocol } from './view-types.ts';

const keepAfterMs = 800;

/** A case at the adjudicator: the own reading first, then the decision beside the answers of others. */
export function JudgeDesk(props: {
  readonly studyId: string;
  readonly view: Adjudication;
  readonly protocol: Protocol;
  /** Asks the server how the case stands, without showing it. */
  readonly peek: () => Promise<Adjudication>;
  readonly onDone: () => void;
}): ReactNode {
  const { studyId, view, protocol } = props;
  const { adjudicationId, version } = view;
  const stageKind = view.stage ?? 'decide';
  const isBlind = stageKind === 'blind-read';
  const questions = protocol.questions;
  const stage = useRef<ReaderStage | null>(null);
  const stageOf = useCallback(() => stage.current, []);
  const work = useCaseWork(questions, view.questionIds, stageOf);
  const [decision, setDecision] = useState<Decision>(noDecision);
  const [setting, setSetting] = useState<OverlaySetting>(overlayStart);
  const [from, setFrom] = useState('');
  const [isTried, setTried] = useState(false);
  const [isRestored, setRestored] = useState(false);
  const [, setTick] = useState(0);
  const decide = useChange('decide', ['adjudications']);
  const decided = questions.filter(({ id }) => view.questionIds.includes(id));
  const card = useInstructionCard(protocol, decided, work.answers);
  const isEditing = isBlind || decision.action === 'edit';
  const overlays = useMemo(
    () =>
      isEditing && !isBlind && setting.mode === 'heat'
        ? []
        : overlaysOf(questions, view.reads, setting),
    [questions, view.reads, setting, isEditing, isBlind],
  );
  const heading = useRef<HTMLHeadingElement>(null);

  // What was begun here and not sent is brought back, once the stage stands.
  const [kept] = useState(() => keptWork(adjudicationId, version, stageKind));
  const restore = useRef<() => void>(() => undefined);
  restore.current = () => {
    // Who has begun while the image was still loading goes on with that.
    if (kept === null || decision !== noDecision || work.answers.length > 0) return;
    if (stage.current !== null) replaceDrawn(stage.current, questions, kept.answers);
    work.takeUp(kept.answers);
    setDecision(kept.decision);
    setRestored(true);
  };
  const onReady = useCallback(() => {
    restore.current();
    setTick((tick) => tick + 1);
  }, []);

  const latest = useRef({ work, decision });
  latest.current = { work, decision };
  useEffect(() => {
    if (decision === noDecision && work.answers.length === 0) return;
    const timer = setTimeout(() => {
      const now = latest.current;
      keepWork(adjudicationId, {
        version,
        stage: stageKind,
        answers: now.work.full(),
        decision: now.decision,
      });
    }, keepAfterMs);
    return () => clearTimeout(timer);
  }, [adjudicationId, version, stageKind, work.answers, decision]);

  const startFrom = (letter: string): void => {
    setFrom(letter);
    const read = view.reads.find((one) => one.letter === letter);
    const answers = read?.answers ?? [];
    if (stage.current !== null) replaceDrawn(stage.current, questions, answers);
    work.takeUp(answers);
  };
  const changeDecision = (next: Decision): void => {
    if (next.action === 'edit' && decision.action !== 'edit' && work.answers.length === 0) {
      const own = view.reads.find((read) => read.isOwn);
      if (own !== undefined) startFrom(own.letter);
    }
    // Who draws wants to see the own drawing alone at first.
    if (next.action === 'edit' && decision.action !== 'edit') {
      setSetting({ ...setting, mode: 'none' });
    }
    setDecision(next);
  };
  const isIncomplete = isEditing && work.issues.size > 0;
  const send = (expectedVersion: number = version): void => {
    setTried(true);
    if (isIncomplete || (!isBlind && missing(decision, view) !== null)) return;
    const answers = isEditing ? work.full() : [];
    const body = isBlind
      ? { expectedVersion, action: 'read' as const, answers }
      : decisionBody(decision, expectedVersion, answers);
    decide.mutate(
      { params: { studyId, adjudicationId }, body },
      {
        onSuccess: async () => {
          forgetWork(adjudicationId);
          props.onDone();
        },
      },
    );
  };
  const onCommand = (command: Command): boolean => {
    if (command === 'submit') send();
    else if (command === 'instructions') card.show();
    else return false;
    return true;
  };
  const focusStage = (): void => stage.current?.options.root.focus();
  const conflict = problemOf(decide.error);
  const isConflict = conflict?.code === 'room/conflict';
  const restart = (): void => {
    forgetWork(adjudicationId);
    decide.reset();
    props.onDone();
  };
  useEffect(() => heading.current?.focus(), []);
  const form = (
    <AnswerForm
      work={work}
      questions={questions}
      stage={stage}
      focusStage={focusStage}
      areIssuesShown={isTried}
    />
  );

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: one key of the whole page; each place has its own role
    <div className="eq-judge" onKeyDown={card.onKeyDown}>
      <div className="eq-judge-images">
        {isEditing ? (
          <div className="room eq-judge-room">
            <ToolBar
              work={{
                stage: stage.current,
                questions,
                segments: segmentsOf(questions),
                model: { answers: null, areDrawingsShown: false },
                toggleModel: () => undefined,
              }}
            />
          </div>
        ) : (
          <LookBar stage={stage.current} />
        )}
        <JudgeStage
          studyId={studyId}
          view={view}
          protocol={protocol}
          questions={questions}
          isEditing={isEditing}
          overlays={overlays}
          stage={stage}
          onReady={onReady}
          onDrawn={work.drawn}
          onCommand={onCommand}
          onChange={() => setTick((tick) => tick + 1)}
        />
        {view.reads.length > 0 && (
          <OverlayChoice
            questions={questions}
            reads={view.reads}
            setting={setting}
            onSetting={setSetting}
          />
        )}
      </div>
      <section className="eq-judge-side" aria-labelledby="judge-head">
        <Title order={2} size="h4" id="judge-head" tabIndex={-1} ref={heading}>
          {isBlind ? words.blindTitle : words.decideTitle}
        </Title>
        <Group justify="space-between" align="start" wrap="nowrap">
          <Text size="sm" c="dimmed">
            {isBlind ? words.blindLead : words.decideLead}
          </Text>
          <Button
            size="compact-sm"
            variant="default"
            flex="none"
            rightSection={<Kbd size="xs">{words.instructionsKey}</Kbd>}
            onClick={() => card.show()}
          >
            {words.instructions}
          </Button>
        </Group>
        <Text size="sm" role="status">
          {isRestored ? words.restored : ''}
        </Text>
        {isBlind ? (
          <form
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
              event.preventDefault();
              send();
            }}
            onSubmit={(event) => {
              event.preventDefault();
              send();
            }}
          >
            {form}
            <Button type="submit" loading={decide.isPending}>
              {words.sendReading}
            </Button>
          </form>
        ) : (
          <>
            <ReadsTable questions={decided} view={view} onCard={card.show} />
            <DecisionForm
              view={view}
              decision={decision}
              onDecision={changeDecision}
              onSend={() => send()}
              isSending={decide.isPending}
              isTried={isTried}
            >
              {decision.action === 'edit' && (
                <div>
                  <Group gap="xs" mb="xs">
                    <Text size="sm">{words.startFrom}</Text>
                    {view.reads.map((read) => (
                      <Button
                        key={read.letter}
                        size="compact-sm"
                        variant="default"
                        aria-pressed={from === read.letter}
                        onClick={() => startFrom(read.letter)}
                      >
                        {words.readOf(read.letter)}
                      </Button>
                    ))}
                    <Button size="compact-sm" variant="default" onClick={() => startFrom('')}>
                      {words.startFromNothing}
                    </Button>
                  </Group>
                  {form}
                </div>
              )}
            </DecisionForm>
          </>
        )}
        {decide.error !== null && !isConflict && <ProblemNotice error={decide.error} />}
      </section>
      {card.dialog}
      {isConflict && (
        <ConflictDialog
          conflict={conflict}
          questions={questions}
          mine={{ stage: stageKind, decision, answers: isEditing ? work.full() : [] }}
          reads={view.reads}
          peek={props.peek}
          onTake={restart}
          onSend={(now) => {
            decide.reset();
            send(now.version);
          }}
          entriesOf={ownEntries}
        />
      )}
    </div>
  );
}
