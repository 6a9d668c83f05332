import type { Attribute, ReadersEstimate } from '@equipoise/domain';
import { type ClusteredProportion, clusteredAuroc, clusteredProportion } from '@equipoise/stats';
import { type Collector, hiddenLevels } from '../frame/collector.ts';
import { type NoiseTable, noiseRateDifference, noiseTable } from '../quality/noise-rates.ts';
import type { LabelErrorsInput } from './label-errors-input.ts';
import type { SearchedTask } from './search-task.ts';

/** Patients that a group needs for a figure to enter a sentence. */
export const fewestPatients = 10;

/** Noise of one group: all classes together, and what it differs from the others. */
export interface GroupNoise {
  readonly attribute: string;
  readonly level: string;
  readonly rate: ReadersEstimate;
  readonly versusRest: ReadersEstimate | null;
  readonly isSmall: boolean;
}

/** Noise by one yardstick: the model's opinion, or a panel. */
export interface NoiseFigures {
  readonly source: 'model' | 'panel';
  readonly whole: ReadersEstimate;
  readonly byClass: readonly ReadersEstimate[];
  readonly groups: readonly GroupNoise[];
}

/** What a panel tells of the labels, the suspects and the model. */
export interface PanelFigures {
  /** Observed noise; null where the panel looked at suspects above all, which says nothing of other labels. */
  readonly noise: NoiseFigures | null;
  readonly aurocLabel: ReadersEstimate | null;
  readonly aurocPanel: ReadersEstimate | null;
  /** Share of the suspects that the panel looked at and finds wrong. */
  readonly precision: ReadersEstimate;
  /** Share of the labels that the panel finds wrong, among scored rows, that are suspects. */
  readonly recall: ReadersEstimate | null;
}

function noiseBy(
  source: 'model' | 'panel',
  searched: SearchedTask,
  table: NoiseTable,
  rows: Int32Array,
  attributes: readonly Attribute[],
  collector: Collector,
): NoiseFigures {
  const { task } = searched;
  const metric = source === 'model' ? 'estimated-label-noise' : 'observed-label-noise';
  const add = (
    rate: ClusteredProportion,
    more: { class?: string; slice?: Record<string, string>; caution?: string | null },
    isHidden = false,
  ): ReadersEstimate =>
    collector.estimate(
      {
        task: task.task,
        metric,
        value: rate.estimate.value,
        low: rate.limits?.[0] ?? null,
        high: rate.limits?.[1] ?? null,
        method: rate.method,
        caseCount: rate.rows,
        patientCount: rate.clusters,
        numerator: rate.successes,
        denominator: rate.rows,
        readerCount: null,
        readingCount: null,
        reason: source === 'model' ? 'no-row-speaks' : 'nobody-looked',
        ...more,
      },
      isHidden,
    );
  const all = table.rates({ level: collector.level });
  const groups = attributes.flatMap((attribute) => {
    const codes = rows.map((row) => attribute.codes[row]!);
    const levels = attribute.levels.length;
    const told = levels - (attribute.missingLevel >= 0 ? 1 : 0);
    const strict = 1 - (1 - collector.level) / Math.max(1, told);
    const own = table.rates({ groups: codes, groupCount: levels, level: collector.level });
    const k = task.classes.length + 1;
    const people = Array.from({ length: levels }, (_, g) => own[(g + 1) * k]!.rate.clusters);
    const hidden = hiddenLevels(people, collector.suppressBelow);
    return attribute.levels.map((level, g): GroupNoise => {
      const mine = own[(g + 1) * k]!;
      const slice = { [attribute.name]: level };
      const isMissing = g === attribute.missingLevel;
      // The level against all others.
      const [inside, rest] = table.againstRest(codes, g, attribute.missingLevel, strict);
      const isSmall = Math.min(inside.rate.clusters, rest.rate.clusters) < fewestPatients;
      const caution = isSmall ? 'too-few-patients' : null;
      const rate = add(mine.rate, { slice, caution }, hidden.has(g));
      task.classes.forEach((name, c) => {
        const one = own[(g + 1) * k + c + 1]!.rate;
        add(
          one,
          {
            slice,
            class: name,
            caution: one.clusters < fewestPatients ? 'too-few-patients' : null,
          },
          hidden.has(g),
        );
      });
      const gap = noiseRateDifference(inside, rest);
      const canCompare = !isMissing && gap.estimate.value !== null && told > 1;
      return {
        attribute: attribute.name,
        level,
        rate,
        isSmall,
        versusRest: canCompare
          ? collector.estimate(
              {
                task: task.task,
                metric,
                slice,
                versus: 'rest',
                value: gap.estimate.value,
                low: gap.limits?.[0] ?? null,
                high: gap.limits?.[1] ?? null,
                method: 'square-and-add-bonferroni',
                caseCount: inside.rate.rows,
                patientCount: inside.rate.clusters,
                readerCount: null,
                readingCount: null,
                caution,
              },
              hidden.has(g),
            )
          : null,
      };
    });
  });
  return {
    source,
    whole: add(all[0]!.rate, {}),
    byClass: task.classes.map((name, c) => add(all[c + 1]!.rate, { class: name })),
    groups,
  };
}

/** Noise of the labels by the model's opinion. */
export function modelNoise(
  searched: SearchedTask,
  study: LabelErrorsInput,
  collector: Collector,
): NoiseFigures {
  const { input, joint, rows } = searched;
  const patients = rows.map((row) => study.patient[row]!);
  return noiseBy(
    'model',
    searched,
    noiseTable(input.labels, joint.confidentClass, input.classCount, patients),
    rows,
    study.attributes,
    collector,
  );
}

