import { optionsOf } from '@equipoise/annotation';
import { type Question, type QuestionKind, questionKinds } from '@equipoise/domain';
import { Fieldset, Group, NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { partsWords as words } from '../../words/protocol-parts.ts';
import { ConditionEditor } from './condition-editor.tsx';
import { useEditor, useWrite } from './editor-context.ts';
import { AreaField, CheckField, NamesField, NumberField, TextField } from './fields.tsx';
import { NameField } from './name-field.tsx';
import { questionOfKind } from './new-question.ts';
import { OptionRows } from './option-rows.tsx';
import { fieldId, type Path } from './path.ts';
import { renameQuestion } from './rename.ts';

function KindFields(props: { readonly path: Path; readonly question: Question }): ReactNode {
  const { path, question } = props;
  switch (question.kind) {
    case 'single':
    case 'ordinal':
      return null;
    case 'multi':
      return (
        <Group align="flex-end">
          <NumberField path={[...path, 'fewest']} label={words.fewest} least={0} isWhole />
          <NumberField
            path={[...path, 'most']}
            label={words.most}
            help={words.mostHelp}
            least={1}
            isWhole
          />
          <CheckField path={[...path, 'isRanked']} label={words.ranked} />
        </Group>
      );
    case 'number':
      return (
        <Group align="flex-end">
          <NumberField path={[...path, 'smallest']} label={words.smallest} help={words.mostHelp} />
          <NumberField path={[...path, 'largest']} label={words.largest} help={words.mostHelp} />
          <TextField path={[...path, 'unit']} label={words.unit} most={64} />
          <CheckField path={[...path, 'isWhole']} label={words.whole} />
        </Group>
      );
    case 'text':
      return <NumberField path={[...path, 'longest']} label={words.longest} least={1} isWhole />;
    case 'box':
    case 'polygon':
    case 'point':
    case 'line':
    case 'mask':
      return (
        <Group align="flex-end">
          <NumberField path={[...path, 'fewest']} label={words.fewest} least={0} isWhole />
          <NumberField
            path={[...path, 'most']}
            label={words.most}
            help={words.mostHelp}
            least={1}
            isWhole
          />
        </Group>
      );
    default:
      return question satisfies never;
  }
}

function Confidence(props: { readonly path: Path; readonly question: Question }): ReactNode {
  const { isReadOnly } = useEditor();
  const write = useWrite();
  const { confidence } = props.question;
  const path = [...props.path, 'confidence'];
  const begin = {
    none: null,
    steps: { kind: 'steps', labels: words.defaultSteps, isRequired: true },
    percent: { kind: 'percent', isRequired: true },
  } as const;
  const kinds = ['none', 'steps', 'percent'] as const;
  return (
    <Fieldset legend={words.confidence}>
      <NativeSelect
        id={fieldId(path)}
        aria-label={words.confidence}
        disabled={isReadOnly}
        value={confidence?.kind ?? 'none'}
        data={kinds.map((value) => ({ value, label: words.confidences[value] }))}
        // The values are those of the list.
        onChange={(event) => write(path, begin[event.currentTarget.value as keyof typeof begin])}
      />
      {confidence?.kind === 'steps' && (
        <NamesField path={[...path, 'labels']} label={words.steps} help={words.skillsHelp} />
      )}
      {confidence !== null && (
        <CheckField path={[...path, 'isRequired']} label={words.confidenceRequired} />
      )}
    </Fieldset>
  );
}

/** Everything about one question. */
export function QuestionEditor(props: {
  readonly at: number;
  readonly question: Question;
  readonly hasOptions: boolean;
}): ReactNode {
  const { at, question } = props;
  const { draft, change, isReadOnly } = useEditor();
  const write = useWrite();
  const path = ['questions', at] as const;
  const isDrawn = 'labels' in question;
  const others = draft.questions.filter((_, k) => k !== at).map(({ id }) => id);
  return (
    <div className="eq-fields" id={fieldId(path)} tabIndex={-1}>
      <TextField path={[...path, 'text']} label={words.questionText} most={2000} />
      <Group align="flex-end" grow preventGrowOverflow={false}>
        <NameField
          path={[...path, 'id']}
          label={words.questionId}
          help={words.questionIdHelp}
          value={question.id}
          others={others}
          onRename={(to) => change((old) => renameQuestion(old, question.id, to))}
        />
        <NativeSelect
          id={fieldId([...path, 'kind'])}
          label={words.kind}
          value={question.kind}
          disabled={isReadOnly}
          data={questionKinds.map((value) => ({ value, label: words.kinds[value] }))}
          onChange={(event) =>
            write(
              path,
              questionOfKind(
                event.currentTarget.value as QuestionKind, // the values are those of the list
                question,
                optionsOf(question),
              ),
            )
          }
        />
      </Group>
      <AreaField path={[...path, 'help']} label={words.help} help={words.helpHelp} />
      {props.hasOptions || 'options' in question || isDrawn ? (
        <OptionRows
          path={[...path, isDrawn ? 'labels' : 'options']}
          legend={
            isDrawn ? words.labels : question.kind === 'ordinal' ? words.scale : words.options
          }
          addText={isDrawn ? words.addLabel : words.addOption}
          stem={isDrawn ? 'label' : 'answer'}
          questionId={question.id}
        />
      ) : null}
      <KindFields path={path} question={question} />
      <Group>
        <CheckField path={[...path, 'isRequired']} label={words.required} />
        <CheckField path={[...path, 'hasNothingFound']} label={words.nothingFound} />
      </Group>
      <OptionRows
        path={[...path, 'ungradable']}
        legend={words.ungradable}
        help={words.ungradableHelp}
        addText={words.addReason}
        stem="reason"
        questionId={null}
      />
      <Confidence path={path} question={question} />
      <ConditionEditor at={at} question={question} />
    </div>
  );
}
