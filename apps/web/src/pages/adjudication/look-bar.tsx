import { type Command, type ReaderStage, runCommand } from '@equipoise/web/stage';
import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { adjudicationWords as words } from '../../words/adjudication.ts';

const lookCommands: readonly Command[] = ['invert', 'fit', 'reset-view', 'zoom-in', 'zoom-out'];

/** Buttons to look at images that nobody draws on now. */
export function LookBar({ stage }: { readonly stage: ReaderStage | null }): ReactNode {
  return (
    <Group gap={4} role="toolbar" aria-label={words.image} className="eq-judge-bar">
      {lookCommands.map((command) => (
        <Button
          key={command}
          size="compact-xs"
          variant="default"
          onClick={() => stage !== null && runCommand(stage, command)}
        >
          {words.look[command as keyof typeof words.look]}
        </Button>
      ))}
    </Group>
  );
}
