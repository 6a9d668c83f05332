import { optionsOf } from '@equipoise/annotation';
import { Checkbox, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { rulesWords as words } from '../../words/protocol-rules.ts';
import { useEditor, useWrite } from './editor-context.ts';
import { ChoiceField, useIssue } from './fields.tsx';
import { fieldId, type Path, valueAt } from './path.ts';

/** Which answers to which question count as positive. */
export function BinaryFields({ path }: { readonly path: Path }): ReactNode {
  const { draft, isReadOnly } = useEditor();
  const write = useWrite();
  const questions = draft.questions.filter((one) => optionsOf(one).length > 0);
  const questionPath = [...path, 'questionId'];
  const positivePath = [...path, 'positive'];
  const chosen = draft.questions.find(({ id }) => id === valueAt(draft, questionPath));
  const positive = valueAt(draft, positivePath);
  const issue = useIssue(positivePath, true);
  return (
    <>
      <ChoiceField
        path={questionPath}
        label={words.countedQuestion}
        none={words.chooseQuestion}
        options={questions.map(({ id, text }) => ({ value: id, label: `${id}: ${text}` }))}
      />
      {chosen !== undefined && (
        <Checkbox.Group
          id={fieldId(positivePath)}
          label={words.positive}
          description={words.positiveHelp}
          value={Array.isArray(positive) ? positive.map(String) : []}
          onChange={(values) => write(positivePath, values)}
          error={issue}
        >
          <Group mt={4}>
            {optionsOf(chosen).map((option) => (
              <Checkbox
                key={option.value}
                value={option.value}
                label={option.text}
                disabled={isReadOnly}
              />
            ))}
          </Group>
        </Checkbox.Group>
      )}
    </>
  );
}

/** How a rule that counts positives begins: with the first question that has answers to choose. */
export function firstReading(questions: ReturnType<typeof useEditor>['draft']['questions']): {
  readonly questionId: string;
  readonly positive: readonly string[];
} {
  const question = questions.find((one) => optionsOf(one).length > 0);
  const [option] = question === undefined ? [] : optionsOf(question);
  return { questionId: question?.id ?? '', positive: option === undefined ? [] : [option.value] };
}
