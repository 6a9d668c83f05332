import { normalCdf } from '@equipoise/stats';
import type { PhantomAttributeName } from './flaws.ts';
import { cellEffect, latentModel, tagRates, touchedAttributes } from './latent-model.ts';
import type { ResolvedPhantomOptions, ResolvedTask } from './options.ts';
import type { GroupMetrics } from './truth.ts';

/** A part of the study in which the latent score is one normal distribution. */
export interface Component {
  /** Share of rows, both observed labels together. */
  readonly weight: number;
  readonly mean: number;
  readonly sd: number;
  /** Probability that the label in the table is positive. */
  readonly positive: number;
  /** Level of each touched attribute. */
  readonly levels: Readonly<Partial<Record<PhantomAttributeName, string>>>;
}

interface Cell {
  readonly weight: number;
  readonly levels: Readonly<Partial<Record<PhantomAttributeName, string>>>;
}

/** Every combination of levels of the touched attributes with its share. */
function cellsOf(options: ResolvedPhantomOptions): Cell[] {
  let cells: Cell[] = [{ weight: 1, levels: {} }];
  for (const name of touchedAttributes(options.flaws)) {
    const model = options.attributes.find((attribute) => attribute.name === name);
    if (!model) continue;
    cells = cells.flatMap((cell) =>
      model.levels.map((level, i) => ({
        weight: cell.weight * model.shares[i]!,
        levels: { ...cell.levels, [name]: level },
      })),
    );
  }
  return cells;
}

/**
 * Splits the study into parts with a normal latent score, from the model alone.
 *
 * @param options complete options
 * @param task the task looked at
 * @param flawed whether this task carries the flaws
 * @returns components whose weights add up to 1
 */
export function studyComponents(
  options: ResolvedPhantomOptions,
  task: ResolvedTask,
  flawed: boolean,
): readonly Component[] {
  const model = latentModel(task);
  const flaws = flawed ? options.flaws : [];
  const tag = flaws.find((flaw) => flaw.kind === 'shortcut-tag');
  const components: Component[] = [];
  for (const cell of cellsOf(flawed ? options : { ...options, flaws: [] })) {
    const effect = cellEffect(model, task.prevalence, flaws, (name) => cell.levels[name] ?? '');
    const rates = tag ? tagRates(effect.prevalence, tag.correlation) : ([0, 0] as const);
    for (const isPositive of [true, false]) {
      const ofLabel = isPositive ? effect.prevalence : 1 - effect.prevalence;
      const rate = isPositive ? rates[0] : rates[1];
      const centre = isPositive ? model.separation / 2 - effect.drop : -model.separation / 2;
      for (const hasTag of tag ? [true, false] : [false]) {
        const moved = tag ? tag.weight * ((hasTag ? 1 : 0) - task.prevalence) : 0;
        components.push({
          weight: cell.weight * ofLabel * (hasTag ? rate : 1 - rate),
          mean: model.cut + effect.stretch * (centre + moved - model.cut),
          sd: effect.stretch,
          positive: isPositive ? 1 - effect.flipRate : effect.flipRate,
          levels: cell.levels,
        });
      }
    }
  }
  return components;
}

interface Merged {
  mean: number;
  sd: number;
  positive: number;
  negative: number;
}

function mergeEqual(components: readonly Component[]): Merged[] {
  const byShape = new Map<string, Merged>();
  for (const { weight, mean, sd, positive } of components) {
    const key = `${mean.toFixed(12)}|${sd.toFixed(12)}`;
    const merged = byShape.get(key) ?? { mean, sd, positive: 0, negative: 0 };
    merged.positive += weight * positive;
    merged.negative += weight * (1 - positive);
    byShape.set(key, merged);
  }
  return [...byShape.values()];
}

/**
 * Expected metrics of a mixture of normal components, against the labels in the table.
 *
 * @param components parts with their weights, not necessarily adding up to 1; at least one
 * @param cut latent score from which the decision is positive
 * @returns expected values of the population, without sampling error
 */
export function expectedMetrics(components: readonly Component[], cut: number): GroupMetrics {
  const parts = mergeEqual(components);
  let [tp, fp, fn, tn, concordant] = [0, 0, 0, 0, 0];
  for (const part of parts) {
    const above = normalCdf((part.mean - cut) / part.sd);
    tp += part.positive * above;
    fn += part.positive * (1 - above);
    fp += part.negative * above;
    tn += part.negative * (1 - above);
    for (const other of parts) {
      const spread = Math.sqrt(part.sd * part.sd + other.sd * other.sd);
      concordant += part.positive * other.negative * normalCdf((part.mean - other.mean) / spread);
    }
  }
  const total = tp + fp + fn + tn;
  return {
    prevalence: (tp + fn) / total,
    sensitivity: tp / (tp + fn),
    specificity: tn / (tn + fp),
    ppv: tp / (tp + fp),
    npv: tn / (tn + fn),
    accuracy: (tp + tn) / total,
    auroc: concordant / ((tp + fn) * (tn + fp)),
  };
}

/**
 * Metric by metric difference of two groups.
 *
 * @param a metrics of the group
 * @param b metrics of what it is compared with
 * @returns a minus b
 */
export function metricGap(a: GroupMetrics, b: GroupMetrics): GroupMetrics {
  return {
    prevalence: a.prevalence - b.prevalence,
    sensitivity: a.sensitivity - b.sensitivity,
    specificity: a.specificity - b.specificity,
    ppv: a.ppv - b.ppv,
    npv: a.npv - b.npv,
    accuracy: a.accuracy - b.accuracy,
    auroc: a.auroc - b.auroc,
  };
}
