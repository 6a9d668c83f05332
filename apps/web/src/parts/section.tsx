import { Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import './parts.css';

/** A part of a page under a heading of its own. */
export function Section(props: {
  readonly title: string;
  readonly lead?: string;
  readonly children: ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <section className="eq-section" aria-labelledby={id}>
      <Title order={2} size="h4" id={id} mb={props.lead === undefined ? 'xs' : 0}>
        {props.title}
      </Title>
      {props.lead !== undefined && (
        <Text c="dimmed" size="sm" mb="xs">
          {props.lead}
        </Text>
      )}
      {props.children}
    </section>
  );
}
