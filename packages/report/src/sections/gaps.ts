import type { AuditDocument, EvidenceOf, GapLevel } from '@equipoise/domain';
import { type Fill, html, type Markup, nothing } from '../html/markup.ts';
import { numeric } from '../html/table.ts';
import { absent, count, fixed, pValue, signed, withLimits } from '../numbers.ts';
import { byScope, evidenceOf, gapAnchor, groupBy } from '../select.ts';
import { metricTitle, reasonWords } from '../words.ts';
import { chipOf } from './chips.ts';
import {
  beside,
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
    // Classes of one task repeat an attribute; the anchor belongs to the first.
    const anchors = new Set<string>();
    return html`<p>${count(document.declared.familyCount)} families of gaps: one family is a task, a model, an attribute and a metric, with all its levels against the rest. Limits hold for all levels of a family at once; between families nothing is adjusted.</p>${scoped(
      context,
      byScope(document, families),
      (scope) =>
        [...groupBy(scope.entries, (entry) => entry.attribute ?? '')].map(([attribute, list]) =>
          attributeBlock(context, anchors, attribute, list),
        ),
    )}${comparisons.length === 0 ? nothing : html`<h3>Models compared</h3>${models(context, comparisons)}`}`;
  },
};

function attributeBlock(
  context: SectionContext,
  anchors: Set<string>,
  attribute: string,
  families: readonly EvidenceOf<'gap-family'>[],
): Markup {
  const { document } = context;
  const { task, model } = families[0]!;
  const anchor = gapAnchor(document, task, model, attribute);
  const isNew = !anchors.has(anchor);
  anchors.add(anchor);
  const note = document.declared.attributes.find((entry) => entry.name === attribute);
  return html`<div data-attribute="${attribute}"${isNew ? html` id="${anchor}"` : nothing}><h3>By ${attribute}</h3>${
    note
      ? html`<p class="note">Source: ${note.source}${note.closedSide ? `; intervals closed as ${note.closedSide}` : ''}${note.note ? `; ${note.note}` : ''}.</p>`
      : nothing
  }${charts(
    context,
    ids(families, (family) => family.data.margin !== null),
    priorities.gapChart,
  )}${gapTable(context, attribute, families)}${charts(
    context,
    ids(families, (family) => family.data.margin === null),
  )}</div>`;
}

function ids(
  families: readonly EvidenceOf<'gap-family'>[],
  wanted: (family: EvidenceOf<'gap-family'>) => boolean,
): readonly string[] {
  return families.filter(wanted).map((family) => family.id);
}

/** All metrics of an attribute in one table, each metric a group of rows. */
function gapTable(
  context: SectionContext,
  attribute: string,
  families: readonly EvidenceOf<'gap-family'>[],
): Markup {
  const { document } = context;
  const levels = families.flatMap((family) => family.data.levels);
  const hasReference =
    families.some((family) => family.data.reference !== 'rest') &&
    levels.some((level) => level.gapToReference !== null);
  const hasThousand = levels.some((level) => level.perThousand !== null);
  const isRate = levels.some((level) => level.denominator !== null);
  const first = families[0]!.data;
  return laterTable(
    context,
    {
      caption: `Gaps by ${attribute}: each level minus the rest, simultaneous ${fixed(first.level * 100, 0)} % limits`,
      columns: [
        'Level',
        'Verdict',
        numeric('Gap (simultaneous limits)'),
        numeric(isRate ? 'Value, fraction' : 'Value'),
        numeric('Patients'),
        numeric('Images'),
        numeric('Positive patients'),
        numeric('Limits, unadjusted'),
        numeric('p, adjusted'),
        ...(hasReference ? [numeric(`Gap to ${first.reference}`)] : []),
        ...(hasThousand ? [numeric('Errors per 1000')] : []),
      ],
      groups: families.map((family) => ({
        head: groupHead(document, family),
        rows: family.data.levels.map((level) =>
          row(
            level,
            family.data.margin !== null,
            hasReference,
            hasThousand,
            document.declared.suppressBelow,
          ),
        ),
        of: { by: [attribute], metric: family.data.metric },
      })),
      note: `Limits by studentised max-T over ${count(first.replicates)} patient replicates; critical values ${families.map((family) => fixed(family.data.criticalValue, 2)).join(', ')}. The omnibus test asks whether any level differs at all. Largest minus smallest is corrected for what chance alone would give.${hasThousand ? ' Errors per 1000: more (+) or fewer (−) wrong answers than among the rest, in 1000 images that the metric counts.' : ''}`,
    },
    'gaps.csv',
    priorities.keyTable,
  );
}

function groupHead(document: AuditDocument, { data }: EvidenceOf<'gap-family'>): Fill {
  const omnibus =
    data.omnibus.pValue === null
      ? `no omnibus test (${reasonWords(data.omnibus.reason) || 'not run'})`
      : `omnibus ${data.omnibus.test}, ${count(data.omnibus.permutations)} permutations, p ${pValue(data.omnibus.pValue)}`;
  const range =
    data.range.value === null
      ? ''
      : `; largest minus smallest ${withLimits(data.range)}, raw ${fixed(data.range.raw)}`;
  return html`${metricTitle(document, data.metric)} <small>${data.margin === null ? 'no margin declared, so no verdict' : `margin ±${fixed(data.margin)}`}; ${omnibus}${range}</small>`;
}

function row(
  level: GapLevel,
  isJudged: boolean,
  hasReference: boolean,
  hasThousand: boolean,
  below: number | null,
): Fill[] {
  const isHidden = level.reason === 'suppressed';
  const shown = (value: number | null): Fill =>
    isHidden ? html`<span class="hid">&lt; ${below ?? '?'}</span>` : count(value);
  const fraction =
    level.numerator !== null && level.denominator !== null
      ? html`<br><small>${level.numerator}/${level.denominator}</small>`
      : nothing;
  return [
    level.level,
    html`${isJudged || !level.isAssessable ? chipOf(level.isAssessable ? level.verdict : 'not-assessable') : absent}${level.isAssessable ? nothing : html` <small>${reasonWords(level.reason)}</small>`}`,
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
      html`<div data-task="${task}"><h4>${task}</h4>${beside(
        charts(
          context,
          list.map((entry) => entry.id),
        ),
        laterTable(
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
              numeric('p (Holm)'),
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
              pValue(data.pHolm),
              data.method,
            ]),
          },
          'model-comparison.csv',
        ),
      )}</div>`,
  )}`;
}
