import type { AuditDocument } from '@equipoise/domain';
import { count, fixed } from '../numbers.ts';
import { audience } from '../select.ts';
import { metricInText } from '../words.ts';

/**
 * The statistics paragraphs: those of the document, and what its declarations add where the
 * document holds none.
 */
export function methodsParagraphs(document: AuditDocument): readonly string[] {
  return document.methods.length > 0
    ? [...document.methods, settings(document)]
    : [opening(document), settings(document)];
}

function opening(document: AuditDocument): string {
  const { patientCount, caseCount } = audience(document);
  const isRow = document.flow.unit === 'row';
  return isRow
    ? `The audit covers ${count(caseCount)} rows. No patient identifier was available; rows were taken as independent, which makes intervals too narrow where patients have several rows.`
    : `The audit covers ${count(caseCount)} images of ${count(patientCount)} patients. The patient is the unit of analysis: intervals and tests take patients, not images, as independent.`;
}

function settings(document: AuditDocument): string {
  const { declared, provenance } = document;
  const margins = declared.metrics
    .filter((metric) => metric.margin !== null)
    .map((metric) => `${fixed(metric.margin)} for ${metricInText(document, metric.id)}`);
  const unjudged = declared.metrics
    .filter((metric) => metric.margin === null)
    .map((metric) => metricInText(document, metric.id));
  const thresholds = document.thresholds
    .filter((use) => use.threshold !== null)
    .map(
      (use) =>
        `${use.task}${declared.models.length > 1 ? ` (${use.model})` : ''} ${fixed(use.threshold)}, ${use.source.replaceAll('-', ' ')}${use.isValidated ? '' : ', not validated'}`,
    );
  const methods = [
    ...new Set(
      document.estimates.filter((entry) => entry.value !== null).map((entry) => entry.method),
    ),
  ];
  const parts = [
    `Settings: confidence level ${fixed(declared.level * 100, 0)} %, ${count(declared.replicates)} bootstrap replicates, at most ${count(declared.permutations)} permutations (a test stops at 20 that reach the observed statistic), seed ${provenance.seed}.`,
    `One family of gaps is a task, a model, an attribute and a metric with all levels; ${count(declared.familyCount)} families were examined, limits are simultaneous within a family, and nothing was adjusted between families.`,
    margins.length > 0
      ? `Margins declared beforehand: ${margins.join(', ')}.`
      : 'No margin was declared, so no verdict was given.',
    unjudged.length > 0 ? `No margin, hence no verdict, for ${unjudged.join(', ')}.` : '',
    thresholds.length > 0 ? `Operating thresholds: ${thresholds.join('; ')}.` : '',
    `Groups were compared with ${declared.reference === 'rest' ? 'all other patients' : `all other patients, and with the reference ${declared.reference}`}.`,
    methods.length > 0 ? `Interval methods: ${methods.join('; ')}.` : '',
    declared.suppressBelow === null
      ? ''
      : `Figures resting on fewer than ${declared.suppressBelow} people are hidden, with complementary suppression.`,
    `Computed with equipoise ${provenance.equipoiseVersion} (statistics code ${provenance.statisticsHash.slice(0, 16)}).`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** Text that Markdown shows as it is. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|]/g, (character) =>
    character === '<' ? '&lt;' : character === '>' ? '&gt;' : `\\${character}`,
  );
}

/**
 * methods.md: the statistics paragraph with the exact settings, the command and the inputs, ready
 * for a paper.
 */
export function renderMethods(document: AuditDocument): string {
  const { provenance, selfProof } = document;
  const fence = provenance.command.includes('```') ? '~~~~' : '```';
  const lines = [
    `# ${plain(document.title)}`,
    '',
    '## Statistical methods',
    '',
    ...methodsParagraphs(document).flatMap((paragraph) => [plain(paragraph), '']),
    '## Attributes',
    '',
    ...document.declared.attributes.map(
      (attribute) =>
        `- ${plain(attribute.name)} (${attribute.role}, ${plain(attribute.source)}${attribute.closedSide ? `, intervals ${plain(attribute.closedSide)}` : ''}): ${attribute.levels.map(plain).join(', ') || 'no levels'}`,
    ),
    '',
    '## Command',
    '',
    fence,
    provenance.command,
    fence,
    '',
    '## Inputs',
    '',
    ...provenance.inputs.map(
      (input) =>
        `- ${plain(input.name)} (${plain(input.role)}), ${input.byteCount} bytes, SHA-256 ${input.sha256}`,
    ),
    '',
    '## Proof of the statistics',
    '',
    selfProof === null
      ? 'This release carries no table of operating characteristics.'
      : `Table of ${plain(selfProof.date)}, seed ${selfProof.seed}: ${selfProof.rows.filter((row) => row.isPassed).length} of ${selfProof.rows.length} claims hold.${selfProof.isStale ? ' The statistics code has changed since (stale).' : ''}`,
    '',
  ];
  return lines.join('\n');
}
