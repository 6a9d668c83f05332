import { readProtocol } from '@equipoise/annotation';
import type { Client } from '@equipoise/api';
import type { StudyProtocol } from '@equipoise/domain';
import { Button, FileButton, Paper, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useRead } from '../../shell/queries.ts';
import { Answered } from '../../shell/states.tsx';
import { protocolWords as words } from '../../words/protocol.ts';
import { beginDraft } from './draft.ts';
import type { Room } from './editor-context.ts';

function titleOf(document: unknown, name: string): string {
  const { title } = Object(document);
  return typeof title === 'string' ? title : name;
}

/** Begins a protocol: from a template, from nothing, or from a file. */
export function StartProtocol(props: {
  readonly study: Awaited<ReturnType<Client['study']>>;
  readonly room: Room;
  readonly onBegin: (draft: StudyProtocol) => void;
}): ReactNode {
  const { study, room, onBegin } = props;
  const templates = useRead('templates');
  const [said, setSaid] = useState<string | null>(null);
  const begin = (template: unknown): void =>
    onBegin(
      beginDraft(template, {
        studyId: study.studyId,
        title: study.title,
        cases: room.cases,
        members: room.members,
      }),
    );
  const bring = async (file: File | null): Promise<void> => {
    if (file === null) return;
    try {
      const document: unknown = JSON.parse(await file.text());
      const { protocol, issues } = readProtocol({ ...Object(document), studyId: study.studyId });
      const [first] = issues;
      if (protocol !== null) onBegin(protocol);
      else if (first !== undefined) setSaid(words.issue(first.place, first.message, first.mend));
    } catch {
      setSaid(words.jsonBroken);
    }
  };
  return (
    <Paper withBorder p="lg">
      <Title order={2} size="h4">
        {words.startTitle}
      </Title>
      <Text my="sm" maw="42rem">
        {words.startText}
      </Text>
      <Answered of={templates}>
        {({ templates: list }) => (
          <Stack align="flex-start">
            {list.map(({ name, document }) => (
              <Button key={name} onClick={() => begin(document)} className="eq-wrap-button">
                {words.startFrom(`${name.toUpperCase()}, ${titleOf(document, name)}`)}
              </Button>
            ))}
            <Button variant="default" onClick={() => begin(null)}>
              {words.startEmpty}
            </Button>
            <FileButton accept="application/json,.json" onChange={(file) => void bring(file)}>
              {(button) => (
                <Button variant="default" {...button}>
                  {words.startJson}
                </Button>
              )}
            </FileButton>
          </Stack>
        )}
      </Answered>
      <Text role="alert" mt="sm">
        {said}
      </Text>
    </Paper>
  );
}
