import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { commandLine } from '../../parts/command-line.ts';
import { CopyField } from '../../parts/copy-field.tsx';
import { Section } from '../../parts/section.tsx';
import { useRead } from '../../shell/queries.ts';
import { Answered } from '../../shell/states.tsx';
import { exportsWords as words } from '../../words/exports.ts';

/** The commands that give the numbers of the pages on the exported files; asked for, as they cost an analysis. */
export function Commands(props: { readonly studyId: string; readonly arm: string }): ReactNode {
  const [isWanted, setWanted] = useState(false);
  const input = {
    params: { studyId: props.studyId },
    query: props.arm === '' ? {} : { arm: props.arm },
  };
  const agreement = useRead('agreement', input, { isWanted });
  const consensus = useRead('consensusAnalysis', input, { isWanted });
  return (
    <Section title={words.commands} lead={words.commandsLead}>
      {isWanted ? (
        <>
          <Answered of={agreement}>
            {({ command }) => <CopyField label={words.agreement} value={commandLine(command)} />}
          </Answered>
          <Answered of={consensus}>
            {({ command }) => <CopyField label={words.consensus} value={commandLine(command)} />}
          </Answered>
        </>
      ) : (
        <Button variant="default" onClick={() => setWanted(true)}>
          {words.showCommands}
        </Button>
      )}
    </Section>
  );
}
