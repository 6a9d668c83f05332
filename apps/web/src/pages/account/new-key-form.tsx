import {
  Alert,
  Button,
  Checkbox,
  Group,
  NativeSelect,
  NumberInput,
  TextInput,
} from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { CopyField } from '../../parts/copy-field.tsx';
import { useChange } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { accountWords as words } from '../../words/account.ts';

const scopes = ['read', 'write', 'export'] as const;
type Scope = (typeof scopes)[number];

/** Makes a key and shows its secret, once. */
export function NewKeyForm(props: {
  readonly studies: readonly { readonly studyId: string; readonly title: string }[];
  /** False while the studies are awaited. */
  readonly isKnown: boolean;
}): ReactNode {
  const [name, setName] = useState('');
  const [study, setStudy] = useState('');
  const [days, setDays] = useState(30);
  const [chosen, setChosen] = useState<readonly Scope[]>(['read']);
  const add = useChange('addApiKey', ['apiKeys']);
  const studyId = study === '' ? (props.studies[0]?.studyId ?? '') : study;
  if (props.studies.length === 0) {
    return props.isKnown ? <p>{words.noStudies}</p> : null;
  }
  const send = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate(
      { body: { name, studyId, scopes: [...chosen], days } },
      { onSuccess: () => setName('') },
    );
  };
  return (
    <>
      <form onSubmit={send} className="eq-form" aria-label={words.makeKey}>
        <TextInput
          label={words.keyName}
          required
          withAsterisk={false}
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label={words.study}
          value={studyId}
          onChange={(event) => setStudy(event.currentTarget.value)}
          data={props.studies.map((one) => ({ value: one.studyId, label: one.title }))}
        />
        <Checkbox.Group
          label={words.scopes}
          value={[...chosen]}
          onChange={(values) => setChosen(scopes.filter((scope) => values.includes(scope)))}
        >
          <Group gap="md" h={36}>
            {scopes.map((scope) => (
              <Checkbox key={scope} value={scope} label={words.scope[scope]} />
            ))}
          </Group>
        </Checkbox.Group>
        <NumberInput
          label={words.days}
          min={1}
          max={366}
          allowDecimal={false}
          value={days}
          onChange={(value) => setDays(Number(value))}
          w={150}
          hideControls
        />
        <Button type="submit" loading={add.isPending} disabled={chosen.length === 0}>
          {words.makeKey}
        </Button>
      </form>
      <ProblemNotice error={add.error} />
      {add.data !== undefined && (
        <Alert variant="outline" my="sm" title={add.data.key.name} role="status">
          <CopyField label={words.secret} help={words.secretHelp} value={add.data.secret} />
        </Alert>
      )}
    </>
  );
}
