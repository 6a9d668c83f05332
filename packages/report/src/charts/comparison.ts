import type { AuditDocument, EvidenceOf } from '@equipoise/domain';
import { fixed, signed } from '../numbers.ts';
import { evidenceOf, subheadingOf } from '../select.ts';
import { metricShort, metricTitle, reasonWords, shortenMiddle } from '../words.ts';
import type { ChartDraft } from './draft.ts';
import { dumbbell } from './dumbbell.ts';
import { forest } from './forest.ts';

/** Pairs in one picture; all stand in the table. */
const pairsDrawn = 45;

type Rest = Omit<ChartDraft, 'key' | 'task' | 'model' | 'attribute'>;

/** Charts that set two things beside each other: an acquisition field, two models. */
export function comparisonPlans(
  document: AuditDocument,
  evidence: EvidenceOf<'acquisition'> | EvidenceOf<'model-comparison'>,
): readonly Rest[] {
  return evidence.kind === 'acquisition'
    ? acquisitionPlans(document, evidence)
    : modelPlans(document, evidence);
}

function acquisitionPlans(document: AuditDocument, evidence: EvidenceOf<'acquisition'>): Rest[] {
  const { data } = evidence;
  const field = evidence.attribute ?? 'field';
  const plans: Rest[] = [];
  if (data.rows.length > 0) {
    const mean =
      data.rows.reduce((sum, row) => sum + (row.prevalence.value ?? 0), 0) / data.rows.length;
    plans.push({
      kind: 'acquisition-prevalence',
      heading: `Share of positives by ${field}`,
      subheading: subheadingOf(document, evidence),
      caption: `How often the condition is labelled, by ${field}, with patient-clustered limits.`,
      draw: (kit) =>
        forest(kit, {
          rows: data.rows.map((row, at) => ({
            key: String(at),
            label: row.level,
            value: row.prevalence.value,
            low: row.prevalence.low,
            high: row.prevalence.high,
            verdict: 'level',
            text: fixed(row.prevalence.value),
            reason: reasonWords(row.prevalence.reason) || 'no value',
          })),
          margin: null,
          reference: mean,
          axis: 'Share of positives',
          isSigned: false,
        }),
    });
  }
  if (data.within.length > 0) {
    plans.push({
      kind: 'acquisition-within',
      heading: `Gaps, crude and within ${field}`,
      subheading: subheadingOf(document, evidence),
      caption: `Open circle: the crude gap; square: the gap between patients imaged with the same ${field}, with its limits shaded.`,
      draw: (kit) =>
        dumbbell(
          kit,
          data.within.slice(0, 20).map((row) => ({
            label: `${metricShort(document, row.metric)}: ${row.attribute} ${row.level}`,
            from: row.crude.value,
            to: row.within.value,
            low: row.within.low,
            high: row.within.high,
            text: signed(row.within.value),
          })),
          {
            axis: 'Gap to the rest',
            from: 'crude',
            to: `within ${field}`,
            reference: 0,
            isSigned: true,
            labelWidth: 140,
            textWidth: 50,
          },
        ),
    });
  }
  return plans;
}

/** All pairs of a task and metric in one picture; each pair with its gaps where groups were compared. */
function modelPlans(
  document: AuditDocument,
  evidence: EvidenceOf<'model-comparison'>,
): readonly Rest[] {
  const siblings = evidenceOf(document, 'model-comparison').filter(
    (entry) => entry.task === evidence.task && entry.data.metric === evidence.data.metric,
  );
  const isFirst = siblings[0]?.id === evidence.id;
  const hasGaps = evidence.data.gapDifferences.length > 0;
  return [
    ...(isFirst && siblings.length > 1 ? [pairsPlan(document, siblings)] : []),
    ...(hasGaps || siblings.length === 1 ? [modelPlan(document, evidence)] : []),
  ];
}

function pairsPlan(
  document: AuditDocument,
  siblings: readonly EvidenceOf<'model-comparison'>[],
): Rest {
  const { metric } = siblings[0]!.data;
  const shown = siblings.slice(0, pairsDrawn);
  const title = metricTitle(document, metric);
  return {
    kind: `model-pairs-${metric}`,
    heading: `${title}: first model minus second`,
    subheading: siblings[0]!.task,
    caption: `Difference in ${title} of each pair of models, with 95 % limits that are not adjusted for the number of pairs${shown.length < siblings.length ? `; ${shown.length} of ${siblings.length} pairs are drawn` : ''}. Hollow: the limits hold 0.`,
    draw: (kit) =>
      forest(kit, {
        rows: shown.map(({ data }, at) => ({
          key: String(at),
          label: `${shortenMiddle(data.a, 13)} − ${shortenMiddle(data.b, 13)}`,
          value: data.difference.value,
          low: data.difference.low,
          high: data.difference.high,
          verdict:
            data.difference.low !== null &&
            data.difference.high !== null &&
            (data.difference.low > 0 || data.difference.high < 0)
              ? 'level'
              : 'cannot-tell',
          text: data.difference.value === null ? '' : signed(data.difference.value),
          reason: reasonWords(data.difference.reason) || 'no value',
        })),
        margin: null,
        reference: 0,
        axis: 'Difference',
        isSigned: true,
        labelWidth: 166,
        width: 460,
      }),
  };
}

function modelPlan(document: AuditDocument, evidence: EvidenceOf<'model-comparison'>): Rest {
  const { data } = evidence;
  const title = metricTitle(document, data.metric);
  const rows = [
    { label: 'everyone', figure: data.difference },
    ...data.gapDifferences.slice(0, 24).map((row) => ({
      label: `gap, ${row.attribute} ${row.level}`,
      figure: row.difference,
    })),
  ];
  return {
    kind: `models-${data.metric}`,
    heading: `${title}: ${data.a} − ${data.b}`,
    subheading: `${data.isPaired ? 'Paired on the same patients' : 'Unpaired'} · ${evidence.task}`,
    caption: `Difference in ${title} between ${data.a} and ${data.b} for everyone, and difference of their gaps per group.`,
    draw: (kit) =>
      forest(kit, {
        rows: rows.map((row, at) => ({
          key: String(at),
          label: row.label,
          value: row.figure.value,
          low: row.figure.low,
          high: row.figure.high,
          verdict: at === 0 ? 'cannot-tell' : 'level',
          text: row.figure.value === null ? '' : signed(row.figure.value),
          reason: reasonWords(row.figure.reason) || 'no value',
        })),
        margin: null,
        reference: 0,
        axis: 'Difference',
        isSigned: true,
        labelWidth: 126,
      }),
  };
}
