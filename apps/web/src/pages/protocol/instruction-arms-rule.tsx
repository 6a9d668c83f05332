import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { CrossMark } from '../../look/marks.tsx';
import { partsWords as words } from '../../words/protocol-parts.ts';
import { useEditor, useWrite } from './editor-context.ts';
import { OptionalRule, TextField } from './fields.tsx';
import { beginInstructionArms, nextArmName } from './instruction-arms.ts';
import { without } from './path.ts';

/** Whether versions of the instructions are compared, and which ones there are. */
export function InstructionArmsRule(): ReactNode {
  const { draft, isReadOnly, isAmending } = useEditor();
  const write = useWrite();
  const arms = draft.instructionArms?.arms ?? [];
  // What was given at random stays: a locked study keeps its versions.
  const isFixed = isReadOnly || isAmending;
  const path = ['instructionArms', 'arms'];
  return (
    <OptionalRule
      path={['instructionArms']}
      label={words.compareArms}
      help={words.compareArmsHelp}
      isFixed={isAmending}
      begin={() => beginInstructionArms(draft.instructions)}
    >
      {arms.map((arm, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the name is being edited
        <Group key={at} align="flex-end" role="group" aria-label={words.armName(arm.id)}>
          <TextField
            path={[...path, at, 'id']}
            label={words.armId}
            most={200}
            isDisabled={isFixed}
          />
          <TextField path={[...path, at, 'title']} label={words.armTitle} most={200} />
          {arms.length > 2 && (
            <Button
              variant="subtle"
              disabled={isFixed}
              aria-label={words.removeArm(arm.id)}
              onClick={() => write(path, without(arms, at))}
            >
              <CrossMark />
            </Button>
          )}
        </Group>
      ))}
      {arms.length < 8 && (
        <div>
          <Button
            size="compact-sm"
            variant="default"
            disabled={isFixed}
            onClick={() =>
              write(path, [
                ...arms,
                { id: nextArmName(arms), title: '', instructions: draft.instructions },
              ])
            }
          >
            {words.addArm}
          </Button>
        </div>
      )}
    </OptionalRule>
  );
}