/** What a panel tells; null where there is none or it looked at nothing. */
export function panelFigures(
  searched: SearchedTask,
  study: LabelErrorsInput,
  collector: Collector,
): PanelFigures | null {
  const { task, suspects, rows, input } = searched;
  const { panel } = task;
  if (panel === null) return null;
  const seen = Int32Array.from(
    [...panel.keys()].filter((row) => panel[row]! >= 0 && task.label[row]! >= 0),
  );
  if (seen.length === 0) return null;
  const given = seen.map((row) => task.label[row]!);
  const truth = seen.map((row) => panel[row]!);
  const patients = seen.map((row) => study.patient[row]!);
  const isReview = looksAtSuspects(searched, panel);
  const noise = isReview
    ? null
    : noiseBy(
        'panel',
        searched,
        noiseTable(given, truth, task.classes.length, patients),
        seen,
        study.attributes,
        collector,
      );
  const share = (
    metric: string,
    outcomes: number[],
    of: number[],
    reason: string,
  ): ReadersEstimate => {
    const one = clusteredProportion(outcomes, of, collector.level);
    return collector.estimate({
      task: task.task,
      metric,
      value: one.estimate.value,
      low: one.limits?.[0] ?? null,
      high: one.limits?.[1] ?? null,
      method: one.method,
      caseCount: one.rows,
      patientCount: one.clusters,
      numerator: one.successes,
      denominator: one.rows,
      readerCount: null,
      readingCount: null,
      reason,
    });
  };
  const looked = suspects.filter((one) => panel[rows[one.at]!]! >= 0);
  const precision = share(
    'precision-of-suspects',
    looked.map((one) => Number(panel[rows[one.at]!] !== one.given)),
    looked.map((one) => study.patient[rows[one.at]!]!),
    'no-suspect-was-looked-at',
  );
  const isSuspect = new Uint8Array(rows.length);
  for (const one of suspects) isSuspect[one.at] = 1;
  const wrong = [...rows.keys()].filter(
    (at) => panel[rows[at]!]! >= 0 && panel[rows[at]!] !== input.labels[at],
  );
  if (isReview) return { noise, precision, recall: null, aurocLabel: null, aurocPanel: null };
  // The missing half of the panel's view: labels that ought to be there.
  task.classes.forEach((name, c) => {
    const own = [...seen.keys()].filter((i) => truth[i] === c);
    const one = clusteredProportion(
      own.map((i) => Number(given[i] === c)),
      own.map((i) => patients[i]!),
      collector.level,
    );
    collector.estimate({
      task: task.task,
      metric: 'sensitivity-of-label',
      class: name,
      value: one.estimate.value,
      low: one.limits?.[0] ?? null,
      high: one.limits?.[1] ?? null,
      method: one.method,
      caseCount: one.rows,
      patientCount: one.clusters,
      numerator: one.successes,
      denominator: one.rows,
      readerCount: null,
      readingCount: null,
      reason: 'class-absent',
    });
  });
  const recall = share(
    'recall-of-suspects',
    wrong.map((at) => isSuspect[at]!),
    wrong.map((at) => study.patient[rows[at]!]!),
    'no-wrong-label-was-found',
  );
  return { noise, precision, recall, ...aurocs(searched, study, panel, collector) };
}

/** Whether a panel looked at suspects far more than at other labels: then it is a review of the list. */
function looksAtSuspects({ suspects, rows }: SearchedTask, panel: Int32Array): boolean {
  let looked = 0;
  for (const row of rows) if (panel[row]! >= 0) looked++;
  let lookedSuspects = 0;
  for (const one of suspects) if (panel[rows[one.at]!]! >= 0) lookedSuspects++;
  if (looked === 0) return false;
  return lookedSuspects / looked > 0.1 + (2 * suspects.length) / Math.max(1, rows.length);
}

function aurocs(
  { task, rows, input }: SearchedTask,
  study: LabelErrorsInput,
  panel: Int32Array,
  collector: Collector,
): { aurocLabel: ReadersEstimate | null; aurocPanel: ReadersEstimate | null } {
  if (task.classes.length !== 2) return { aurocLabel: null, aurocPanel: null };
  const both = [...rows.keys()].filter((at) => panel[rows[at]!]! >= 0);
  if (both.length === 0) return { aurocLabel: null, aurocPanel: null };
  const scores = Float64Array.from(both, (at) => input.probabilities[2 * at + 1]!);
  const patients = Int32Array.from(both, (at) => study.patient[rows[at]!]!);
  const one = (metric: string, labels: Int32Array): ReadersEstimate => {
    const found = clusteredAuroc(labels, scores, patients, { level: collector.level });
    return collector.estimate({
      task: task.task,
      metric,
      value: found.auroc.value,
      low: found.logitLimits?.[0] ?? found.limits?.[0] ?? null,
      high: found.logitLimits?.[1] ?? found.limits?.[1] ?? null,
      method: found.method,
      caseCount: both.length,
      patientCount: found.nClusters,
      positiveCount: found.nPositive,
      readerCount: null,
      readingCount: null,
      reason: 'single-class',
    });
  };
  return {
    aurocLabel: one(
      'auroc-against-label',
      Int32Array.from(both, (at) => input.labels[at]!),
    ),
    aurocPanel: one(
      'auroc-against-panel',
      Int32Array.from(both, (at) => panel[rows[at]!]!),
    ),
  };
}
