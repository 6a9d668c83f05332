import type { AuditDocument, EvidenceOf } from '@equipoise/domain';
import { fixed, percent, signed } from '../numbers.ts';
import { subheadingOf } from '../select.ts';
import { metricInText, metricTitle, reasonWords } from '../words.ts';
import type { ChartDraft } from './draft.ts';
import { dumbbell } from './dumbbell.ts';
import { type ForestRow, forest } from './forest.ts';

type Rest = Omit<ChartDraft, 'key' | 'task' | 'model' | 'attribute'>;
type Row = EvidenceOf<'label-uncertainty'>['data']['rows'][number];

/** Levels of one picture. */
const levelsDrawn = 20;

/** Gaps with the labels as given, with their uncertainty, and with one reader as the reference. */
export function labelUncertaintyPlans(
  document: AuditDocument,
  evidence: EvidenceOf<'label-uncertainty'>,
): readonly Rest[] {
  const { data } = evidence;
  if (data.attribute === null) return overallPlans(document, evidence);
  const judged = [
    ...new Set(data.rows.flatMap((row) => (row.margin === null ? [] : [row.metric]))),
  ];
  return judged.flatMap((metric): Rest[] => {
    const rows = data.rows.filter((row) => row.metric === metric && row.versus === 'rest');
    if (rows.every((row) => row.with.value === null)) return [];
    return [
      {
        kind: `labels-${metric}`,
        heading: `${metricTitle(document, metric)} by ${data.attribute}`,
        subheading: 'Each level minus the rest',
        caption: `Gap in ${metricInText(document, metric)} by ${data.attribute}: with the labels as given; with their uncertainty carried along${data.source === 'readings' ? '; and had one reader a case been the reference' : ''}. The band is the margin.`,
        draw: (kit) =>
          forest(kit, {
            rows: rows.slice(0, levelsDrawn).flatMap(forestRows),
            margin: rows[0]?.margin ?? null,
            reference: 0,
            axis: 'Gap to the rest',
            isSigned: true,
          }),
      },
    ];
  });
}

function forestRows(row: Row, at: number): ForestRow[] {
  const { level, verdictWithout, verdictWith } = row;
  const line = (part: string, figure: Row['with'], verdict: string | null): ForestRow => ({
    key: `${at}-${part}`,
    label: part === 'as given' ? `${level}: as given` : part,
    value: figure.value,
    low: figure.low,
    high: figure.high,
    verdict: verdict ?? 'not-assessable',
    text: figure.value === null ? '' : signed(figure.value),
    reason: reasonWords(figure.reason ?? row.reason) || 'no value',
  });
  return [
    line('as given', row.without, verdictWithout),
    line('labels drawn', row.with, verdictWith),
    ...(row.oneReader === null ? [] : [line('one reader', row.oneReader, null)]),
  ];
}

function overallPlans(
  document: AuditDocument,
  evidence: EvidenceOf<'label-uncertainty'>,
): readonly Rest[] {
  const shares = new Set(['auroc', 'sensitivity', 'specificity', 'accuracy', 'ppv', 'npv']);
  const rows = evidence.data.rows.filter(
    (row) => shares.has(row.metric) && row.with.value !== null,
  );
  if (rows.length === 0) return [];
  return [
    {
      kind: 'labels-overall',
      heading: 'Metrics when labels are drawn',
      subheading: subheadingOf(document, evidence),
      caption:
        'Open circle: with the labels as given; square: with their uncertainty carried along, limits shaded.',
      draw: (kit) =>
        dumbbell(
          kit,
          rows.map((row) => ({
            label: metricTitle(document, row.metric),
            from: row.without.value,
            to: row.with.value,
            low: row.with.low,
            high: row.with.high,
            text: fixed(row.with.value),
          })),
          { axis: 'Value', from: 'as given', to: 'labels drawn' },
        ),
    },
  ];
}

/** How often labels are wrong in each group. */
export function labelNoisePlans(
  document: AuditDocument,
  evidence: EvidenceOf<'label-noise'>,
): readonly Rest[] {
  const everyone = evidence.data.rows.find((row) => row.attribute === null);
  const rows = evidence.data.rows
    .filter((row) => row.attribute !== null && row.wrong.value !== null)
    .slice(0, 40);
  if (rows.length === 0) return [];
  return [
    {
      kind: 'label-noise',
      heading: 'Wrong labels by group',
      subheading: subheadingOf(document, evidence),
      caption: `Share of reference labels that are wrong, as far as the readers tell; the line: everyone, ${percent(everyone?.wrong.value)}.`,
      draw: (kit) =>
        forest(kit, {
          rows: rows.map((row, at) => ({
            key: String(at),
            label: `${row.attribute} ${row.level}`,
            value: row.wrong.value,
            low: row.wrong.low,
            high: row.wrong.high,
            verdict: 'group',
            text: percent(row.wrong.value),
            reason: null,
          })),
          margin: null,
          reference: everyone?.wrong.value ?? 0,
          axis: 'Share of wrong labels',
          isSigned: false,
        }),
    },
  ];
}

/** The model beside each reader. */
export function amongReadersPlans(
  document: AuditDocument,
  evidence: EvidenceOf<'model-among-readers'>,
): readonly Rest[] {
  const rows = evidence.data.readers.filter((row) => row.difference.value !== null).slice(0, 60);
  if (rows.length === 0) return [];
  return [
    {
      kind: 'model-among-readers',
      heading: 'The model minus each reader',
      subheading: subheadingOf(document, evidence),
      caption:
        'Balanced accuracy of the model at its threshold minus that of the reader, both against the majority of the other readers on the same cases, with patient-clustered limits. Right of the line the model does better.',
      draw: (kit) =>
        forest(kit, {
          rows: rows.map((row, at) => ({
            key: String(at),
            label: row.reader,
            value: row.difference.value,
            low: row.difference.low,
            high: row.difference.high,
            verdict: 'reader',
            text: signed(row.difference.value),
            reason: null,
          })),
          margin: null,
          reference: 0,
          axis: 'Balanced accuracy, model minus reader',
          isSigned: true,
        }),
    },
  ];
}
