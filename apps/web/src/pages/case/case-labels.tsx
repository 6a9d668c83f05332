import { Table, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { sayAnswer } from '../../reading/say-answer.ts';
import { Instant } from '../../shell/instant.tsx';
import { useRead } from '../../shell/queries.ts';
import { Answered } from '../../shell/states.tsx';
import { caseWords as words } from '../../words/case.ts';
import { useQuestions } from './use-questions.ts';

/** The labels of a case, and what each came from. */
export function CaseLabels(props: {
  readonly studyId: string;
  readonly caseId: string;
  readonly isLead: boolean;
}): ReactNode {
  const { studyId, caseId, isLead } = props;
  const labels = useRead('consensus', { params: { studyId }, query: { case: caseId } });
  const questions = useQuestions(studyId, isLead);
  return (
    <section aria-labelledby="labels-title">
      <Title order={2} size="h4" mt="xl" mb="sm" id="labels-title">
        {words.labels}
      </Title>
      <Answered of={labels}>
        {({ labels: list }) =>
          list.length === 0 ? (
            <Text>{words.noLabels}</Text>
          ) : (
            <ScrollBox label={words.labelsTable}>
              <Table miw={520}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th scope="col">{words.question}</Table.Th>
                    <Table.Th scope="col">{words.label}</Table.Th>
                    <Table.Th scope="col">{words.method}</Table.Th>
                    <Table.Th scope="col">{words.sources}</Table.Th>
                    <Table.Th scope="col">{words.version}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {list.map((one) => {
                    const question = questions.find(({ id }) => id === one.questionId);
                    return (
                      <Table.Tr key={one.questionId}>
                        <Table.Th scope="row">{question?.text ?? one.questionId}</Table.Th>
                        <Table.Td>
                          {one.label === null
                            ? words.unresolved
                            : question === undefined
                              ? one.questionId
                              : sayAnswer(question, one.label)}
                        </Table.Td>
                        <Table.Td>{words.methods[one.method] ?? one.method}</Table.Td>
                        <Table.Td>{words.sourceCount(one.sources.length)}</Table.Td>
                        <Table.Td>
                          {one.version} <Instant at={one.createdAt} />
                        </Table.Td>
                      </Table.Tr>
                    );
                  })}
                </Table.Tbody>
              </Table>
            </ScrollBox>
          )
        }
      </Answered>
    </section>
  );
}
