import type { AuditDocument, Finding, ReportItem } from '@equipoise/domain';
import { type Fill, html, type Markup, nothing } from '../html/markup.ts';
import { needsOf, reportItems } from '../items.ts';
import { count } from '../numbers.ts';
import { audience, byScope, gapAnchor, groupBy, hasModels, scopeTitle } from '../select.ts';
import {
  metricShort,
  metricTitle,
  plural,
  reasonWords,
  verdictOrder,
  verdictWords,
  withoutTask,
} from '../words.ts';
import { chip } from './chips.ts';
import { charts, priorities, type Section, type SectionContext } from './section.ts';
import { summary } from './summary.ts';

/** Above this many sentences the first screen folds those that are within the margin. */
const manySentences = 18;

/** Item 1: what was asked, the answers in words, the headline picture, and what could not be told. */
export const verdictSection: Section = {
  number: 1,
  render(context) {
    const { document } = context;
    const confirmatory = document.findings.filter((finding) => finding.role === 'confirmatory');
    if (confirmatory.length === 0) {
      return html`${gates(document)}<p>No question with a margin was asked: the figures below describe, they do not judge.</p>${warnings(document)}`;
    }
    return html`${scoreboard(confirmatory)}${gates(document)}${matrix(document, confirmatory)}<div class="broad">${charts(context, ['headline'], priorities.headline)}</div><div class="narrow">${charts(context, ['headline-narrow'], priorities.headline)}</div>${sentences(context, confirmatory)}${untold(document, confirmatory)}${warnings(document)}`;
  },
};

/** The head of the page: what was audited, on whom, in which unit. */
export function header(document: AuditDocument): Markup {
  const { patientCount, caseCount } = audience(document);
  const { declared } = document;
  const isRow = document.flow.unit === 'row';
  const groups = declared.attributes.filter((attribute) => attribute.role !== 'id-like');
  const facts: readonly (readonly [Fill, string])[] = [
    ...(isRow ? [] : [[count(patientCount), plural(patientCount, 'patient', 'patients')] as const]),
    [count(caseCount), isRow ? 'rows' : plural(caseCount, 'image', 'images')],
    [count(declared.tasks.length), plural(declared.tasks.length, 'task', 'tasks')],
    [count(declared.models.length), plural(declared.models.length, 'model', 'models')],
    [count(groups.length), plural(groups.length, 'attribute', 'attributes')],
    [
      count(declared.familyCount),
      plural(declared.familyCount, 'family of gaps', 'families of gaps'),
    ],
  ];
  const tasks = declared.tasks.map((task) => task.name).join(', ');
  return html`<h1>${document.title}</h1>
<p class="sub">${declared.models.join(', ')} on ${tasks}; ${groups.length === 0 ? 'no groups named' : `groups by ${groups.map((attribute) => attribute.name).join(', ')}`}. Unit of analysis: ${isRow ? 'the row' : 'the patient'}.</p>
${
  isRow
    ? html`<div class="loud" role="note"><p><strong>Unit of analysis: the row, not the patient.</strong></p><p>No patient column was named. If some patients have several rows, every interval in this report is too narrow and a verdict may be wrong. Name the column with <code>--patient</code>.</p></div>`
    : nothing
}${
  declared.suppressBelow === null
    ? nothing
    : html`<p><strong>Share-safe copy:</strong> figures that rest on fewer than ${declared.suppressBelow} people are hidden, and others with them where a hidden one could be got by subtraction.</p>`
}${summary(document)}<ul class="facts">${facts.map(([value, name]) => html`<li><b>${value}</b>${name}</li>`)}</ul>`;
}

function scoreboard(findings: readonly Finding[]): Markup {
  const items = verdictOrder.map((verdict) => {
    const number = findings.filter((finding) => finding.verdict === verdict).length;
    const { name, meaning } = verdictWords[verdict];
    return html`<li>${chip(verdict)}<b>${number} ${name.toLowerCase()}</b><span>${meaning}</span></li>`;
  });
  return html`<p class="lead">Each task, attribute and metric is one question, with a margin declared as the largest acceptable gap. “Cannot tell” is an answer about the data: it is no sign of equality.</p><ul class="score">${items}</ul>`;
}

function gates(document: AuditDocument): Markup {
  if (document.gates.length === 0) return nothing;
  const verdictOf = {
    met: 'within-margin',
    broken: 'beyond-margin',
    'cannot-tell': 'cannot-tell',
  } as const;
  return html`<h3>Gates</h3><ul class="says">${document.gates.map(
    (gate) =>
      html`<li>${chip(verdictOf[gate.outcome])}<div><strong>${gate.name}: ${gate.outcome.replace('-', ' ')}.</strong> ${gate.sentence}</div></li>`,
  )}</ul>`;
}

