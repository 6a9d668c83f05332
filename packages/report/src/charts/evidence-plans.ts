import type { AuditDocument, Evidence } from '@equipoise/domain';
import { fixed, percent, signed } from '../numbers.ts';
import { subheadingOf } from '../select.ts';
import { metricInText, metricTitle } from '../words.ts';
import { barChart } from './bars.ts';
import { calibrationChart } from './calibration.ts';
import { comparisonPlans } from './comparison.ts';
import { decisionCurveChart } from './decision-curve.ts';
import { decompositionChart } from './decomposition.ts';
import type { ChartDraft } from './draft.ts';
import { dumbbell } from './dumbbell.ts';
import { gapPlan, sitesPlan } from './forest-plans.ts';
import { heatMap } from './heat-map.ts';
import { imagesPerPatientChart } from './histogram.ts';
import { amongReadersPlans, labelNoisePlans, labelUncertaintyPlans } from './label-plans.ts';
import { metricByAgeChart } from './metric-by-age.ts';
import { levelStyles, levelsDrawn } from './palette.ts';
import { rocChart } from './roc.ts';

/** Rows of one picture; longer lists stand in the tables whole. */
const rowsDrawn = 60;

type Rest = Omit<ChartDraft, 'key' | 'task' | 'model' | 'attribute'>;

/** The charts of each piece of evidence. */
export function evidencePlans(document: AuditDocument): readonly ChartDraft[] {
  return document.evidence.flatMap((evidence) =>
    draft(document, evidence).map((rest) => ({
      key: evidence.id,
      task: evidence.task,
      model: evidence.model,
      attribute: evidence.attribute,
      ...rest,
    })),
  );
}

