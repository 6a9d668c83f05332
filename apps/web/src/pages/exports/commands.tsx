import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { commandLine } from '../../parts/command-line.ts';
import { CopyField } from '../../parts/copy-field.tsx';
import { FigureNotice, figurePause } from '../../parts/figure-state.tsx';
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
  const agreement = useRead('agreement', input, { isWanted, every: figurePause });
  const consensus = useRead('consensusAnalysis', input, { isWanted, every: figurePause });
  return (
    <Section title={words.commands} lead={words.commandsLead}>
      {isWanted ? (
        <>
          <Answered of={agreement}>
            {({ analysis, ...state }) =>
              analysis === null ? (
                <FigureNotice state={state} />
              ) : (
                <CopyField label={words.agreement} value={commandLine(analysis.command)} />
              )
            }
          </Answered>
          <Answered of={consensus}>
            {({ analysis, ...state }) =>
              analysis === null ? (
                <FigureNotice state={state} />
              ) : (
                <CopyField label={words.consensus} value={commandLine(analysis.command)} />
              )
            }
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
