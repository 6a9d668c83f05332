import { Button, Checkbox, Fieldset, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { CrossMark } from '../../look/marks.tsx';
import { rulesWords as words } from '../../words/protocol-rules.ts';
import { useEditor, useWrite } from './editor-context.ts';
import { CheckField, ChoiceField, NumberField, TextField, useIssue } from './fields.tsx';
import { fieldId, without } from './path.ts';

const kinds = ['none', 'third-reader', 'senior', 'round-robin', 'panel'] as const;
const whens = ['disagreement', 'always'] as const;
const otherwises = ['unresolved', 'majority', 'senior'] as const;

function Rubric(): ReactNode {
  const { draft, isReadOnly } = useEditor();
  const write = useWrite();
  const { rubric } = draft.adjudication;
  const path = ['adjudication', 'rubric'];
  return (
    <Fieldset legend={words.rubric}>
      {rubric.map((_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the name is being edited
        <Group key={at} align="flex-end" mb={4}>
          <TextField path={[...path, at, 'id']} label={words.rubricId} most={200} />
          <TextField path={[...path, at, 'text']} label={words.rubricText} />
          <Button
            variant="subtle"
            disabled={isReadOnly}
            aria-label={words.removeRow}
            onClick={() => write(path, without(rubric, at))}
          >
            <CrossMark />
          </Button>
        </Group>
      ))}
      <Button
        size="compact-sm"
        variant="default"
        disabled={isReadOnly}
        onClick={() => write(path, [...rubric, { id: `feature-${rubric.length + 1}`, text: '' }])}
      >
        {words.addRubric}
      </Button>
    </Fieldset>
  );
}

function Tolerances(): ReactNode {
  const { draft, isReadOnly } = useEditor();
  const write = useWrite();
  const { tolerances } = draft.adjudication;
  const numbers = draft.questions.filter(({ kind }) => kind === 'number');
  const path = ['adjudication', 'tolerances'];
  if (numbers.length === 0 && tolerances.length === 0) return null;
  return (
    <Fieldset legend={words.tolerances}>
      {tolerances.map((_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own
        <Group key={at} align="flex-end" mb={4}>
          <ChoiceField
            path={[...path, at, 'questionId']}
            label={words.countedQuestion}
            options={numbers.map(({ id }) => ({ value: id, label: id }))}
          />
          <NumberField path={[...path, at, 'atMost']} label={words.atMost} least={0} />
          <Button
            variant="subtle"
            disabled={isReadOnly}
            aria-label={words.removeRow}
            onClick={() => write(path, without(tolerances, at))}
          >
            <CrossMark />
          </Button>
        </Group>
      ))}
      <Button
        size="compact-sm"
        variant="default"
        disabled={isReadOnly || numbers.length === 0}
        onClick={() =>
          write(path, [...tolerances, { questionId: numbers[0]?.id ?? '', atMost: 0 }])
        }
      >
        {words.addTolerance}
      </Button>
    </Fieldset>
  );
}

/** What happens where readers disagree. */
export function AdjudicationSection(): ReactNode {
  const { draft, isReadOnly } = useEditor();
  const write = useWrite();
  const { kind, questions } = draft.adjudication;
  const questionsPath = ['adjudication', 'questions'];
  const issue = useIssue(questionsPath, true);
  const hasJudge = kind === 'senior' || kind === 'panel' || kind === 'third-reader';
  return (
    <Fieldset legend={words.adjudication} className="eq-fields">
      <ChoiceField
        path={['adjudication', 'kind']}
        label={words.adjudicationKind}
        options={kinds.map((value) => ({ value, label: words.kinds[value] }))}
      />
      {kind !== 'none' && (
        <>
          <ChoiceField
            path={['adjudication', 'when']}
            label={words.when}
            options={whens.map((value) => ({ value, label: words.whens[value] }))}
          />
          <TextField
            path={['adjudication', 'skill']}
            label={words.judgeSkill}
            isNullable
            most={200}
          />
          {hasJudge && (
            <CheckField path={['adjudication', 'hasOwnReadFirst']} label={words.ownFirst} />
          )}
          {kind === 'panel' && (
            <>
              <NumberField
                path={['adjudication', 'panelSize']}
                label={words.panelSize}
                least={2}
                isWhole
              />
              <NumberField
                path={['adjudication', 'quorum']}
                label={words.quorum}
                isPercent
                least={50}
                most={100}
              />
            </>
          )}
          {(kind === 'round-robin' || kind === 'panel') && (
            <NumberField
              path={['adjudication', 'rounds']}
              label={words.roundsMost}
              least={1}
              isWhole
            />
          )}
          <Rubric />
          <ChoiceField
            path={['adjudication', 'otherwise']}
            label={words.otherwise}
            options={otherwises.map((value) => ({ value, label: words.otherwises[value] }))}
          />
        </>
      )}
      <Checkbox.Group
        id={fieldId(questionsPath)}
        label={words.countedQuestions}
        description={words.countedQuestionsHelp}
        value={[...questions]}
        error={issue}
        onChange={(values) => write(questionsPath, values)}
      >
        <Group mt={4}>
          {draft.questions.map(({ id, text }) => (
            <Checkbox key={id} value={id} label={text === '' ? id : text} disabled={isReadOnly} />
          ))}
        </Group>
      </Checkbox.Group>
      <Tolerances />
      <NumberField
        path={['adjudication', 'overlap']}
        label={words.overlap}
        isPercent
        least={0}
        most={100}
      />
    </Fieldset>
  );
}
