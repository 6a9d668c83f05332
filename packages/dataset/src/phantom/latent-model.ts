import { normalCdf, normalQuantile } from '@equipoise/stats';
import type { Flaw, PhantomAttributeName } from './flaws.ts';
import type { ResolvedTask } from './options.ts';

/**
 * The binormal score model of one task. The latent score is normal with variance 1 about
 * +separation/2 for positives and -separation/2 for negatives; its posterior log-odds are
 * separation * latent + logit(prevalence), which is the model's (calibrated) probability.
 */
export interface LatentModel {
  readonly separation: number;
  /** Latent score at the operating threshold. */
  readonly cut: number;
  /** logit of the prevalence that the model assumes everywhere. */
  readonly priorLogit: number;
  readonly thresholdLogit: number;
}

/** What the flaws do in one cell of the attributes. */
export interface CellEffect {
  readonly prevalence: number;
  /** How far positives are moved down on the latent scale. */
  readonly drop: number;
  /** Stretch of the log-odds about the threshold; 1 = calibrated. */
  readonly stretch: number;
  readonly flipRate: number;
}

/** Level names by attribute, for one row or one cell. */
export type LevelOf = (attribute: PhantomAttributeName) => string;

function logit(p: number): number {
  return Math.log(p / (1 - p));
}

/**
 * The score model of a task without flaws.
 *
 * @param task prevalence, AUROC and threshold
 * @returns its latent model; AUROC = Phi(separation / sqrt(2))
 */
export function latentModel(task: ResolvedTask): LatentModel {
  const separation = Math.SQRT2 * normalQuantile(task.auroc);
  const priorLogit = logit(task.prevalence);
  const thresholdLogit = logit(task.threshold);
  return {
    separation,
    cut: (thresholdLogit - priorLogit) / separation,
    priorLogit,
    thresholdLogit,
  };
}

/**
 * How far positives must move down so that sensitivity at the threshold falls by a given amount.
 *
 * @param model the task's latent model
 * @param loss wanted loss of sensitivity; cut off so that sensitivity stays at .01 or above
 * @returns shift on the latent scale, 0 or larger
 */
export function dropForLoss(model: LatentModel, loss: number): number {
  const z = model.separation / 2 - model.cut;
  const wanted = Math.max(normalCdf(z) - loss, 0.01);
  return Math.max(0, z - normalQuantile(wanted));
}

function concerns(
  flaw: { attribute: PhantomAttributeName; level: string },
  levelOf: LevelOf,
): boolean {
  return levelOf(flaw.attribute) === flaw.level;
}

/**
 * What all flaws together do in one cell.
 *
 * @param model the task's latent model
 * @param prevalence the task's prevalence outside a shift
 * @param flaws planted flaws; later ones add to earlier ones
 * @param levelOf level of each attribute in this cell
 * @returns the cell's parameters
 */
export function cellEffect(
  model: LatentModel,
  prevalence: number,
  flaws: readonly Flaw[],
  levelOf: LevelOf,
): CellEffect {
  let cellPrevalence = prevalence;
  let drop = 0;
  let stretch = 1;
  let unflipped = 1;
  for (const flaw of flaws) {
    if (flaw.kind === 'failing-subgroup' && concerns(flaw, levelOf)) {
      drop += dropForLoss(model, flaw.size);
    } else if (flaw.kind === 'failing-intersection') {
      const isThere = flaw.attributes.every((name, i) => levelOf(name) === flaw.levels[i]);
      if (isThere) drop += dropForLoss(model, flaw.size);
    } else if (flaw.kind === 'prevalence-shift' && concerns(flaw, levelOf)) {
      cellPrevalence = flaw.prevalence;
    } else if (flaw.kind === 'miscalibrated-group' && concerns(flaw, levelOf)) {
      stretch /= flaw.slope;
    } else if (flaw.kind === 'label-noise' && concerns(flaw, levelOf)) {
      // Two independent flips cancel: 1 - 2f multiplies.
      unflipped *= 1 - 2 * flaw.flipRate;
    }
  }
  return { prevalence: cellPrevalence, drop, stretch, flipRate: (1 - unflipped) / 2 };
}

/**
 * Attributes that any flaw mentions; the others change nothing.
 *
 * @param flaws planted flaws
 * @returns names in order of first mention
 */
export function touchedAttributes(flaws: readonly Flaw[]): readonly PhantomAttributeName[] {
  const names = new Set<PhantomAttributeName>();
  for (const flaw of flaws) {
    if (flaw.kind === 'missing-not-at-random') continue;
    if ('attribute' in flaw) names.add(flaw.attribute);
    if ('attributes' in flaw) for (const name of flaw.attributes) names.add(name);
  }
  return [...names];
}

/**
 * Probability of the tag among positives and negatives when it is as frequent as the finding.
 *
 * @param prevalence share of positives
 * @param correlation wanted phi coefficient
 * @returns P(tag | positive) and P(tag | negative)
 */
export function tagRates(prevalence: number, correlation: number): readonly [number, number] {
  const positive = prevalence + correlation * (1 - prevalence);
  return [positive, prevalence * (1 - correlation)];
}
