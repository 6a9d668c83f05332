import { problemOf } from '@equipoise/api';
import { Text } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { signInWords as words } from '../../words/sign-in.ts';

/** How long a refused try has to wait; counts down. */
export function WaitNotice({ error }: { readonly error: unknown }): ReactNode {
  const seconds = problemOf(error)?.retryAfterSeconds ?? 0;
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    setLeft(seconds);
    if (seconds <= 0) return;
    const timer = setInterval(() => setLeft((before) => Math.max(0, before - 1)), 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  if (seconds <= 0) return null;
  return left > 0 ? (
    <Text size="sm">{words.waitSeconds(left)}</Text>
  ) : (
    <Text size="sm" role="status">
      {words.mayTryAgain}
    </Text>
  );
}