function matrix(document: AuditDocument, findings: readonly Finding[]): Markup {
  const attributes = [...new Set(findings.map((finding) => finding.attribute ?? ''))];
  const rows = byScope(document, findings).map((scope) => {
    const byAttribute = groupBy(scope.entries, (finding) => finding.attribute ?? '');
    const cells = attributes.map((attribute) => {
      const cell = byAttribute.get(attribute);
      if (!cell) return html`<td>—</td>`;
      const glyphs = cell.map(
        (finding) =>
          html`<span class="m">${chip(finding.verdict)}${metricShort(document, finding.metric ?? '')}</span>`,
      );
      return html`<td><a href="#${gapAnchor(document, scope.task, scope.model, attribute)}">${glyphs}</a></td>`;
    });
    return html`<tr data-task="${scope.task}" data-model="${hasModels(document) ? scope.model : ''}"><th scope="row">${scopeTitle(document, scope.task, scope.model)}</th>${cells}</tr>`;
  });
  return html`<h3>All answers at a glance</h3><div class="scroll" tabindex="0" role="group" aria-label="All answers"><table class="matrix"><caption>Verdict per task and attribute; each cell leads to its gaps.</caption><thead><tr><th scope="col">Task</th>${attributes.map(
    (attribute) => html`<th scope="col">${attribute === '' ? 'overall' : attribute}</th>`,
  )}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function sentences(context: SectionContext, findings: readonly Finding[]): Markup {
  const { document } = context;
  const isSingle = document.declared.tasks.length <= 1 && !hasModels(document);
  const line = (finding: Finding): Markup =>
    html`<li data-task="${finding.task}" data-model="${hasModels(document) ? finding.model : ''}" data-attribute="${finding.attribute}">${chip(finding.verdict)}<div>${
      isSingle
        ? nothing
        : html`<strong>${scopeTitle(document, finding.task, finding.model)}.</strong> `
    }${withoutTask(finding.sentence, finding.task)}</div></li>`;
  const groups = verdictOrder.map((verdict) => {
    const list = findings.filter((finding) => finding.verdict === verdict);
    if (list.length === 0) return nothing;
    const { name } = verdictWords[verdict];
    const items = html`<ul class="says">${list.map(line)}</ul>`;
    const isFolded = findings.length > manySentences && verdict !== 'beyond-margin';
    return isFolded
      ? html`<details><summary>${name}: ${list.length}</summary>${items}</details>`
      : html`<h4>${name}</h4>${items}`;
  });
  return html`<h3>In words</h3>${groups}`;
}

function untold(document: AuditDocument, findings: readonly Finding[]): Markup {
  const open = findings.filter(
    (finding) => finding.verdict === 'cannot-tell' || finding.verdict === 'not-assessable',
  );
  const groups = [...groupBy(open, (finding) => finding.reason ?? 'interval-crosses-margin')];
  const levels = document.evidence.flatMap((evidence) =>
    evidence.kind === 'gap-family' && evidence.data.margin !== null
      ? evidence.data.levels
          .filter((level) => !level.isAssessable)
          .map((level) => ({
            task: scopeTitle(document, evidence.task, evidence.model),
            text: `${evidence.attribute} ${level.level}: ${reasonWords(level.reason) || 'no reason given'}`,
          }))
      : [],
  );
  const many = document.declared.tasks.length > 1 || hasModels(document);
  const unique = [...groupBy(levels, (level) => level.text)].map(([text, list]) => {
    const tasks = [...new Set(list.map((level) => level.task))];
    const named = tasks.slice(0, 5).join(', ');
    const more = tasks.length > 5 ? ` and ${count(tasks.length - 5)} more` : '';
    return many ? `${text} (${named}${more})` : text;
  });
  const items = document.items.filter((item) => item.status === 'not-assessed');
  if (groups.length === 0 && unique.length === 0 && items.length === 0) return nothing;
  return html`<h3>What could not be told, and why</h3><ul>${groups.map(
    ([reason, list]) =>
      html`<li>${count(list.length)} of ${count(findings.length)} questions: ${reasonWords(reason)} (${questionNames(document, list)})</li>`,
  )}${unique.slice(0, 12).map((text) => html`<li>${text}</li>`)}${
    unique.length > 12
      ? html`<li>${unique.length - 12} more groups, each with its reason in section 7</li>`
      : nothing
  }${items.map((item) => html`<li>Item ${item.number}, ${titleOf(item)}: needs ${needsOf(item.number, item.needs)}</li>`)}</ul>`;
}

function titleOf(item: ReportItem): string {
  return reportItems.find((entry) => entry.number === item.number)?.title ?? item.title;
}

function questionNames(document: AuditDocument, findings: readonly Finding[]): string {
  const names = findings.map(
    (finding) =>
      `${metricTitle(document, finding.metric ?? '')} by ${finding.attribute ?? 'no attribute'}`,
  );
  const unique = [...new Set(names)];
  return unique.length <= 6
    ? unique.join('; ')
    : `${unique.slice(0, 6).join('; ')}; and ${unique.length - 6} more`;
}

function warnings(document: AuditDocument): Markup {
  if (document.warnings.length === 0) return nothing;
  return html`<h3>Warnings</h3><ul>${document.warnings.map((warning) => html`<li>${warning.sentence}</li>`)}</ul>`;
}
