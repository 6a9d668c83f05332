import type { Problem } from '@equipoise/api';
import type { Answer, Question } from '@equipoise/domain';
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { sayAnswer } from '../../reading/say-answer.ts';
import { Waiting } from '../../shell/states.tsx';
import { adjudicationWords as words } from '../../words/adjudication.ts';
import type { Decision } from './decision.ts';
import type { Adjudication, OwnEntry, Read } from './view-types.ts';

/** Both sides of a case that was changed meanwhile; the person chooses, nothing is overwritten. */
export function ConflictDialog(props: {
  readonly conflict: Problem;
  readonly questions: readonly Question[];
  readonly mine: {
    readonly stage: 'blind-read' | 'decide';
    readonly decision: Decision;
    readonly answers: readonly Answer[];
  };
  readonly reads: readonly Read[];
  readonly peek: () => Promise<Adjudication>;
  readonly onTake: () => void;
  readonly onSend: (now: Adjudication) => void;
  readonly entriesOf: (view: Adjudication) => readonly OwnEntry[];
}): ReactNode {
  const { conflict, questions, mine, peek } = props;
  const [stored, setStored] = useState<Adjudication | null>(null);
  useEffect(() => {
    let isGone = false;
    void peek().then(
      (view) => {
        if (!isGone) setStored(view);
      },
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [peek]);
  const mayApply = stored?.isMyTurn === true && stored.stage === mine.stage;
  const last = stored === null ? undefined : props.entriesOf(stored).at(-1);
  const { action, accepted, reason } = mine.decision;
  return (
    <Modal
      opened
      onClose={props.onTake}
      withCloseButton={false}
      lockScroll={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      title={words.conflictTitle}
    >
      <Stack>
        <Text>{words.conflictSays}</Text>
        <Text size="sm">{conflict.sentence}</Text>
        {stored === null ? (
          <Waiting />
        ) : (
          <>
            <section aria-label={words.conflictTheirs}>
              <Text fw={600}>
                {words.conflictStored(stored.version, words.states[stored.state])}
              </Text>
              <Text size="sm">{words.conflictTheirs}</Text>
              <Text size="sm">
                {last === undefined
                  ? words.conflictNothing
                  : words.reasonOf(words.actions[last.action], last.reason)}
              </Text>
              {last !== undefined && <Said questions={questions} answers={last.answers} />}
            </section>
            <section aria-label={words.conflictMine}>
              <Text fw={600}>{words.conflictMine}</Text>
              {mine.stage === 'decide' && action !== null && (
                <Text size="sm">
                  {words.reasonOf(
                    accepted === null ? words.actions[action] : words.accept(accepted),
                    reason,
                  )}
                </Text>
              )}
              <Said questions={questions} answers={mine.answers} />
            </section>
            {!mayApply && <Text size="sm">{words.cannotSend}</Text>}
          </>
        )}
        <Group justify="end">
          <Button variant="default" onClick={props.onTake} data-autofocus>
            {words.takeStored}
          </Button>
          {mayApply && <Button onClick={() => props.onSend(stored)}>{words.sendMine}</Button>}
        </Group>
      </Stack>
    </Modal>
  );
}

function Said(props: {
  readonly questions: readonly Question[];
  readonly answers: readonly Answer[];
}): ReactNode {
  return (
    <ul className="eq-judge-said">
      {props.answers.map((answer) => {
        const question = props.questions.find(({ id }) => id === answer.questionId);
        return question === undefined ? null : (
          <li key={answer.questionId}>
            {words.reasonOf(question.text, sayAnswer(question, answer))}
          </li>
        );
      })}
    </ul>
  );
}
