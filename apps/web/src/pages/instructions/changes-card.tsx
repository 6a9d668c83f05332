import type { Instructions, Question } from '@equipoise/domain';
import { Card, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { compareInstructions, type InstructionChange } from '../../reading/compare-instructions.ts';
import { optionText } from '../../reading/say-answer.ts';
import { instructionsWords as words } from '../../words/instructions.ts';

interface Version {
  readonly number: number;
  readonly instructions: Instructions;
}

/** What changed between two versions: words that came and went, pictures counted. */
export function ChangesCard(props: {
  readonly before: Version;
  readonly after: Version;
  readonly questions: readonly Question[];
  /** Whether the other one is no earlier version, but one beside it. */
  readonly isBeside?: boolean;
}): ReactNode {
  const { before, after, questions, isBeside = false } = props;
  const changes = compareInstructions(before.instructions, after.instructions);
  return (
    <Card withBorder mb="md">
      <Title order={2} size="h4">
        {isBeside ? words.differs : words.compare}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {words.comparedWith(before.number)}
      </Text>
      {changes.length === 0 && <Text>{isBeside ? words.noDifference : words.noChange}</Text>}
      {changes.map((change) => (
        <section key={`${change.questionId} ${change.label}`}>
          <Title order={3} size="h6">
            {titleOf(change, questions)}
          </Title>
          <p className="instructions-text">
            {change.text.map((part, at) => {
              // Parts have no name but their place.
              const key = `${at} ${part.kind}`;
              if (part.kind === 'same') return <span key={key}>{part.text}</span>;
              return part.kind === 'added' ? (
                <ins key={key}>{part.text}</ins>
              ) : (
                <del key={key}>{part.text}</del>
              );
            })}
          </p>
          {change.hasOtherExamples && (
            <Text size="sm">
              {words.examplesChanged(change.examplesBefore, change.examplesAfter)}
            </Text>
          )}
        </section>
      ))}
    </Card>
  );
}

function titleOf(change: InstructionChange, questions: readonly Question[]): string {
  if (change.label === null) return words.general;
  const question = questions.find(({ id }) => id === change.questionId);
  const name = question === undefined ? change.label : optionText(question, change.label);
  if (change.kind === 'added') return words.newLabel(name);
  return change.kind === 'removed' ? words.goneLabel(name) : name;
}
