import { Button, Group, TextInput } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { commonWords as words } from '../words/parts.ts';

/** A text to be taken elsewhere: shown, selected on focus, copied by a button. */
export function CopyField(props: {
  readonly label: string;
  readonly value: string;
  readonly help?: string;
}): ReactNode {
  const field = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState('');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(props.value);
      setSaid(words.copied);
    } catch {
      field.current?.select();
      setSaid(words.copyFailed);
    }
  };
  return (
    <>
      <Group align="flex-end" gap="xs">
        <TextInput
          ref={field}
          style={{ flex: '1 1 12rem' }}
          label={props.label}
          description={props.help}
          value={props.value}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button variant="default" onClick={() => void copy()}>
          {words.copy}
        </Button>
      </Group>
      <p className="eq-said" role="status">
        {said}
      </p>
    </>
  );
}
