import type { Client } from '@equipoise/api';
import type { Finding, ReadersDocument, ReadersEstimate } from '@equipoise/domain';
import { Alert, Anchor, Group, Paper, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { BlockView } from '../../charts/block-view.tsx';
import { hasContent } from '../../charts/has-content.ts';
import { analysisWords as words } from '../../words/agreement.ts';
import './analysis.css';
import { CommandBox } from './command-box.tsx';
import { EstimateTable } from './estimate-table.tsx';

type Analysis = NonNullable<Awaited<ReturnType<Client['agreement']>>['analysis']>;

/** The parts of an analysis that the contract calls documents: the server of the same version made them. */
function readAnalysis(analysis: Analysis): {
  readonly facts: ReadersDocument['facts'];
  readonly sections: ReadersDocument['sections'];
  readonly estimates: readonly ReadersEstimate[];
  readonly findings: readonly Finding[];
  readonly warnings: ReadersDocument['warnings'];
} {
  return {
    facts: analysis.facts as ReadersDocument['facts'],
    sections: analysis.sections as ReadersDocument['sections'],
    estimates: analysis.estimates as readonly ReadersEstimate[],
    findings: analysis.findings as readonly Finding[],
    warnings: analysis.warnings as ReadersDocument['warnings'],
  };
}

/** An analysis of readings as the report shows it: first what it comes to, then section by section. */
export function AnalysisView(props: {
  readonly analysis: Analysis;
  readonly exports: string | null;
  /** Whether it is of masks. */
  readonly isDrawn?: boolean;
}): ReactNode {
  const { analysis, exports, isDrawn = false } = props;
  const [isOpen, setOpen] = useState(false);
  const { facts, sections, estimates, findings, warnings } = readAnalysis(analysis);
  if (analysis.summary.length === 0) {
    return (
      <>
        <Text>{words.tooFew}</Text>
        <Text>{words.tooFewMend}</Text>
      </>
    );
  }
  const shown = sections.filter((section) => section.blocks.some(hasContent));
  return (
    <div className="eq-analysis">
      <dl className="eq-facts" aria-label={words.facts}>
        {facts.map((fact) => (
          <Paper key={fact.label} withBorder px="sm" py="xs">
            <dt>{fact.label}</dt>
            <dd>{fact.value}</dd>
          </Paper>
        ))}
      </dl>
      {analysis.summary.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <Text size="sm" c="dimmed">
        {(isDrawn ? words.restsOnMasks : words.rests)(analysis.readingCount)}
      </Text>
      {warnings.length > 0 && (
        <Alert color="orange" variant="outline" title={words.warnings} my="sm">
          {warnings.map((warning) => (
            <Text key={`${warning.code} ${warning.sentence}`} size="sm">
              {warning.sentence}
            </Text>
          ))}
        </Alert>
      )}
      <nav aria-label={words.contents}>
        <Group component="ul" gap="md" className="eq-contents">
          {shown.map((section) => (
            <li key={section.id}>
              <Anchor size="sm" href={`#${analysis.kind}-${section.id}`}>
                {section.title}
              </Anchor>
            </li>
          ))}
        </Group>
      </nav>
      {findings.length > 0 && (
        <section aria-label={words.findings}>
          <h2 className="eq-h">{words.findings}</h2>
          <ul>
            {findings.map((finding) => (
              <li key={finding.id}>{finding.sentence}</li>
            ))}
          </ul>
        </section>
      )}
      {shown.map((section) => (
        <section
          key={section.id}
          id={`${analysis.kind}-${section.id}`}
          tabIndex={-1}
          aria-label={section.title}
        >
          <h2 className="eq-h">{section.title}</h2>
          <Text size="sm" c="dimmed">
            {section.lead}
          </Text>
          {section.blocks.map((block) => (
            <BlockView key={block.id} block={block} />
          ))}
        </section>
      ))}
      <details className="eq-details" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{words.allEstimates(estimates.length)}</summary>
        {isOpen && <EstimateTable estimates={estimates} />}
      </details>
      <CommandBox command={analysis.command} exports={exports} isDrawn={isDrawn} />
    </div>
  );
}
