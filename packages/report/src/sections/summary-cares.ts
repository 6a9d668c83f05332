import type { AuditDocument } from '@equipoise/domain';
import { type Fill, html } from '../html/markup.ts';
import { count, fixed, percent } from '../numbers.ts';
import { evidenceOf, groupBy } from '../select.ts';
import { plural, withoutTask } from '../words.ts';
import { changedVerdicts } from './reference-label.ts';

/** What limits the answers: the threshold, leaks, missing values, acquisition, ways of measuring. */
export function cares(document: AuditDocument): readonly Fill[] {
  return [
    ...thresholds(document),
    ...labels(document),
    ...leaks(document),
    ...missing(document),
    ...acquisition(document),
    ...matrices(document),
    ...comparisons(document),
  ];
}

function thresholds(document: AuditDocument): readonly Fill[] {
  const uses = document.thresholds.filter((use) => use.threshold !== null);
  if (uses.length === 0) return [];
  const open = uses.filter((use) => !use.isValidated);
  const link = html`<a href="#thresholds">threshold</a>`;
  if (open.length === 0)
    return [
      uses.length === 1
        ? html`The ${link} ${fixed(uses[0]!.threshold)} was ${uses[0]!.source === 'declared' ? 'declared beforehand' : 'taken from other data'}.`
        : html`Every ${link} was declared beforehand or taken from other data.`,
    ];
  const kinds = new Set(open.map((use) => use.source));
  const why = kinds.has('same-data-youden')
    ? 'chosen on the same data that it is judged on, so sensitivity and specificity look better than they will be'
    : 'a default that nothing supports';
  return [
    uses.length === 1
      ? html`The ${link} ${fixed(open[0]!.threshold)} is <strong>not validated</strong>: it is ${why}.`
      : html`The ${link} of ${count(open.length)} of ${count(uses.length)} ${document.declared.models.length > 1 ? 'tasks and models' : 'tasks'} is <strong>not validated</strong>: it is ${why}.`,
  ];
}

/** How many changed verdicts the first screen names. */
const changesNamed = 4;

/** Verdicts that do not survive the uncertainty of the labels, one sentence each. */
function labels(document: AuditDocument): readonly Fill[] {
  if (evidenceOf(document, 'label-uncertainty').length === 0) return [];
  const changed = changedVerdicts(document);
  const isSingle = document.declared.tasks.length <= 1;
  const doubtful = document.findings.filter(
    (finding) => finding.audit === 'label-uncertainty' && finding.role === 'description',
  );
  const doubt =
    doubtful.length === 0
      ? []
      : [
          html`Readers do not err independently${document.declared.tasks.length > 1 ? html` in ${count(doubtful.length)} ${document.declared.models.length > 1 ? 'tasks and models' : plural(doubtful.length, 'task', 'tasks')}` : ''}: <a href="#reference-label">figures with drawn labels</a> flatter the model there.`,
        ];
  const link = html`<a href="#reference-label">reference labels</a>`;
  if (!document.findings.some((finding) => finding.role === 'confirmatory')) return doubt;
  if (changed.length === 0)
    return [
      ...doubt,
      html`Readers disagree on the ${link}; no verdict changes when that is carried along.`,
    ];
  const more = changed.length - changesNamed;
  return [
    ...doubt,
    ...changed
      .slice(0, changesNamed)
      .map((finding) =>
        isSingle ? withoutTask(finding.sentence, finding.task) : finding.sentence,
      ),
    ...(more > 0
      ? [html`${count(more)} more verdicts change with the ${link}.`]
      : [html`These verdicts rest on the ${link} as given.`]),
  ];
}

function leaks({ leakage }: AuditDocument): readonly Fill[] {
  const shared = leakage.overlappingPatientCount ?? 0;
  return leakage.isChecked && shared > 0
    ? [
        html`<strong>${count(shared)} ${plural(shared, 'patient', 'patients')}</strong> also stand in the training table: <a href="#leakage">the figures flatter the model there</a>.`,
      ]
    : [];
}

function missing(document: AuditDocument): readonly Fill[] {
  const rows = document.missing.filter(
    (row) => row.rowCount > 0 && row.missingRowCount / row.rowCount >= 0.05,
  );
  return rows.length === 0
    ? []
    : [
        html`Not recorded: ${rows
          .slice(0, 4)
          .map(
            (row, at) =>
              html`${at > 0 ? ', ' : ''}<strong>${row.attribute}</strong> in ${percent(row.missingRowCount / row.rowCount)} of rows`,
          )}. <a href="#missing">That alone could move a gap.</a>`,
      ];
}

function acquisition(document: AuditDocument): readonly Fill[] {
  const entries = evidenceOf(document, 'acquisition');
  return [...groupBy(entries, (entry) => entry.attribute ?? '')].flatMap(([attribute, list]) => {
    const tied = list.filter((entry) => entry.data.isTied);
    const first = tied[0];
    if (!first) return [];
    const where =
      document.declared.tasks.length > 1
        ? ` in ${count(tied.length)} of ${count(document.declared.tasks.length)} tasks`
        : '';
    const shares = first.data.rows
      .slice(0, 4)
      .map(
        (row) =>
          `${row.level} ${percent(row.prevalence.value)} (${percent(row.prevalence.low)} to ${percent(row.prevalence.high)})`,
      )
      .join(', ');
    return [
      html`<strong>${attribute}</strong>, how the image was taken, is tied to the label${where}: ${where === '' ? '' : `${first.task}, for one, is `}present in ${shares}. ${first.data.remark} <a href="#adjusted">See section 10.</a>`,
    ];
  });
}

function matrices(document: AuditDocument): readonly Fill[] {
  return evidenceOf(document, 'metric-matrix').flatMap(({ data }) =>
    data.conclusion === null
      ? []
      : [html`${data.conclusion} <a href="#metrics">See section 6.</a>`],
  );
}

function comparisons(document: AuditDocument): readonly Fill[] {
  const entries = evidenceOf(document, 'model-comparison');
  if (entries.length === 0) return [];
  const clear = entries.filter(
    ({ data }) =>
      data.difference.low !== null &&
      data.difference.high !== null &&
      (data.difference.low > 0 || data.difference.high < 0),
  );
  const same = entries.filter(({ data }) => data.isIdentical);
  const pairs = [...new Set(same.map(({ data }) => `${data.a} and ${data.b}`))];
  return [
    html`${count(document.declared.models.length)} models compared in pairs: ${count(clear.length)} of ${count(entries.length)} differences have limits that leave out 0, before any correction for comparing so many. <a href="#gaps">See section 7.</a>`,
    ...(same.length === 0
      ? []
      : [
          html`<strong>${pairs.slice(0, 3).join('; ')}</strong> gave identical scores in ${same
            .slice(0, 5)
            .map((entry) => entry.task)
            .filter((task, at, all) => all.indexOf(task) === at)
            .join(', ')}.`,
        ]),
  ];
}
