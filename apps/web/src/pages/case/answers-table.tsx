import type { AnswerRecord, Question } from '@equipoise/domain';
import { Button, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { sayAnswer } from '../../reading/say-answer.ts';
import { Instant } from '../../shell/instant.tsx';
import { showSeconds } from '../../shell/instants.ts';
import { caseWords as words } from '../../words/case.ts';

/** An answer and the name of who gave it. */
export interface ReaderAnswer {
  readonly record: AnswerRecord;
  readonly name: string;
}

/** What every reader said, a row each. */
export function AnswersTable(props: {
  readonly readings: readonly ReaderAnswer[];
  readonly questions: readonly Question[];
  /** Takes a reading as what is known of the case; null where that may not be. */
  readonly onKnown: ((reading: ReaderAnswer) => void) | null;
}): ReactNode {
  const { readings, questions, onKnown } = props;
  if (readings.length === 0) return <Text>{words.noAnswers}</Text>;
  const hasArms = readings.some(({ record }) => record.arm !== null);
  return (
    <ScrollBox label={words.answersTable}>
      <Table miw={640}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{words.reader}</Table.Th>
            {questions.map(({ id, text }) => (
              <Table.Th scope="col" key={id}>
                {text}
              </Table.Th>
            ))}
            <Table.Th scope="col">{words.purpose}</Table.Th>
            {hasArms && <Table.Th scope="col">{words.arm}</Table.Th>}
            <Table.Th scope="col">{words.time}</Table.Th>
            <Table.Th scope="col">{words.handedIn}</Table.Th>
            {onKnown !== null && <Table.Th scope="col">{words.actions}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {readings.map(({ record, name }) => {
            const notes = [
              words.step[record.step] ?? '',
              record.wasModelVisible ? words.modelSeen : '',
              record.isValid ? '' : words.setAside,
            ].filter((note) => note !== '');
            return (
              <Table.Tr key={`${record.answerId} ${record.step}`}>
                <Table.Th scope="row">{name}</Table.Th>
                {questions.map((question) => (
                  <Table.Td key={question.id}>
                    {sayAnswer(
                      question,
                      record.answers.find(({ questionId }) => questionId === question.id),
                    )}
                  </Table.Td>
                ))}
                <Table.Td>
                  {words.purposes[record.purpose] ?? record.purpose}
                  {notes.length > 0 && ` (${notes.join(', ')})`}
                </Table.Td>
                {hasArms && <Table.Td>{record.arm}</Table.Td>}
                <Table.Td>{showSeconds(record.activeSeconds)}</Table.Td>
                <Table.Td>
                  <Instant at={record.submittedAt} />
                </Table.Td>
                {onKnown !== null && (
                  <Table.Td>
                    {record.step === 'final' && (
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={words.takeKnownOf(name)}
                        onClick={() => onKnown({ record, name })}
                      >
                        {words.takeKnown}
                      </Button>
                    )}
                  </Table.Td>
                )}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}