function draft(document: AuditDocument, evidence: Evidence): readonly Rest[] {
  const title = (metric: string): string => metricTitle(document, metric);
  const inText = (metric: string): string => metricInText(document, metric);
  const by = evidence.attribute === null ? '' : ` by ${evidence.attribute}`;
  const where = subheadingOf(document, evidence);
  switch (evidence.kind) {
    case 'gap-family':
      return [gapPlan(document, evidence)];
    case 'roc': {
      const levels = evidence.data.curves.map((curve) => curve.level);
      const styles = levelStyles(document, evidence.attribute, levels);
      if (!evidence.data.curves.some((curve) => curve.points.length > 1)) return [];
      return [
        {
          kind: 'roc',
          heading: `ROC${by}`,
          subheading: where,
          caption: `Sensitivity against one minus specificity${by}; shaded: pointwise patient-clustered band; marks: the operating threshold.${more(levels)}`,
          draw: (kit) => rocChart(kit, evidence.data, styles),
        },
      ];
    }
    case 'calibration': {
      const levels = evidence.data.groups.map((group) => group.level);
      const styles = levelStyles(document, evidence.attribute, levels);
      if (!evidence.data.groups.some((group) => group.curve.length > 0)) return [];
      return [
        {
          kind: 'calibration',
          heading: `Calibration${by}`,
          subheading: where,
          caption: `Observed share of positives against the predicted probability${by}, with patient-clustered bands.${more(levels)}`,
          draw: (kit) => calibrationChart(kit, evidence.data, styles),
        },
      ];
    }
    case 'decision-curve': {
      const levels = evidence.data.curves.map((curve) => curve.level);
      const styles = levelStyles(document, evidence.attribute, levels);
      if (!evidence.data.curves.some((curve) => curve.points.length > 1)) return [];
      return [
        {
          kind: 'decision-curve',
          heading: `Decision curve${by}`,
          subheading: where,
          caption: `Net benefit of acting on the score at each threshold probability${by}, with bands${evidence.data.operatingThreshold === null ? '' : `; dotted upright: the operating threshold ${fixed(evidence.data.operatingThreshold)}`}.${more(levels)}`,
          draw: (kit) => decisionCurveChart(kit, evidence.data, styles),
        },
      ];
    }
    case 'metric-by-age':
      if (evidence.data.points.length < 2) return [];
      return [
        {
          kind: `${evidence.data.metric}-by-${evidence.data.attribute}`,
          heading: `${title(evidence.data.metric)} against ${evidence.data.attribute}`,
          subheading: where,
          caption: `Smoothed over ${evidence.data.attribute} (bandwidth ${fixed(evidence.data.bandwidth, 1)}) with a pointwise patient-clustered band; grey at the foot: where the cases are.`,
          draw: (kit) => metricByAgeChart(kit, evidence.data, title(evidence.data.metric)),
        },
      ];
    case 'unit-of-analysis':
      if (evidence.data.unit === 'row' || evidence.data.casesPerPatient.max <= 1) return [];
      return [
        {
          kind: 'images-per-patient',
          heading: 'Images per patient',
          subheading: where,
          caption: 'Number of patients by how many images each has.',
          draw: (kit) => imagesPerPatientChart(kit, evidence.data.histogram),
        },
      ];
    case 'power': {
      const rows = evidence.data.rows
        .filter((row) => row.minimumDetectableGap !== null)
        .slice(0, rowsDrawn);
      if (rows.length === 0) return [];
      return [
        {
          kind: `power-${evidence.data.metric}`,
          heading: `Detectable gap in ${inText(evidence.data.metric)}${by}`,
          subheading: where,
          caption: `Smallest true gap that would be found with 80 % power${evidence.data.margin === null ? '' : `; dashed: the margin ${fixed(evidence.data.margin)}. A bar that reaches past it means the data cannot see a gap as small as the margin`}.`,
          draw: (kit) =>
            barChart(
              kit,
              rows.map((row) => ({
                label: row.level,
                value: row.minimumDetectableGap!,
                text: fixed(row.minimumDetectableGap),
              })),
              'Smallest detectable gap',
              { rule: evidence.data.margin },
            ),
        },
      ];
    }
    case 'intersections': {
      const shown = evidence.data.cells
        .filter((cell) => cell.raw.value !== null || cell.shrunken.value !== null)
        .sort(
          (a, b) => (a.shrunken.value ?? a.raw.value ?? 0) - (b.shrunken.value ?? b.raw.value ?? 0),
        )
        .slice(0, 16);
      if (shown.length === 0) return [];
      return [
        {
          kind: `intersections-${evidence.data.metric}`,
          heading: `${title(evidence.data.metric)}: ${evidence.data.attributes.join(' × ')}`,
          subheading: where,
          caption: `Raw and shrunken value of each intersection with the shrunken limits, number of patients at the right${shown.length < evidence.data.cells.length ? `; the ${shown.length} lowest of ${evidence.data.cells.length} cells` : ''}.`,
          draw: (kit) =>
            dumbbell(
              kit,
              shown.map((cell) => ({
                label: evidence.data.attributes.map((name) => cell.slice[name] ?? '').join(' · '),
                from: cell.raw.value,
                to: cell.shrunken.value,
                low: cell.shrunken.low,
                high: cell.shrunken.high,
                text: String(cell.patientCount),
              })),
              { axis: title(evidence.data.metric), from: 'raw', to: 'shrunken', labelWidth: 128 },
            ),
        },
      ];
    }
    case 'missing-bounds': {
      const rows = evidence.data.levels.filter((level) => level.gap !== null).slice(0, rowsDrawn);
      if (rows.length === 0) return [];
      return [
        {
          kind: `missing-bounds-${evidence.data.metric}`,
          heading: `Gap in ${inText(evidence.data.metric)}${by}`,
          subheading: 'If all missing values belonged where they move it most',
          caption:
            'Shaded: from the smallest to the largest gap that the missing values allow; square: the gap as observed.',
          draw: (kit) =>
            dumbbell(
              kit,
              rows.map((row) => ({
                label: row.level,
                from: null,
                to: row.gap,
                low: row.worst === null || row.best === null ? null : Math.min(row.worst, row.best),
                high:
                  row.worst === null || row.best === null ? null : Math.max(row.worst, row.best),
                text: signed(row.gap),
              })),
              {
                axis: 'Gap',
                from: '',
                to: 'observed; shaded: bounds',
                reference: 0,
                isSigned: true,
              },
            ),
        },
      ];
    }
    case 'adjusted-gaps':
      return [
        {
          kind: `adjusted-${evidence.data.metric}`,
          heading: `Gap in ${inText(evidence.data.metric)}${by}`,
          subheading: `Adjusted for ${evidence.data.adjustedFor.join(', ')}`,
          caption:
            'Open circle: the crude gap; square: the gap on like cases, with its limits shaded.',
          draw: (kit) =>
            dumbbell(
              kit,
              evidence.data.rows.slice(0, rowsDrawn).map((row) => ({
                label: row.level,
                from: row.crude.value,
                to: row.adjusted.value,
                low: row.adjusted.low,
                high: row.adjusted.high,
                text: signed(row.adjusted.value),
              })),
              {
                axis: 'Gap',
                from: 'crude',
                to: 'adjusted',
                reference: 0,
                isSigned: true,
                textWidth: 52,
              },
            ),
        },
      ];
    case 'predictive-values':
      return [
        {
          kind: 'ppv-common',
          heading: `Positive predictive value${by}`,
          subheading: `As seen, and at prevalence ${percent(evidence.data.commonPrevalence)} everywhere`,
          caption:
            'Open circle: as observed at the prevalence of each group; square: at the common prevalence, with limits shaded.',
          draw: (kit) =>
            dumbbell(
              kit,
              evidence.data.rows.slice(0, rowsDrawn).map((row) => ({
                label: row.level,
                from: row.ppvObserved.value,
                to: row.ppvCommon.value,
                low: row.ppvCommon.low,
                high: row.ppvCommon.high,
                text: fixed(row.ppvCommon.value),
              })),
              { axis: 'PPV', from: 'observed', to: 'common prevalence' },
            ),
        },
      ];
    case 'decomposition':
      if (evidence.data.rows.every((row) => row.conditional.value === null)) return [];
      return [
        {
          kind: `decomposition-${evidence.data.metric}`,
          heading: `Sources of the gap in ${inText(evidence.data.metric)}`,
          subheading: where,
          caption: `Parts of each gap${by}: how common the condition is (label mix), which cases were seen (case mix), and what remains on like cases.`,
          draw: (kit) => decompositionChart(kit, evidence.data),
        },
      ];
    case 'threshold': {
      const rows = evidence.data.rows
        .filter((row) => row.neededThreshold !== null)
        .slice(0, rowsDrawn);
      if (rows.length === 0) return [];
      return [
        {
          kind: 'needed-threshold',
          heading: 'Threshold each group would need',
          subheading: where,
          caption: `Square: the threshold at which the group reaches the overall sensitivity; open circle and dashed line: the threshold in use, ${fixed(evidence.data.threshold)}.`,
          draw: (kit) =>
            dumbbell(
              kit,
              rows.map((row) => ({
                label: `${row.attribute} ${row.level}`,
                from: evidence.data.threshold,
                to: row.neededThreshold,
                text: fixed(row.neededThreshold),
              })),
              { axis: 'Score', from: 'in use', to: 'needed', reference: evidence.data.threshold },
            ),
        },
      ];
    }
    case 'tipping-point': {
      const rows = evidence.data.rows.filter((row) => row.flipShare !== null).slice(0, rowsDrawn);
      if (rows.length === 0) return [];
      return [
        {
          kind: `tipping-point-${evidence.data.metric}`,
          heading: `Labels to change the verdict${by}`,
          subheading: [title(evidence.data.metric), where]
            .filter((part) => part !== null)
            .join(' · '),
          caption:
            'Share of reference labels that would have to be wrong, in the worst place, for the verdict to change.',
          draw: (kit) =>
            barChart(
              kit,
              rows.map((row) => ({
                label: row.level,
                value: row.flipShare!,
                text: percent(row.flipShare),
              })),
              'Share of labels',
              { format: (value) => percent(value, 1) },
            ),
        },
      ];
    }
    case 'label-uncertainty':
      return labelUncertaintyPlans(document, evidence);
    case 'label-noise':
      return labelNoisePlans(document, evidence);
    case 'model-among-readers':
      return amongReadersPlans(document, evidence);
    case 'sites':
      return [sitesPlan(document, evidence)];
    case 'acquisition':
    case 'model-comparison':
      return comparisonPlans(document, evidence);
    case 'metric-matrix':
      return [
        {
          kind: `matrix-${evidence.data.metric}`,
          heading: title(evidence.data.metric),
          subheading: `Mean over ${evidence.data.models.length} models`,
          caption: `Each cell holds the mean over ${evidence.data.models.length} models; darker is higher.`,
          draw: (kit) => heatMap(kit, evidence.data),
        },
      ];
    case 'worst-group':
    case 'suitability':
    case 'confusion-matrix':
    case 'planted-and-found':
      return [];
    default:
      return evidence satisfies never;
  }
}

function more(levels: readonly string[]): string {
  return levels.length > levelsDrawn + 1
    ? ` The first ${levelsDrawn + 1} of ${levels.length} levels are drawn; all stand in the tables.`
    : '';
}
