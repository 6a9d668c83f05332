import type { AnswerOption } from '@equipoise/domain';
import { Button, Fieldset, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CrossMark, UpMark } from '../../look/marks.tsx';
import { partsWords as words } from '../../words/protocol-parts.ts';
import { useEditor, useWrite } from './editor-context.ts';
import { TextField, useIssue } from './fields.tsx';
import { NameField } from './name-field.tsx';
import { freeName } from './new-question.ts';
import { fieldId, moved, type Path, valueAt, without } from './path.ts';
import { renameOption } from './rename.ts';

/** Answers, labels or reasons, one a row. */
export function OptionRows(props: {
  readonly path: Path;
  readonly legend: string;
  readonly help?: string;
  readonly addText: string;
  /** What names of new rows begin with. */
  readonly stem: string;
  /** The question whose answers they are, so that what points at them follows; null for reasons. */
  readonly questionId: string | null;
}): ReactNode {
  const { path, legend, help, addText, stem, questionId } = props;
  const { draft, change, isReadOnly } = useEditor();
  const write = useWrite();
  const list = (valueAt(draft, path) ?? []) as readonly AnswerOption[]; // the schema's list
  const values = list.map(({ value }) => value);
  const issue = useIssue(path);
  return (
    <Fieldset legend={legend} id={fieldId(path)} tabIndex={-1}>
      {help !== undefined && (
        <Text size="sm" c="dimmed" mb="xs">
          {help}
        </Text>
      )}
      {issue !== null && (
        <Text size="sm" c="red" role="alert">
          {issue}
        </Text>
      )}
      {list.map((option, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the name is being edited
        <div key={at} className="eq-option-row">
          <TextField path={[...path, at, 'text']} label={words.optionText} />
          <NameField
            path={[...path, at, 'value']}
            label={words.optionValue}
            value={option.value}
            others={values}
            onRename={(to) =>
              questionId === null
                ? write([...path, at, 'value'], to)
                : change((old) => renameOption(old, questionId, option.value, to))
            }
          />
          <TextField path={[...path, at, 'key']} label={words.optionKey} isNullable most={20} />
          <Group gap={4} mt={26}>
            <Button
              size="compact-sm"
              variant="default"
              disabled={isReadOnly || at === 0}
              aria-label={words.moveUp(option.text)}
              onClick={() => write(path, moved(list, at, -1))}
            >
              <UpMark />
            </Button>
            <Button
              size="compact-sm"
              variant="subtle"
              disabled={isReadOnly}
              aria-label={words.removeRow(option.text)}
              onClick={() => write(path, without(list, at))}
            >
              <CrossMark />
            </Button>
          </Group>
        </div>
      ))}
      <Button
        size="compact-sm"
        variant="default"
        disabled={isReadOnly}
        onClick={() =>
          write(path, [...list, { value: freeName(stem, values), text: '', key: null }])
        }
      >
        {addText}
      </Button>
    </Fieldset>
  );
}
