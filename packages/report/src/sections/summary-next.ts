import type { AuditDocument, EvidenceOf } from '@equipoise/domain';
import { type Fill, html } from '../html/markup.ts';
import { count } from '../numbers.ts';
import { evidenceOf, scopeTitle } from '../select.ts';
import { metricInText, plural } from '../words.ts';

interface Need {
  readonly evidence: EvidenceOf<'power'>;
  /** The level that needs most; null where no number of patients in one level would do. */
  readonly largest: {
    readonly level: string;
    readonly patientCount: number;
    readonly patientsNeeded: number;
  } | null;
  readonly factor: number;
}

/** More than so many times the patients that are there is no plan for one group. */
const factorMost = 10;

/** What would turn “cannot tell” into an answer, and what would make the answers safer. */
export function nextSteps(document: AuditDocument): readonly Fill[] {
  return [...unit(document), ...patients(document), ...threshold(document), ...training(document)];
}

function unit(document: AuditDocument): readonly Fill[] {
  return document.flow.unit === 'row'
    ? [
        html`Name the column of the patient (<code>--patient</code>): until then no interval can be trusted.`,
      ]
    : [];
}

function patients(document: AuditDocument): readonly Fill[] {
  const open = document.findings.filter(
    (finding) => finding.role === 'confirmatory' && finding.verdict === 'cannot-tell',
  );
  if (open.length === 0) return [];
  const power = evidenceOf(document, 'power');
  const needs = open
    .map((finding) =>
      power.find(
        (entry) =>
          entry.task === finding.task &&
          entry.model === finding.model &&
          entry.attribute === finding.attribute &&
          entry.data.metric === finding.metric,
      ),
    )
    .flatMap((evidence) => (evidence && isMeasured(evidence) ? [needOf(evidence)] : []));
  const short = needs.filter((need) => need.factor > 1).sort((a, b) => a.factor - b.factor);
  const enough = needs.length - short.length;
  const near = short.find((need) => need.factor <= factorMost && need.largest !== null);
  const far = short.filter((need) => need.factor > factorMost).length;
  const people = document.flow.unit === 'row' ? 'rows' : 'patients';
  const lines: Fill[] = [];
  if (near?.largest)
    lines.push(
      html`More ${people}. ${short.length === 1 ? 'The open question' : `Nearest to an answer of ${count(open.length)} open questions`}: <a href="#power">${scopeOf(document, near)}${metricInText(document, near.evidence.data.metric)} by ${near.evidence.attribute}</a>, with about <strong>${count(roundUp(near.largest.patientsNeeded))} ${people}</strong> in ${near.largest.level}, where there are ${count(near.largest.patientCount)}.`,
    );
  if (far > 0)
    lines.push(
      html`For ${count(far)} open ${plural(far, 'question', 'questions')}, many more ${people} in every group: <a href="#power">the smallest gap these data can show is larger than the margin</a>.`,
    );
  if (enough > 0)
    lines.push(
      `In ${count(enough)} open ${plural(enough, 'question', 'questions')} there are enough ${people}, but the gap lies too near its margin to call.`,
    );
  return lines;
}

function isMeasured({ data }: EvidenceOf<'power'>): boolean {
  return data.margin !== null && data.rows.some((row) => row.minimumDetectableGap !== null);
}

/** The level of a question that needs most patients, against what is there. */
function needOf(evidence: EvidenceOf<'power'>): Need {
  const { margin, rows } = evidence.data;
  let need: Need = { evidence, largest: null, factor: 0 };
  for (const { level, patientCount, patientsNeeded, minimumDetectableGap } of rows) {
    if (margin === null || minimumDetectableGap === null || minimumDetectableGap <= margin)
      continue;
    if (patientsNeeded === null || patientCount === 0)
      return { evidence, largest: null, factor: Number.POSITIVE_INFINITY };
    const factor = patientsNeeded / patientCount;
    if (factor > need.factor)
      need = { evidence, largest: { level, patientCount, patientsNeeded }, factor };
  }
  return need;
}

function scopeOf(document: AuditDocument, { evidence }: Need): string {
  const isSingle = document.declared.tasks.length <= 1 && document.declared.models.length <= 1;
  return isSingle ? '' : `${scopeTitle(document, evidence.task, evidence.model)}, `;
}

/** Two leading digits: a planned size is no measurement. */
function roundUp(value: number): number {
  let step = 1;
  while (value / step >= 100) step *= 10;
  return Math.ceil(value / step) * step;
}

function threshold(document: AuditDocument): readonly Fill[] {
  return document.thresholds.some((use) => use.threshold !== null && !use.isValidated)
    ? [
        html`A threshold from other data (<code>--threshold-from</code>) or declared beforehand (<code>--threshold</code>).`,
      ]
    : [];
}

function training({ leakage }: AuditDocument): readonly Fill[] {
  if (leakage.isChecked)
    return (leakage.overlappingPatientCount ?? 0) > 0
      ? ['The same audit without the patients that were also used for training.']
      : [];
  return [
    html`The training table (<code>--train</code>): whether patients were also used for training was not checked.`,
  ];
}
