import type { AuditDocument, EvidenceOf, GapLevel } from '@equipoise/domain';
import { type Fill, html } from '../html/markup.ts';
import { count, fixed } from '../numbers.ts';
import { evidenceOf, gapAnchor, groupBy, scopeTitle } from '../select.ts';
import { metricInText, plural } from '../words.ts';

/** How many groups the first screen names. */
const groupsNamed = 4;

interface Worse {
  readonly family: EvidenceOf<'gap-family'>;
  readonly level: GapLevel;
  readonly margins: number;
}

/** One line per group that is served worse by more than a margin, gravest first. */
export function servedWorse(document: AuditDocument): readonly Fill[] {
  const asked = document.findings.filter((finding) => finding.role === 'confirmatory');
  if (asked.length === 0) return [];
  const found = evidenceOf(document, 'gap-family').flatMap((family) =>
    worseLevels(document, family),
  );
  const beyond = asked.filter((finding) => finding.verdict === 'beyond-margin').length;
  if (found.length === 0 && beyond > 0)
    return [
      html`${count(beyond)} ${plural(beyond, 'gap lies', 'gaps lie')} beyond the margin, but ${document.declared.suppressBelow === null ? 'the groups named there are served better than the others, not worse' : 'the figures of these groups are hidden in this copy'}. <a href="#verdict">See section 1.</a>`,
    ];
  if (found.length === 0)
    return [
      'No group was shown to be served worse by more than a margin. Where the answer is “cannot tell”, that is no proof of equality.',
    ];
  found.sort((a, b) => b.margins - a.margins);
  const groups = [
    ...groupBy(found, ({ family, level }) => `${family.attribute ?? ''}\u0000${level.level}`),
  ].map(([, list]) => list);
  const lines: Fill[] = groups.slice(0, groupsNamed).map((list) => line(document, list));
  if (groups.length > groupsNamed)
    lines.push(`${count(groups.length - groupsNamed)} more groups, in section 1.`);
  return lines;
}

function worseLevels(document: AuditDocument, family: EvidenceOf<'gap-family'>): readonly Worse[] {
  const { margin, metric, levels } = family.data;
  if (margin === null || margin <= 0) return [];
  const isLowerBetter =
    document.declared.metrics.find((entry) => entry.id === metric)?.better === 'lower';
  return levels
    .filter(
      (level) =>
        level.verdict === 'beyond-margin' &&
        level.isAssessable &&
        level.gap.value !== null &&
        (isLowerBetter ? level.gap.value > 0 : level.gap.value < 0),
    )
    .map((level) => ({ family, level, margins: Math.abs(level.gap.value!) / margin }));
}

function line(document: AuditDocument, list: readonly Worse[]): Fill {
  const first = list[0]!;
  const scopes = new Set(list.map(({ family }) => `${family.task}\u0000${family.model}`));
  const many = document.declared.tasks.length > 1 || document.declared.models.length > 1;
  const link = `#${gapAnchor(document, first.family.task, first.family.model, first.family.attribute)}`;
  const name = html`<a href="${link}"><strong>${first.family.attribute} ${first.level.level}</strong></a>`;
  if (!many)
    return html`${name}: ${list.map((one, at) => html`${at > 0 ? '; ' : ''}${amount(document, one)}`)}.`;
  const where = scopeTitle(document, first.family.task, first.family.model);
  return scopes.size === 1
    ? html`${name}, ${where}: ${amount(document, first)}.`
    : html`${name}, in ${count(scopes.size)} ${document.declared.models.length > 1 ? 'tasks and models' : 'tasks'}; most in ${where}: ${amount(document, first)}.`;
}

function amount(document: AuditDocument, { family, level }: Worse): Fill {
  const { metric } = family.data;
  const { value, low, high } = level.gap;
  const thousand = (number: number): string => count(Math.round(Math.abs(number) * 1000));
  const range =
    low === null || high === null
      ? ''
      : ` (${[low, high]
          .map((limit) => Math.abs(limit))
          .sort((a, b) => a - b)
          .map(thousand)
          .join(' to ')})`;
  const unit =
    document.flow.unit === 'row'
      ? 'rows'
      : level.caseCount === level.patientCount
        ? 'patients'
        : 'images';
  const kind = ({ sensitivity: 0, fnr: 0, specificity: 1, fpr: 1, auroc: 2 } as const)[metric];
  if (kind === 0)
    return html`of 1000 ${unit} with the condition, <strong>${thousand(value!)} more are missed</strong>${range}`;
  if (kind === 1)
    return html`of 1000 ${unit} without the condition, <strong>${thousand(value!)} more raise a false alarm</strong>${range}`;
  if (kind === 2)
    return html`of 1000 pairs, one with and one without the condition, <strong>${thousand(value!)} more are ranked the wrong way round</strong>${range}`;
  return html`${metricInText(document, metric)} is <strong>${fixed(Math.abs(value!))} ${value! < 0 ? 'lower' : 'higher'}</strong>${low === null || high === null ? '' : ` (limits ${fixed(low)} to ${fixed(high)})`}`;
}
