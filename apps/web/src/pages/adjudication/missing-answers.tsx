import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { adjudicationWords as words } from '../../words/adjudication.ts';

/** Says which questions are still open; empty until somebody tried to send. */
export function MissingAnswers({ names }: { readonly names: readonly string[] }): ReactNode {
  return (
    <div role="alert">
      {names.length > 0 && (
        <Text size="sm" my="xs">
          {[words.openQuestions, ...names].join(' ')}
        </Text>
      )}
    </div>
  );
}
