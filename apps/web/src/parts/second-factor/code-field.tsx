import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

/** The field of a code: of a device, whose digits a phone may fill in, or one of the kept codes. */
export function CodeField(props: {
  readonly label: string;
  readonly help?: string;
  /** Six digits and nothing else. */
  readonly isDigits: boolean;
  readonly hasFocus?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactNode {
  return (
    <TextInput
      label={props.label}
      description={props.help}
      required
      withAsterisk={false}
      autoComplete="one-time-code"
      inputMode={props.isDigits ? 'numeric' : 'text'}
      {...(props.isDigits ? { pattern: '[0-9 ]*' } : { autoCapitalize: 'none' })}
      spellCheck={false}
      minLength={6}
      maxLength={40}
      autoFocus={props.hasFocus === true}
      data-autofocus={props.hasFocus === true ? true : undefined}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}
