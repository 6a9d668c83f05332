import { PasswordInput } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';

/** What the fields of a new password say. */
export interface NewPasswordWords {
  readonly password: string;
  readonly passwordHelp: string;
  readonly repeat: string;
  readonly differs: string;
}

/** A new password, typed twice. */
export interface NewPassword {
  readonly password: string;
  readonly fields: ReactNode;
  /** Whether both are the same; where they are not it says so, and the second has the focus. */
  readonly check: () => boolean;
}

/** Two fields of a new password. */
export function useNewPassword(words: NewPasswordWords): NewPassword {
  const [password, setPassword] = useState('');
  const [repeat, setRepeat] = useState('');
  const [isTried, setTried] = useState(false);
  const again = useRef<HTMLInputElement>(null);
  const differs = password !== repeat;
  return {
    password,
    check(): boolean {
      setTried(true);
      if (differs) again.current?.focus();
      return !differs;
    },
    fields: (
      <>
        <PasswordInput
          label={words.password}
          description={words.passwordHelp}
          autoComplete="new-password"
          required
          withAsterisk={false}
          minLength={12}
          maxLength={512}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <PasswordInput
          ref={again}
          label={words.repeat}
          autoComplete="new-password"
          required
          withAsterisk={false}
          error={isTried && differs ? words.differs : undefined}
          value={repeat}
          onChange={(event) => setRepeat(event.currentTarget.value)}
        />
      </>
    ),
  };
}
