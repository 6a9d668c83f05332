import type { Layout } from './draw-study.ts';
import { type Component, expectedMetrics, metricGap, studyComponents } from './expected-metrics.ts';
import type { Flaw, PhantomAttributeName } from './flaws.ts';
import { latentModel } from './latent-model.ts';
import type { ResolvedPhantomOptions } from './options.ts';
import {
  type PhantomAttribute,
  type PhantomTask,
  phantomImageId,
  phantomPatientId,
} from './phantom.ts';
import { describeFlaw } from './planted.ts';
import type {
  Consequence,
  GroupTruth,
  PhantomTruth,
  PlantedFlaw,
  RealisedGroup,
  TaskTruth,
} from './truth.ts';

/** Margins that the truth judges gaps by: the audit's defaults. */
export const phantomMargins: Readonly<Record<'sensitivity' | 'specificity' | 'auroc', number>> = {
  sensitivity: 0.05,
  specificity: 0.05,
  auroc: 0.03,
};

/** What the truth is built from. */
export interface DrawnStudy {
  readonly options: ResolvedPhantomOptions;
  readonly layout: Layout;
  readonly attributes: readonly PhantomAttribute[];
  readonly tasks: readonly PhantomTask[];
  readonly leaked: readonly number[];
}

function rate(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** Counts of every level of one attribute in one pass over the rows. */
function realisedLevels(
  attribute: PhantomAttribute,
  task: PhantomTask,
  patient: Int32Array,
): RealisedGroup[] {
  const count = attribute.levels.length;
  const columns = { rows: 0, patients: 1, tp: 2, fn: 3, fp: 4, tn: 5 } as const;
  const counts = new Int32Array(count * 6);
  const lastPatient = new Int32Array(count).fill(-1);
  for (let row = 0; row < patient.length; row++) {
    const level = attribute.completeCodes[row]!;
    const isDecided = task.score[row]! >= task.threshold;
    const isPositive = task.label[row] === 1;
    const column = isPositive
      ? isDecided
        ? columns.tp
        : columns.fn
      : isDecided
        ? columns.fp
        : columns.tn;
    counts[level * 6 + columns.rows]! += 1;
    counts[level * 6 + column]! += 1;
    if (lastPatient[level] !== patient[row]) counts[level * 6 + columns.patients]! += 1;
    lastPatient[level] = patient[row]!;
  }
  return Array.from({ length: count }, (_, level) => {
    const [rows, patients, tp, fn, fp, tn] = counts.subarray(level * 6, level * 6 + 6);
    return {
      rowCount: rows!,
      patientCount: patients!,
      positiveCount: tp! + fn!,
      sensitivity: rate(tp!, tp! + fn!),
      specificity: rate(tn!, tn! + fp!),
    };
  });
}

function groupTruths(
  study: DrawnStudy,
  components: readonly Component[],
  cut: number,
): GroupTruth[] {
  const { options, attributes, tasks, layout } = study;
  const overall = expectedMetrics(components, cut);
  const nothing = metricGap(overall, overall);
  const touched = new Set(Object.keys(components[0]?.levels ?? {}));
  return attributes.flatMap((attribute, a) => {
    const name = attribute.name as PhantomAttributeName; // drawn from the models, whose names these are
    const realised = realisedLevels(attribute, tasks[options.flawedTask]!, layout.patient);
    return attribute.levels.map((level, l) => {
      const base = {
        attribute: name,
        level,
        share: options.attributes[a]!.shares[l]!,
        realised: realised[l]!,
      };
      const inside = components.filter((component) => component.levels[name] === level);
      const rest = components.filter((component) => component.levels[name] !== level);
      if (!touched.has(name) || inside.length === 0 || rest.length === 0) {
        return { ...base, metrics: overall, gapToRest: nothing };
      }
      const metrics = expectedMetrics(inside, cut);
      return { ...base, metrics, gapToRest: metricGap(metrics, expectedMetrics(rest, cut)) };
    });
  });
}

function consequencesOf(
  groups: readonly GroupTruth[],
  flaws: readonly PlantedFlaw[],
): Consequence[] {
  return groups.flatMap(({ attribute, level, gapToRest }) =>
    (['sensitivity', 'specificity', 'auroc'] as const).flatMap((metric) => {
      const gap = gapToRest[metric];
      const isPlanted = flaws.some(
        (flaw) => flaw.attribute === attribute && flaw.level === level && flaw.metric === metric,
      );
      return Math.abs(gap) > phantomMargins[metric] && !isPlanted
        ? [{ attribute, level, metric, gap }]
        : [];
    }),
  );
}

function missingSummary(study: DrawnStudy): PhantomTruth['missing'] {
  const task = study.tasks[study.options.flawedTask]!;
  return study.attributes.flatMap((attribute) => {
    if (attribute.codes === attribute.completeCodes) return [];
    let [missing, missingPositive, positive] = [0, 0, 0];
    for (let row = 0; row < task.label.length; row++) {
      positive += task.label[row]!;
      if (attribute.codes[row] !== -1) continue;
      missing += 1;
      missingPositive += task.label[row]!;
    }
    return [
      {
        attribute: attribute.name,
        rowCount: missing,
        positiveShareAmongMissing: rate(missingPositive, missing),
        positiveShareAmongPresent: rate(positive - missingPositive, task.label.length - missing),
      },
    ];
  });
}

function flippedImages(tasks: readonly PhantomTask[]): string[] {
  return tasks.flatMap((task) => {
    const ids: string[] = [];
    for (let row = 0; row < task.label.length; row++) {
      if (task.label[row] !== task.trueLabel[row]) ids.push(phantomImageId(row));
    }
    return ids;
  });
}

function plantedFlaws(
  study: DrawnStudy,
  components: readonly Component[],
  cut: number,
): PlantedFlaw[] {
  const { options } = study;
  const seen = new Map<Flaw['kind'], number>();
  return options.flaws.map((flaw) => {
    const nth = (seen.get(flaw.kind) ?? 0) + 1;
    seen.set(flaw.kind, nth);
    return describeFlaw({
      flaw,
      id: `${flaw.kind}-${nth}`,
      task: options.tasks[options.flawedTask]!.name,
      components,
      cut,
      margins: phantomMargins,
      leakedCount: study.leaked.length,
    });
  });
}

/**
 * Writes down everything that is true of a drawn study: expected metrics of every level from the model,
 * realised counts from the draw, the planted flaws and what should be found.
 *
 * @param study options and drawn columns
 * @returns the truth document
 */
export function buildTruth(study: DrawnStudy): PhantomTruth {
  const { options, layout } = study;
  const tasks = options.tasks.map((task, i): TaskTruth => {
    const cut = latentModel(task).cut;
    const carriesFlaws = i === options.flawedTask && options.flaws.length > 0;
    return {
      name: task.name,
      labelColumn: task.labelColumn,
      scoreColumn: task.scoreColumn,
      threshold: study.tasks[i]!.threshold,
      carriesFlaws,
      unflawed: expectedMetrics(studyComponents(options, task, false), cut),
      overall: expectedMetrics(studyComponents(options, task, carriesFlaws), cut),
    };
  });
  const flawed = options.tasks[options.flawedTask]!;
  const { cut } = latentModel(flawed);
  const components = studyComponents(options, flawed, true);
  const flaws = plantedFlaws(study, components, cut);
  const groups = groupTruths(study, components, cut);
  return {
    schemaVersion: 1,
    seed: options.seed,
    rowCount: layout.rowCount,
    patientCount: options.patients,
    icc: options.icc,
    scoreRange: options.scoreRange,
    tasks,
    flaws,
    groups,
    consequences: consequencesOf(groups, flaws),
    margins: phantomMargins,
    flippedImages: flippedImages(study.tasks),
    leakedPatients: study.leaked.map(phantomPatientId),
    missing: missingSummary(study),
  };
}
