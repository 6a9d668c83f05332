import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { logWords as words } from '../../words/log.ts';
import '../parts.css';
import type { LogPlace } from './log-place.ts';

/** Narrows a log to who did something, and what. */
export function LogFilter(props: {
  readonly place: LogPlace;
  readonly onPlace: (place: LogPlace) => void;
  readonly names: ReadonlyMap<string, string>;
}): ReactNode {
  const [actor, setActor] = useState(props.place.actor ?? '');
  const [action, setAction] = useState(props.place.action ?? '');
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const begin = action.trim();
    props.onPlace({
      ...(actor === '' ? {} : { actor }),
      ...(begin === '' ? {} : { action: begin }),
    });
  };
  return (
    <search>
      <form onSubmit={send} className="eq-form" aria-label={words.filter}>
        <NativeSelect
          label={words.actor}
          value={actor}
          onChange={(event) => setActor(event.currentTarget.value)}
          data={[
            { value: '', label: words.everybody },
            ...[...props.names].map(([value, label]) => ({ value, label })),
            { value: 'nobody', label: words.nobody },
            { value: 'server', label: words.theServer },
          ]}
        />
        <TextInput
          label={words.action}
          placeholder={words.actionHelp}
          maxLength={100}
          value={action}
          onChange={(event) => setAction(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          {words.apply}
        </Button>
      </form>
    </search>
  );
}
