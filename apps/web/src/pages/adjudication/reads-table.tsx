import type { Question } from '@equipoise/domain';
import { ActionIcon, Group, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { sayAnswer } from '../../reading/say-answer.ts';
import { adjudicationWords as words } from '../../words/adjudication.ts';
import { type Adjudication, type Read, shapesOf } from './view-types.ts';

/** A read's answer to a question in words. */
function readText(question: Question, read: Read): string {
  const answer = read.answers.find((one) => one.questionId === question.id);
  return sayAnswer(question, answer);
}

/** The same without the confidence. */
function plainText(question: Question, read: Read): string {
  const answer = read.answers.find((one) => one.questionId === question.id);
  return sayAnswer(
    question,
    answer === undefined || answer.outcome === 'ungradable'
      ? answer
      : { ...answer, confidence: null },
  );
}

/** What was drawn, whatever its shapes are called; empty for an answer without drawings. */
function drawnText(question: Question, read: Read): string {
  const shapes = shapesOf(read.answers, question.id).map((shape) => ({ ...shape, shapeId: '' }));
  return shapes.length === 0 ? '' : JSON.stringify(shapes);
}

/** The anonymous answers side by side, questions below each other. */
export function ReadsTable(props: {
  readonly questions: readonly Question[];
  readonly view: Adjudication;
  /** Shows the instructions of a question. */
  readonly onCard: (questionId: string) => void;
}): ReactNode {
  const { questions, view, onCard } = props;
  const name = (read: Read): string =>
    read.isOwn ? `${words.readOf(read.letter)} (${words.own})` : words.readOf(read.letter);
  const spoken = view.reads.filter(
    (read) => read.reason !== '' || read.rubric.some((one) => one.text !== ''),
  );
  return (
    <>
      <ScrollBox label={words.readsTable}>
        <Table
          captionSide="top"
          withColumnBorders
          horizontalSpacing={6}
          miw={88 * (view.reads.length + 1)}
        >
          <Table.Caption>{words.readsTable}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{words.question}</Table.Th>
              {view.reads.map((read) => (
                <Table.Th scope="col" key={read.letter}>
                  {name(read)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {questions.map((question) => {
              const said = view.reads.map((read) => readText(question, read));
              // How sure somebody is makes no other answer.
              const hasSameWords =
                new Set(view.reads.map((read) => plainText(question, read))).size < 2;
              const isDrawnAlike =
                new Set(view.reads.map((read) => drawnText(question, read))).size < 2;
              const isSame = hasSameWords && isDrawnAlike;
              return (
                <Table.Tr key={question.id}>
                  <Table.Th scope="row" fw={400}>
                    <Group gap={4} wrap="nowrap" justify="space-between" align="start">
                      <span>{question.text}</span>
                      <ActionIcon
                        variant="default"
                        size="sm"
                        aria-label={words.instructionsOf(question.text)}
                        onClick={() => onCard(question.id)}
                      >
                        {words.instructionsKey}
                      </ActionIcon>
                    </Group>
                    <Text size="xs" c="dimmed">
                      {isSame ? words.agrees : hasSameWords ? words.drawingsDiffer : words.differs}
                    </Text>
                  </Table.Th>
                  {view.reads.map((read, at) => (
                    <Table.Td key={read.letter} fw={isSame ? 400 : 600}>
                      {said[at]}
                    </Table.Td>
                  ))}
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </ScrollBox>
      {spoken.length > 0 && (
        <section aria-label={words.earlier}>
          <h3 className="eq-judge-h">{words.earlier}</h3>
          {spoken.map((read) => (
            <div key={read.letter}>
              <p>{words.reasonOf(name(read), read.reason)}</p>
              <ul>
                {read.rubric
                  .filter((one) => one.text !== '')
                  .map((one) => (
                    <li key={one.id}>
                      {words.reasonOf(
                        view.rubric.find(({ id }) => id === one.id)?.text ?? one.id,
                        one.text,
                      )}
                    </li>
                  ))}
              </ul>
            </div>
          ))}
        </section>
      )}
    </>
  );
}
