import type { EvidenceOf, GapLevel } from '@equipoise/domain';
import { type Fill, html, type Markup, nothing } from '../html/markup.ts';
import { numeric } from '../html/table.ts';
import { absent, count, fixed, pValue, signed, withLimits } from '../numbers.ts';
import { byScope, evidenceOf, gapAnchor, groupBy } from '../select.ts';
import { metricTitle, reasonWords } from '../words.ts';
import { chipOf } from './chips.ts';
import {
  charts,
  laterTable,
  priorities,
  type Section,
  type SectionContext,
  scoped,
} from './section.ts';

/** Item 7: signed gaps with simultaneous limits, per task, model and attribute; models compared. */
export const gapsSection: Section = {
  number: 7,
  render(context) {
    const { document } = context;
    const families = evidenceOf(document, 'gap-family');
    const comparisons = evidenceOf(document, 'model-comparison');
    if (families.length === 0 && comparisons.length === 0) return null;
    return html`<p>${count(document.declared.familyCount)} families of gaps: one family is a task, a model, an attribute and a metric, with all its levels against the rest. Limits hold for all levels of a family at once; between families nothing is adjusted.</p>${scoped(
      context,
      byScope(document, families),
      (scope) =>
        [...groupBy(scope.entries, (entry) => entry.attribute ?? '')].map(([attribute, list]) =>
          attributeBlock(context, scope.task, scope.model, attribute, list),
        ),
    )}${comparisons.length === 0 ? nothing : html`<h3>Models compared</h3>${models(context, comparisons)}`}`;
  },
};

function attributeBlock(
  context: SectionContext,
  task: string,
  model: string,
  attribute: string,
  families: readonly EvidenceOf<'gap-family'>[],
): Markup {
  const { document } = context;
  const note = document.declared.attributes.find((entry) => entry.name === attribute);
  return html`<div data-attribute="${attribute}" id="${gapAnchor(document, task, model, attribute)}"><h3>By ${attribute}</h3>${
    note
      ? html`<p class="note">Source: ${note.source}${note.closedSide ? `; intervals closed as ${note.closedSide}` : ''}${note.note ? `; ${note.note}` : ''}.</p>`
      : nothing
  }${charts(
    context,
    families.map((entry) => entry.id),
    priorities.gapChart,
  )}${families.map((entry) => familyTable(context, entry))}</div>`;
}

function familyTable(context: SectionContext, evidence: EvidenceOf<'gap-family'>): Markup {
  const { data } = evidence;
  const { document } = context;
  const title = metricTitle(document, data.metric);
  const hasReference =
    data.reference !== 'rest' && data.levels.some((level) => level.gapToReference !== null);
  const hasThousand = data.levels.some((level) => level.perThousand !== null);
  const isRate = data.levels.some((level) => level.denominator !== null);
  const omnibus =
    data.omnibus.pValue === null
      ? `omnibus test: none (${reasonWords(data.omnibus.reason) || 'not run'})`
      : `omnibus ${data.omnibus.test}, ${count(data.omnibus.permutations)} permutations: p ${pValue(data.omnibus.pValue)}`;
  const range =
    data.range.value === null
      ? ''
      : ` Largest minus smallest, corrected for chance: ${withLimits(data.range)}; raw ${fixed(data.range.raw)}, expected under no difference ${fixed(data.range.nullMean)}.`;
  return laterTable(
    context,
    {
      caption: `${title} by ${evidence.attribute ?? ''}`,
      columns: [
        'Level',
        'Verdict',
        numeric('Gap to the rest (simultaneous)'),
        numeric(isRate ? 'Value, fraction' : 'Value'),
        numeric('Patients'),
        numeric('Images'),
        numeric('Positive patients'),
        numeric('Unadjusted limits'),
        numeric('p, adjusted'),
        ...(hasReference ? [numeric(`Gap to ${data.reference}`)] : []),
        ...(hasThousand ? [numeric('Per 1000 with the condition')] : []),
      ],
      rows: data.levels.map((level) =>
        row(level, isRate, hasReference, hasThousand, document.declared.suppressBelow),
      ),
      note: `Margin ${data.margin === null ? 'none declared, so limits without a verdict' : `±${fixed(data.margin)}`}. Simultaneous ${fixed(data.level * 100, 0)} % limits, ${count(data.replicates)} patient replicates, critical value ${fixed(data.criticalValue, 2)}; ${omnibus}.${range}`,
    },
    'gaps.csv',
    priorities.keyTable,
  );
}

function row(
  level: GapLevel,
  isRate: boolean,
  hasReference: boolean,
  hasThousand: boolean,
  below: number | null,
): Fill[] {
  const isHidden = level.reason === 'suppressed';
  const shown = (value: number | null): string => (isHidden ? `< ${below ?? '?'}` : count(value));
  const fraction =
    isRate && level.numerator !== null && level.denominator !== null
      ? html`<br><small>${level.numerator}/${level.denominator}</small>`
      : nothing;
  return [
    level.level,
    html`${chipOf(level.isAssessable ? level.verdict : 'not-assessable')}${level.isAssessable ? nothing : html` <small>${reasonWords(level.reason)}</small>`}`,
    level.gap.value === null ? absent : withLimits(level.gap, signed),
    html`${fixed(level.metric.value)}${fraction}`,
    shown(level.patientCount),
    shown(level.caseCount),
    shown(level.positivePatientCount),
    level.unadjustedLow === null || level.unadjustedHigh === null
      ? absent
      : `${signed(level.unadjustedLow)} to ${signed(level.unadjustedHigh)}`,
    pValue(level.pAdjusted),
    ...(hasReference ? [withLimits(level.gapToReference, signed)] : []),
    ...(hasThousand ? [level.perThousand === null ? absent : signed(level.perThousand, 0)] : []),
  ];
}

function models(
  context: SectionContext,
  entries: readonly EvidenceOf<'model-comparison'>[],
): Markup {
  const { document } = context;
  return html`${[...groupBy(entries, (entry) => entry.task)].map(
    ([task, list]) =>
      html`<div data-task="${task}"><h4>${task}</h4>${charts(
        context,
        list.map((entry) => entry.id),
      )}${laterTable(
        context,
        {
          caption: `Models on ${task}`,
          columns: [
            'Metric',
            'A',
            'B',
            'Cases',
            numeric('Patients shared'),
            numeric('Images shared'),
            numeric('A − B (limits)'),
            numeric('p'),
            'Method',
          ],
          rows: list.map(({ data }) => [
            metricTitle(document, data.metric),
            data.a,
            data.b,
            data.isIdentical ? 'identical score columns' : data.isPaired ? 'paired' : 'unpaired',
            count(data.sharedPatientCount),
            count(data.sharedCaseCount),
            data.difference.value === null
              ? reasonWords(data.difference.reason) || absent
              : withLimits(data.difference, signed),
            pValue(data.pValue),
            data.method,
          ]),
        },
        'model-comparison.csv',
      )}</div>`,
  )}`;
}
