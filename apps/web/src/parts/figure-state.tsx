import { Progress, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Instant } from '../shell/instant.tsx';
import { figureWords as words } from '../words/figures.ts';

/** Which answers figures rest on, as the server tells it. */
export interface FigureState {
  readonly asOf: string | null;
  readonly laterCount: number;
  readonly share: number | null;
}

/** How long a page waits before it asks again for figures that are being computed. */
export function figurePause(state: FigureState | undefined): number | undefined {
  return state === undefined || state.share === null ? undefined : 2000;
}

/** Of when figures are, what came later, and how far newer ones are. */
export function FigureNotice({ state }: { readonly state: FigureState }): ReactNode {
  const { asOf, laterCount, share } = state;
  const percent = Math.round(100 * (share ?? 0));
  return (
    <div role="status">
      {asOf !== null && (
        <Text size="sm" c="dimmed" mb="md">
          {words.asOf} <Instant at={asOf} />
          {laterCount > 0 && ` · ${words.later(laterCount)}`}
          {share !== null && ` · ${words.newer(percent)}`}
        </Text>
      )}
      {asOf === null && (
        <>
          <Text mb="xs">{words.first(percent)}</Text>
          <Progress.Root size="lg" maw={420}>
            <Progress.Section value={percent} aria-label={words.first(percent)} />
          </Progress.Root>
        </>
      )}
    </div>
  );
}
