import type { Answer, AnswerValue, ProtocolCase, Question } from '@equipoise/domain';
import { Button, Checkbox, Group, NumberInput, Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { partsWords as words } from '../../words/protocol-parts.ts';
import { knownAnswer, withKnown } from './known-answers.ts';
import { KnownSelect } from './known-select.tsx';

/** The known answer to one question, whatever its kind. */
export function KnownField(props: {
  readonly one: ProtocolCase;
  readonly question: Question;
  readonly isDisabled: boolean;
  readonly onChange: (one: ProtocolCase) => void;
}): ReactNode {
  const { one, question, isDisabled, onChange } = props;
  const label = question.text === '' ? question.id : question.text;
  const known = knownAnswer(one, question.id);
  const said = known?.outcome === 'answered' ? known.value : null;
  const put = (value: AnswerValue | null): void => {
    const answer: Answer | null =
      value === null
        ? null
        : { questionId: question.id, outcome: 'answered', value, confidence: null };
    onChange(withKnown(one, question.id, answer));
  };
  switch (question.kind) {
    case 'single':
    case 'ordinal':
      return (
        <KnownSelect
          one={one}
          question={question}
          label={label}
          isDisabled={isDisabled}
          onChange={onChange}
        />
      );
    case 'multi':
      return (
        <Checkbox.Group
          label={label}
          value={said?.kind === 'multi' ? [...said.values] : []}
          onChange={(values) => put(values.length === 0 ? null : { kind: 'multi', values })}
        >
          <Group>
            {question.options.map(({ value, text }) => (
              <Checkbox key={value} value={value} label={text} disabled={isDisabled} />
            ))}
          </Group>
        </Checkbox.Group>
      );
    case 'number':
      return (
        <NumberInput
          label={label}
          disabled={isDisabled}
          value={said?.kind === 'number' ? said.value : ''}
          onChange={(value) => put(typeof value === 'number' ? { kind: 'number', value } : null)}
        />
      );
    case 'text':
      return (
        <TextInput
          label={label}
          disabled={isDisabled}
          value={said?.kind === 'text' ? said.text : ''}
          onChange={({ currentTarget: { value } }) =>
            put(value === '' ? null : { kind: 'text', text: value })
          }
        />
      );
    case 'box':
    case 'polygon':
    case 'point':
    case 'line':
    case 'mask': {
      const isNothing = known?.outcome === 'nothing-found';
      return (
        <div>
          <Text size="sm" fw={500}>
            {label}
          </Text>
          {question.hasNothingFound && said === null && (
            <Checkbox
              label={words.answerNothing}
              disabled={isDisabled}
              checked={isNothing}
              onChange={() =>
                onChange(
                  withKnown(
                    one,
                    question.id,
                    isNothing
                      ? null
                      : { questionId: question.id, outcome: 'nothing-found', confidence: null },
                  ),
                )
              }
            />
          )}
          <Text size="sm" c="dimmed">
            {said?.kind === 'shapes' ? words.drawnKnown(said.shapes.length) : words.drawnUnknown}
          </Text>
          {said?.kind === 'shapes' && !isDisabled && (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => onChange(withKnown(one, question.id, null))}
            >
              {words.drawnRemove}
            </Button>
          )}
        </div>
      );
    }
    default:
      return question satisfies never;
  }
}
