import { Button, Checkbox, Group, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { secondFactorWords as words } from '../../words/second-factor.ts';
import { saveText } from '../save-text.ts';

/** Recovery codes, once: the way on opens when they are kept. */
export function RecoveryCodes(props: {
  readonly codes: readonly string[];
  readonly email: string;
  readonly onDone: () => void;
}): ReactNode {
  const [isKept, setKept] = useState(false);
  const save = (): void => {
    const head = words.fileHead(location.host, props.email);
    saveText(words.fileName, `${head}\n\n${props.codes.join('\n')}\n`, 'text/plain');
  };
  return (
    <div className="eq-steps">
      <Title order={3} size="h5">
        {words.codesTitle}
      </Title>
      <Text size="sm">{words.codesLead}</Text>
      <ol className="eq-codes" aria-label={words.codesTitle}>
        {props.codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <Group>
        <Button variant="default" onClick={save}>
          {words.saveCodes}
        </Button>
      </Group>
      <Checkbox
        label={words.kept}
        checked={isKept}
        onChange={(event) => setKept(event.currentTarget.checked)}
      />
      <Button disabled={!isKept} onClick={props.onDone}>
        {words.done}
      </Button>
    </div>
  );
}
