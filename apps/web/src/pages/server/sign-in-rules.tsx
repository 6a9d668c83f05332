import { Checkbox, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Section } from '../../parts/section.tsx';
import { useChange, useRead } from '../../shell/queries.ts';
import { Answered } from '../../shell/states.tsx';
import { serverWords as words } from '../../words/server.ts';

/** Whether everybody needs a second factor. */
export function SignInRules(): ReactNode {
  const rules = useRead('serverRules');
  const change = useChange('changeServerRules', ['serverRules', 'secondFactor', 'serverLog']);
  const [next, setNext] = useState<'optional' | 'everybody' | null>(null);
  const isStricter = next === 'everybody';
  const close = (): void => {
    change.reset();
    setNext(null);
  };
  return (
    <Section title={words.rules}>
      <Answered of={rules}>
        {({ secondFactor }) => (
          <Checkbox
            label={words.everybody}
            description={words.everybodyHelp}
            checked={secondFactor === 'everybody'}
            onChange={() => setNext(secondFactor === 'everybody' ? 'optional' : 'everybody')}
          />
        )}
      </Answered>
      <ConfirmDialog
        isOpen={next !== null}
        title={isStricter ? words.everybodyTitle : words.optionalTitle}
        confirm={isStricter ? words.everybodyConfirm : words.optionalConfirm}
        isSending={change.isPending}
        error={change.error}
        onClose={close}
        onConfirm={() =>
          change.mutate({ body: { secondFactor: next ?? 'optional' } }, { onSuccess: close })
        }
      >
        <Text size="sm">{isStricter ? words.everybodyText : words.optionalText}</Text>
      </ConfirmDialog>
    </Section>
  );
}
