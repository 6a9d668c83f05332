import { readProtocol } from '@equipoise/annotation';
import { Button, FileButton, Group, List, Text, Textarea } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { saveText } from '../../parts/save-text.ts';
import { protocolWords as words } from '../../words/protocol.ts';
import { useEditor } from './editor-context.ts';

const mostIssues = 20;

/** The same document as JSON: to look at, to edit, to take away and to bring. */
export function JsonSection(): ReactNode {
  const { studyId, draft, change, isReadOnly } = useEditor();
  const [text, setText] = useState(() => JSON.stringify(draft, null, 2));
  const [said, setSaid] = useState<readonly string[] | null>(null);
  useEffect(() => setText(JSON.stringify(draft, null, 2)), [draft]);
  const apply = (source: string): void => {
    let document: unknown;
    try {
      document = JSON.parse(source);
    } catch {
      setSaid([words.jsonBroken]);
      return;
    }
    const { protocol, issues } = readProtocol({ ...Object(document), studyId });
    if (protocol === null) {
      const bad = issues.filter(({ blocks }) => blocks === 'reading');
      setSaid(bad.map(({ place, message, mend }) => words.issue(place, message, mend)));
      return;
    }
    change(() => protocol);
    setSaid([]);
  };
  const bring = async (file: File | null): Promise<void> => {
    if (file === null) return;
    const source = await file.text();
    setText(source);
    apply(source);
  };
  return (
    <>
      <Group mb="sm">
        <Button disabled={isReadOnly} onClick={() => apply(text)}>
          {words.jsonApply}
        </Button>
        <Button
          variant="default"
          onClick={() => {
            setText(JSON.stringify(draft, null, 2));
            setSaid(null);
          }}
        >
          {words.jsonReset}
        </Button>
        <Button
          variant="default"
          onClick={() => saveText('protocol.json', text, 'application/json')}
        >
          {words.jsonExport}
        </Button>
        {!isReadOnly && (
          <FileButton accept="application/json,.json" onChange={(file) => void bring(file)}>
            {(props) => (
              <Button variant="default" {...props}>
                {words.jsonImport}
              </Button>
            )}
          </FileButton>
        )}
      </Group>
      <div role="status">
        {said?.length === 0 && <Text size="sm">{words.jsonTaken}</Text>}
        {said !== null && said.length > 0 && (
          <>
            <Text size="sm" fw={600}>
              {words.jsonRefused}
            </Text>
            <List size="sm">
              {said.slice(0, mostIssues).map((line) => (
                <List.Item key={line}>{line}</List.Item>
              ))}
            </List>
            {said.length > mostIssues && (
              <Text size="sm">{words.moreIssues(said.length - mostIssues)}</Text>
            )}
          </>
        )}
      </div>
      <Textarea
        label={words.json}
        description={words.jsonHelp}
        value={text}
        rows={28}
        spellCheck={false}
        readOnly={isReadOnly}
        classNames={{ input: 'eq-code' }}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </>
  );
}
