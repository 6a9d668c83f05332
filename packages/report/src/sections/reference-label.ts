import type { AuditDocument, EvidenceOf, Finding } from '@equipoise/domain';
import { type Fill, html, type Markup, nothing } from '../html/markup.ts';
import { numeric } from '../html/table.ts';
import { absent, count, percent, withLimits } from '../numbers.ts';
import { byScope, evidenceOf, scopeTitle } from '../select.ts';
import { metricTitle, plural, reasonWords, withoutTask } from '../words.ts';
import { chip, chipOf } from './chips.ts';
import { charts, laterTable, priorities, type SectionContext, scoped } from './section.ts';

const assumption =
  'Labels are drawn from what the readers, the score and the group say together. This holds as far as readers err independently of each other and of the model, given the true label. Where they err on the same cases as the model, these intervals are too narrow and flatter the model.';

/** The part of item 17 about readers: what their disagreement leaves of each figure. */
export function referenceLabel(context: SectionContext): Markup | null {
  const { document } = context;
  const carried = evidenceOf(document, 'label-uncertainty');
  const noise = evidenceOf(document, 'label-noise');
  const among = evidenceOf(document, 'model-among-readers');
  const undrawn = document.findings.filter((finding) => finding.reason === 'labels-not-drawn');
  if (carried.length + noise.length + among.length + undrawn.length === 0) return null;
  return html`<h3 id="reference-label">Reference label</h3>${intro(carried)}${doubts(document, carried)}${notDrawn(undrawn)}${carried.length === 0 ? nothing : changes(document)}${scoped(
    context,
    byScope(document, carried),
    (scope) => carriedPart(context, scope.entries),
  )}${noise.length === 0 ? nothing : html`<h4>How often labels are wrong</h4>${scoped(context, byScope(document, noise), (scope) => noisePart(context, scope.entries))}`}${
    among.length === 0
      ? nothing
      : html`<h4>The model among the readers</h4>${scoped(context, byScope(document, among), (scope) => amongPart(context, scope.entries))}`
  }`;
}

function intro(carried: readonly EvidenceOf<'label-uncertainty'>[]): Markup {
  const first = carried.find((entry) => entry.data.attribute === null);
  if (first === undefined) return nothing;
  const { drawnCaseCount, keptCaseCount, readerCount, drawCount, source } = first.data;
  const who =
    source === 'readings'
      ? `${count(readerCount)} ${plural(readerCount, 'reader', 'readers')}`
      : 'a label distribution';
  const kept =
    keptCaseCount === 0
      ? ''
      : ` ${count(keptCaseCount)} cases without a reading keep the label as given.`;
  return html`<p>The reference label of ${count(drawnCaseCount)} cases rests on ${who}, who may be wrong. Each figure is computed ${count(drawCount)} times with labels drawn anew, so its limits hold both the choice of patients and what readers leave open.${kept}</p><p class="note">${assumption}</p>`;
}

/** Loud where what was seen contradicts the assumption behind the draws. */
function doubts(
  document: AuditDocument,
  carried: readonly EvidenceOf<'label-uncertainty'>[],
): Markup {
  const doubtful = carried.filter(
    (entry) => entry.data.attribute === null && entry.data.doubts.length > 0,
  );
  if (doubtful.length === 0) return nothing;
  const many = document.declared.tasks.length > 1 || document.declared.models.length > 1;
  return html`<div class="loud" role="note"><p><strong>The assumption behind the drawn labels does not fit these readings.</strong></p><ul>${doubtful.map(
    (entry) =>
      html`<li>${many ? html`<strong>${scopeTitle(document, entry.task, entry.model)}:</strong> ` : nothing}${entry.data.doubts.join('; ')}.</li>`,
  )}</ul><p>There, figures with drawn labels flatter the model and their limits are too narrow: read the figures as given, and those with one reader as the reference.</p></div>`;
}

/** Tasks whose figures are without the uncertainty of the labels, one line each. */
function notDrawn(undrawn: readonly Finding[]): Markup {
  const said = [...new Map(undrawn.map((finding) => [finding.sentence, finding])).values()];
  if (said.length === 0) return nothing;
  return html`<ul class="says">${said.map(
    (finding) => html`<li>${chip(finding.verdict)}<div>${finding.sentence}</div></li>`,
  )}</ul>`;
}

/** Findings whose verdict is another once labels are drawn. */
export function changedVerdicts(document: AuditDocument): readonly Finding[] {
  return document.findings.filter(
    (finding) => finding.audit === 'label-uncertainty' && finding.role === 'exploratory',
  );
}

function changes(document: AuditDocument): Markup {
  const changed = changedVerdicts(document);
  if (!document.findings.some((finding) => finding.role === 'confirmatory')) return nothing;
  if (changed.length === 0)
    return html`<p>No verdict changes when the uncertainty of the labels is carried along.</p>`;
  const many = document.declared.tasks.length > 1;
  return html`<p><strong>${count(changed.length)} ${plural(changed.length, 'verdict changes', 'verdicts change')}</strong> when the uncertainty of the labels is carried along:</p><ul class="says">${changed.map(
    (finding) =>
      html`<li>${chip(finding.verdict)}<div>${many ? finding.sentence : withoutTask(finding.sentence, finding.task)}</div></li>`,
  )}</ul>`;
}

function ids(entries: readonly { readonly id: string }[]): string[] {
  return entries.map((entry) => entry.id);
}

