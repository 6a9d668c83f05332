import type { Question, StudyProtocol } from '@equipoise/domain';
import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { auditsWords as words } from '../../words/audits.ts';

/** What of the study is audited. */
export interface ChosenQuestion {
  readonly question: string;
  /** Of several answers or drawings the one that is audited; empty otherwise. */
  readonly option: string;
  /** The answer that counts as positive; empty: classes, or a number. */
  readonly positive: string;
}

function choicesOf(question: Question | undefined): readonly { value: string; text: string }[] {
  if (question === undefined) return [];
  if ('options' in question) return [...question.options];
  return 'labels' in question ? [...question.labels] : [];
}

function isWhole(question: Question | undefined): boolean {
  return question?.kind === 'single' || question?.kind === 'ordinal';
}

function chosen(question: Question | undefined): ChosenQuestion {
  const choices = choicesOf(question);
  const whole = isWhole(question);
  return {
    question: question?.id ?? '',
    option: whole ? '' : (choices[0]?.value ?? ''),
    // Most forms name the finding last.
    positive: whole ? (choices.at(-1)?.value ?? '') : choices.length > 0 ? 'yes' : '',
  };
}

/** The first question that can be audited. */
export function firstQuestion(protocol: StudyProtocol): ChosenQuestion {
  return chosen(protocol.questions.find(({ kind }) => kind !== 'text'));
}

/** Chooses a question and which answer counts as positive. */
export function QuestionFields(props: {
  readonly protocol: StudyProtocol;
  readonly value: ChosenQuestion;
  readonly onChange: (value: ChosenQuestion) => void;
}): ReactNode {
  const { value, onChange } = props;
  const questions = props.protocol.questions.filter(({ kind }) => kind !== 'text');
  const question = questions.find(({ id }) => id === value.question);
  const choices = choicesOf(question).map((one) => ({ value: one.value, label: one.text }));
  return (
    <>
      <NativeSelect
        label={words.question}
        value={value.question}
        onChange={(event) =>
          onChange(chosen(questions.find(({ id }) => id === event.currentTarget.value)))
        }
        data={questions.map(({ id, text }) => ({ value: id, label: text }))}
      />
      {isWhole(question) ? (
        <NativeSelect
          label={words.positive}
          value={value.positive}
          onChange={(event) => onChange({ ...value, positive: event.currentTarget.value })}
          data={[...choices, ...(choices.length > 2 ? [{ value: '', label: words.classes }] : [])]}
        />
      ) : (
        choices.length > 0 && (
          <NativeSelect
            label={words.option}
            value={value.option}
            onChange={(event) => onChange({ ...value, option: event.currentTarget.value })}
            data={choices}
          />
        )
      )}
    </>
  );
}
