import { TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { partsWords as words } from '../../words/protocol-parts.ts';
import { useEditor } from './editor-context.ts';
import { useIssue } from './fields.tsx';
import { fieldId, type Path } from './path.ts';

/** A name that others point at: it is taken over when the field is left, so that they can follow. */
export function NameField(props: {
  readonly path: Path;
  readonly label: string;
  readonly help?: string;
  readonly value: string;
  /** Names that are in use already. */
  readonly others: readonly string[];
  readonly onRename: (name: string) => void;
}): ReactNode {
  const { path, label, help, value, others, onRename } = props;
  const { isReadOnly } = useEditor();
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const issue = useIssue(path);
  const isTaken = text !== value && others.includes(text);
  const leave = (): void => {
    if (text === value) return;
    if (text.trim() === '' || isTaken) setText(value);
    else onRename(text);
  };
  return (
    <TextInput
      id={fieldId(path)}
      label={label}
      description={help}
      value={text}
      maxLength={200}
      disabled={isReadOnly}
      error={isTaken ? words.taken : issue}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key === 'Enter') leave();
      }}
    />
  );
}