function carriedPart(
  context: SectionContext,
  entries: readonly EvidenceOf<'label-uncertainty'>[],
): Fill {
  const { document } = context;
  const hasReader = entries.some((entry) => entry.data.source === 'readings');
  return [
    charts(context, ids(entries)),
    laterTable(
      context,
      {
        caption: 'Each figure with the labels as given and with their uncertainty',
        columns: [
          'Metric',
          'Level',
          numeric('Patients'),
          numeric('As given (limits)'),
          numeric('Labels drawn (limits)'),
          ...(hasReader ? [numeric('One reader (limits)')] : []),
          numeric('Due to labels'),
          'As given',
          'Labels drawn',
          'Reason',
        ],
        groups: entries.map(({ data }) => ({
          head: data.attribute === null ? 'Everyone' : `By ${data.attribute}`,
          rows: data.rows.map((row) => [
            `${metricTitle(document, row.metric)}${row.versus === null ? '' : ', gap to the rest'}`,
            row.level ?? 'everyone',
            row.reason === 'suppressed' ? absent : count(row.patientCount),
            withLimits(row.without),
            withLimits(row.with),
            ...(hasReader ? [row.oneReader === null ? absent : withLimits(row.oneReader)] : []),
            percent(row.labelShare, 0),
            row.verdictWithout === null ? '' : chipOf(row.verdictWithout),
            row.verdictWith === null ? '' : chipOf(row.verdictWith),
            reasonWords(row.reason),
          ]),
        })),
        note: '“Due to labels”: the share of the variance that the unknown labels add to that of sampling patients. “One reader” answers another question: what this audit would have shown had one reader a case, chosen at random, been the reference.',
      },
      'label-uncertainty.csv',
      priorities.longTable,
    ),
  ];
}

function noisePart(context: SectionContext, entries: readonly EvidenceOf<'label-noise'>[]): Fill {
  const readers = entries.flatMap((entry) => entry.data.readers);
  return [
    charts(context, ids(entries)),
    laterTable(
      context,
      {
        caption: 'Share of reference labels that are wrong, as far as the readers tell',
        columns: [
          'Group',
          numeric('Patients'),
          numeric('Images'),
          numeric('Wrong (limits)'),
          numeric('Among positives'),
          numeric('Among negatives'),
          numeric('More than the rest (limits)'),
        ],
        rows: entries.flatMap(({ data }) =>
          data.rows.map((row) => [
            row.attribute === null ? 'Everyone' : `${row.attribute} ${row.level}`,
            row.wrong.reason === 'suppressed' ? absent : count(row.patientCount),
            row.wrong.reason === 'suppressed' ? absent : count(row.caseCount),
            withLimits(row.wrong),
            withLimits(row.falsePositive),
            withLimits(row.falseNegative),
            row.gap === null ? '' : withLimits(row.gap),
          ]),
        ),
      },
      'label-noise.csv',
    ),
    readers.length === 0
      ? nothing
      : laterTable(
          context,
          {
            caption: 'Each reader against the labels drawn',
            columns: [
              'Reader',
              numeric('Patients'),
              numeric('Images'),
              numeric('Wrong (limits)'),
              numeric('Sensitivity (limits)'),
              numeric('Specificity (limits)'),
            ],
            rows: readers.map((row) => [
              row.reader,
              count(row.patientCount),
              count(row.caseCount),
              withLimits(row.wrong),
              withLimits(row.sensitivity),
              withLimits(row.specificity),
            ]),
          },
          'label-noise-readers.csv',
        ),
  ];
}

function amongPart(
  context: SectionContext,
  entries: readonly EvidenceOf<'model-among-readers'>[],
): Fill {
  return entries.map(({ id, data }) => [
    data.exceeded.value === null || data.rank === null
      ? nothing
      : html`<p>At its threshold the model takes place <strong>${count(data.rank)} of ${count(data.comparedReaderCount + 1)}</strong> and exceeds ${percent(data.exceeded.value, 0)} of the readers${data.exceeded.low === null || data.exceeded.high === null ? '' : html` (limits ${percent(data.exceeded.low, 0)} to ${percent(data.exceeded.high, 0)})`}, each measured against the majority of the others.</p>`,
    charts(context, [id]),
    laterTable(
      context,
      {
        caption: 'The model with each reader as the reference',
        columns: [
          'Reader',
          numeric('Patients'),
          numeric('Images'),
          numeric('AUROC (limits)'),
          numeric('Sensitivity (limits)'),
          numeric('Specificity (limits)'),
        ],
        rows: data.readers.map((row) => [
          row.reader,
          row.auroc.reason === 'suppressed' ? absent : count(row.patientCount),
          row.auroc.reason === 'suppressed' ? absent : count(row.caseCount),
          withLimits(row.auroc),
          withLimits(row.sensitivity),
          withLimits(row.specificity),
        ]),
      },
      'model-among-readers.csv',
    ),
    laterTable(
      context,
      {
        caption: 'The model beside each reader, both against the majority of the others',
        columns: [
          'Reader',
          numeric('Patients'),
          numeric('Reader: sensitivity'),
          numeric('Reader: specificity'),
          numeric('Model: sensitivity'),
          numeric('Model: specificity'),
          numeric('Balanced accuracy, model minus reader'),
        ],
        rows: data.readers.map((row) => [
          row.reader,
          row.auroc.reason === 'suppressed' ? absent : count(row.comparedPatientCount),
          withLimits(row.readerSensitivity),
          withLimits(row.readerSpecificity),
          withLimits(row.modelSensitivity),
          withLimits(row.modelSpecificity),
          withLimits(row.difference),
        ]),
      },
      'model-among-readers.csv',
    ),
  ]);
}
