import { Anchor, Button, Code, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { analysisWords as words } from '../../words/agreement.ts';
import '../../parts/parts.css';
import { shellText } from './shell-text.ts';

/** The call of the command that gives the same figures on the export. */
export function CommandBox(props: {
  readonly command: readonly string[];
  /** Address of the exports; null for whoever may not export. */
  readonly exports: string | null;
  /** Whether it reads masks. */
  readonly isDrawn: boolean;
}): ReactNode {
  const [said, setSaid] = useState('');
  const text = shellText(props.command);
  return (
    <section aria-label={words.commandTitle}>
      <h2 className="eq-h">{words.commandTitle}</h2>
      <Text size="sm">{props.isDrawn ? words.commandSaysOfMasks : words.commandSays}</Text>
      <Code block className="eq-command" my="xs">
        {text}
      </Code>
      <Group>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            navigator.clipboard.writeText(text).then(
              () => setSaid(words.copied),
              () => setSaid(words.notCopied),
            );
          }}
        >
          {words.copy}
        </Button>
        {props.exports !== null && (
          <Anchor component={Link} to={props.exports} size="sm">
            {words.toExports}
          </Anchor>
        )}
        <Text size="sm" role="status">
          {said}
        </Text>
      </Group>
    </section>
  );
}
