import { normalQuantile, randomStream } from '@equipoise/stats';
import { ageBandYears } from './attributes.ts';
import { drawLevel, imageCountStream, normalStream } from './draws.ts';
import type { Flaw, PhantomAttributeName } from './flaws.ts';
import {
  type CellEffect,
  cellEffect,
  latentModel,
  tagRates,
  touchedAttributes,
} from './latent-model.ts';
import type { ResolvedPhantomOptions, ResolvedTask } from './options.ts';
import type { PhantomAttribute, PhantomTask } from './phantom.ts';
import { purpose } from './streams.ts';

/** Who has which rows. */
export interface Layout {
  readonly rowCount: number;
  readonly patient: Int32Array;
  /** First row of each patient, then the row count. */
  readonly starts: Int32Array;
}

/**
 * Draws how many images each patient has.
 *
 * @param options complete options
 * @returns rows by patient
 */
export function drawLayout(options: ResolvedPhantomOptions): Layout {
  const next = imageCountStream(
    options.imagesPerPatient,
    randomStream(options.seed, purpose.imageCount),
  );
  const starts = new Int32Array(options.patients + 1);
  for (let p = 0; p < options.patients; p++) starts[p + 1] = starts[p]! + next();
  const rowCount = starts[options.patients]!;
  const patient = new Int32Array(rowCount);
  for (let p = 0; p < options.patients; p++) patient.fill(p, starts[p]!, starts[p + 1]!);
  return { rowCount, patient, starts };
}

/**
 * Draws every attribute; patient-level ones are the same on all images of a patient.
 *
 * @param options complete options
 * @param layout rows by patient
 * @returns attributes without missing values, in the order of the options
 */
export function drawAttributes(
  options: ResolvedPhantomOptions,
  layout: Layout,
): readonly PhantomAttribute[] {
  return options.attributes.map(({ name, levels, shares, unit }, index) => {
    const uniform = randomStream(options.seed, purpose.attribute, index);
    const codes = new Int32Array(layout.rowCount);
    if (unit === 'image') {
      for (let row = 0; row < codes.length; row++) codes[row] = drawLevel(shares, uniform);
    } else {
      for (let p = 0; p < options.patients; p++) {
        codes.fill(drawLevel(shares, uniform), layout.starts[p]!, layout.starts[p + 1]!);
      }
    }
    return { name, levels, codes, completeCodes: codes, unit };
  });
}

/**
 * Draws a whole year of age inside each patient's age band.
 *
 * @param options complete options
 * @param layout rows by patient
 * @param bands row to age band
 * @returns age in years per row
 */
export function drawAges(
  options: ResolvedPhantomOptions,
  layout: Layout,
  bands: Int32Array,
): Float64Array {
  const uniform = randomStream(options.seed, purpose.ageYears);
  const ages = new Float64Array(layout.rowCount);
  for (let p = 0; p < options.patients; p++) {
    const [first, last] = ageBandYears(bands[layout.starts[p]!]!);
    const years = first + Math.floor(uniform() * (last - first + 1));
    ages.fill(years, layout.starts[p]!, layout.starts[p + 1]!);
  }
  return ages;
}

/** Looks up what the flaws do to a row; every combination of levels is worked out once. */
function effectLookup(
  task: ResolvedTask,
  flaws: readonly Flaw[],
  attributes: readonly PhantomAttribute[],
): (row: number) => CellEffect {
  const model = latentModel(task);
  const touched = touchedAttributes(flaws).flatMap((name) =>
    attributes.filter((attribute) => attribute.name === name),
  );
  const known = new Map<number, CellEffect>();
  return (row) => {
    let key = 0;
    for (const attribute of touched) {
      key = key * attribute.levels.length + attribute.completeCodes[row]!;
    }
    const found = known.get(key);
    if (found) return found;
    const levelOf = (name: PhantomAttributeName): string => {
      const attribute = touched.find((candidate) => candidate.name === name);
      return attribute?.levels[attribute.completeCodes[row]!] ?? '';
    };
    const effect = cellEffect(model, task.prevalence, flaws, levelOf);
    known.set(key, effect);
    return effect;
  };
}

