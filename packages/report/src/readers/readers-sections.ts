import type { ReadersDocument } from '@equipoise/domain';
import { html, type Markup, nothing, raw } from '../html/markup.ts';
import { table } from '../html/table.ts';
import { count } from '../numbers.ts';

/** Who read what, and what was left out with the reason. */
export function flowSection(document: ReadersDocument): Markup {
  const { flow } = document;
  const inputs = flow.inputs.map(
    (input) =>
      html`<li>${input.name}: ${count(input.rowCount)} rows, ${input.columnCount} columns</li>`,
  );
  const reasons = flow.questions.flatMap((question) =>
    question.leftOut.map((entry) => [question.task, entry.reason, count(entry.readingCount)]),
  );
  return html`<ul>${inputs}</ul>${table({
    caption: 'Readings by question',
    columns: [
      'Question',
      { head: 'cases', isNumber: true },
      { head: 'readings', isNumber: true },
      { head: 'answered', isNumber: true },
      { head: 'cannot tell', isNumber: true },
      { head: 'not asked', isNumber: true },
      { head: 'cases with one reading', isNumber: true },
      { head: 'left out', isNumber: true },
    ],
    rows: flow.questions.map((question) => [
      question.task,
      count(question.caseCount),
      count(question.readingCount),
      count(question.answeredCount),
      count(question.cannotTellCount),
      count(question.notAskedCount),
      count(question.singleReadingCaseCount),
      count(question.leftOut.reduce((sum, entry) => sum + entry.readingCount, 0)),
    ]),
    note: 'Blank means that a question was not asked or not recorded. That nothing was found is an answer; that a reader could not tell is one of its own.',
  })}${
    reasons.length === 0
      ? html`<p>No reading was left out.</p>`
      : table({
          caption: 'Left out',
          columns: ['Question', 'reason', { head: 'readings', isNumber: true }],
          rows: reasons,
        })
  }`;
}

/** How the figures were made: paragraphs, command, inputs. */
export function methodsSection(document: ReadersDocument): Markup {
  const { provenance } = document;
  const inputs = provenance.inputs.map(
    (input) => html`<li>${input.name} (${input.role}): <code>${input.sha256}</code></li>`,
  );
  const names = document.declared.isPseudonymous
    ? html`<p>Readers are shown by pseudonym, in the order of their names; ask for names to see them.</p>`
    : nothing;
  return html`${document.methods.map((paragraph) => html`<p>${paragraph}</p>`)}${names}<p>Confidence level ${document.declared.level * 100} %, ${count(document.declared.replicates)} replicates, seed ${provenance.seed}.</p><pre>${provenance.command}</pre><h3>Inputs (SHA-256)</h3><ul>${inputs}</ul><p>Statistics code ${raw(`<code>${provenance.statisticsHash.slice(0, 16)}</code>`)}.</p>`;
}
