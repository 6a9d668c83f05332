import { optionsOf } from '@equipoise/annotation';
import type { ProtocolCase, Question } from '@equipoise/domain';
import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { partsWords as words } from '../../words/protocol-parts.ts';
import { keyOfKnown, knownAnswer, knownOfKey, withKnown } from './known-answers.ts';

/** The known answer to a question with answers to choose one from. */
export function KnownSelect(props: {
  readonly one: ProtocolCase;
  readonly question: Question;
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly isDisabled: boolean;
  readonly onChange: (one: ProtocolCase) => void;
}): ReactNode {
  const { one, question, label, onChange } = props;
  const options = optionsOf(question).map(({ value, text }) => ({
    value: `value ${value}`,
    label: text,
  }));
  return (
    <NativeSelect
      {...(props.isLabelHidden === true ? { 'aria-label': label } : { label })}
      disabled={props.isDisabled}
      value={keyOfKnown(knownAnswer(one, question.id))}
      data={[
        { value: '', label: words.answerNone },
        ...options,
        ...question.ungradable.map(({ value, text }) => ({
          value: `ungradable ${value}`,
          label: words.answerUngradable(text),
        })),
        ...(question.hasNothingFound
          ? [{ value: 'nothing-found', label: words.answerNothing }]
          : []),
      ]}
      onChange={({ currentTarget: { value } }) =>
        onChange(withKnown(one, question.id, knownOfKey(question, value)))
      }
    />
  );
}