/** Scores are written with six decimals, and never reach 0 or 1 on the probability scale. */
function roundScore(probability: number, range: number): number {
  const inside = Math.min(Math.max(probability, 1e-6), 1 - 1e-6);
  return Math.round(inside * range * 1e6) / 1e6;
}

/** A drawn task and the tag drawn with it. */
export interface DrawnTask {
  readonly task: PhantomTask;
  readonly tag: Uint8Array | null;
}

/**
 * Draws labels, tag and scores of one task. Images of a patient share part of the latent label and of
 * the latent score noise (a Gaussian copula with correlation `icc`), which leaves every margin as it is.
 *
 * @param options complete options
 * @param index which task
 * @param layout rows by patient
 * @param attributes attributes by row
 * @returns labels, true labels and scores
 */
export function drawTask(
  options: ResolvedPhantomOptions,
  index: number,
  layout: Layout,
  attributes: readonly PhantomAttribute[],
): DrawnTask {
  const { seed, icc, scoreRange } = options;
  const resolved = options.tasks[index]!;
  const flaws = index === options.flawedTask ? options.flaws : [];
  const model = latentModel(resolved);
  const effectOf = effectLookup(resolved, flaws, attributes);
  const tagFlaw = flaws.find((flaw) => flaw.kind === 'shortcut-tag');
  const normal = (path: number) => normalStream(randomStream(seed, path, index));
  const [patientLabel, imageLabel] = [normal(purpose.patientLabel), normal(purpose.imageLabel)];
  const [patientScore, imageScore] = [normal(purpose.patientScore), normal(purpose.imageScore)];
  const flip = randomStream(seed, purpose.flip, index);
  const tagDraw = randomStream(seed, purpose.tag, index);
  const [shared, own] = [Math.sqrt(icc), Math.sqrt(1 - icc)];
  const cuts = new Map<number, number>();
  const labelCut = (prevalence: number): number => {
    const known = cuts.get(prevalence);
    if (known !== undefined) return known;
    const cut = -normalQuantile(prevalence);
    cuts.set(prevalence, cut);
    return cut;
  };
  const label = new Uint8Array(layout.rowCount);
  const trueLabel = new Uint8Array(layout.rowCount);
  const score = new Float64Array(layout.rowCount);
  const tag = tagFlaw ? new Uint8Array(layout.rowCount) : null;
  for (let p = 0; p < options.patients; p++) {
    const labelEffect = shared * patientLabel();
    const scoreEffect = shared * patientScore();
    for (let row = layout.starts[p]!; row < layout.starts[p + 1]!; row++) {
      const effect = effectOf(row);
      const isPositive = labelEffect + own * imageLabel() > labelCut(effect.prevalence);
      trueLabel[row] = isPositive ? 1 : 0;
      // One draw per row whether or not it is used: a flaw elsewhere must not shift this stream.
      const isFlipped = flip() < effect.flipRate;
      label[row] = isPositive !== isFlipped ? 1 : 0;
      let latent = scoreEffect + own * imageScore();
      latent += isPositive ? model.separation / 2 - effect.drop : -model.separation / 2;
      if (tag && tagFlaw) {
        const rates = tagRates(effect.prevalence, tagFlaw.correlation);
        tag[row] = tagDraw() < (isPositive ? rates[0] : rates[1]) ? 1 : 0;
        latent += tagFlaw.weight * (tag[row]! - resolved.prevalence);
      }
      const logOdds = model.priorLogit + model.separation * latent;
      const stretched = model.thresholdLogit + effect.stretch * (logOdds - model.thresholdLogit);
      score[row] = roundScore(1 / (1 + Math.exp(-stretched)), scoreRange);
    }
  }
  const { name, labelColumn, scoreColumn } = resolved;
  const threshold = Math.round(resolved.threshold * scoreRange * 1e6) / 1e6;
  return {
    task: { name, labelColumn, scoreColumn, label, trueLabel, score, threshold },
    tag,
  };
}
