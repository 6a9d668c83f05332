import { fail } from '../errors.ts';
import { type AttributeModel, attributeModels } from './attributes.ts';
import { defaultFlaw, defaultFlaws, type Flaw, type FlawKind } from './flaws.ts';

/** One finding that the phantom's model looks for. */
export interface PhantomTaskOption {
  /** Name of the finding; with several tasks the columns are y_<name> and prob_<name>. */
  readonly name: string;
  /** Share of positive images outside a prevalence shift, above 0 and below 1. */
  readonly prevalence?: number;
  /** AUROC of the unflawed model, above .5 and below 1. */
  readonly auroc?: number;
  /** Operating threshold on the probability scale, above 0 and below 1; default = prevalence. */
  readonly threshold?: number;
}

/** One simulated reader. */
export interface PhantomReaderOption {
  readonly sensitivity: number;
  readonly specificity: number;
}

/** How many images a patient has. */
export interface ImagesPerPatient {
  /** `geometric` and `poisson` are shifted to start at 1 image; `fixed` gives everyone the same. */
  readonly distribution: 'geometric' | 'poisson' | 'fixed';
  /** Mean number of images, at least 1 (a whole number when fixed). */
  readonly mean: number;
}

/** What to simulate. Everything has a default; the default is the demo study. */
export interface PhantomOptions {
  /** Whole number that fixes every random draw. */
  readonly seed?: number;
  /** Number of patients, 1 to 10 million. */
  readonly patients?: number;
  /** Mean (geometric) or full description of the images per patient. */
  readonly imagesPerPatient?: number | ImagesPerPatient;
  readonly tasks?: readonly PhantomTaskOption[];
  /** 'none', 'all' (the seven defaults), or flaws by kind or with their own parameters. */
  readonly flaws?: 'none' | 'all' | readonly (FlawKind | Flaw)[];
  /** Index of the task that carries the flaws. */
  readonly flawedTask?: number;
  /** Correlation of latent label and latent score noise between images of a patient, 0 to below 1. */
  readonly icc?: number;
  /** Share of positives for tasks that name none, above 0 and below 1. */
  readonly prevalence?: number;
  /** AUROC for tasks that name none, above .5 and below 1. */
  readonly auroc?: number;
  readonly sites?: number;
  readonly scanners?: number;
  /** Share of patients recorded as F, 0 to 1. */
  readonly femaleShare?: number;
  /** Readers who read every image for the first task, or how many of the default kind. */
  readonly readers?: number | readonly PhantomReaderOption[];
  /** Patients in the training table, leaked ones not counted; default = as many as in the study. */
  readonly trainPatients?: number;
  /** Largest score: 1 for probabilities, up to 2.8 for a model whose scores are none. */
  readonly scoreRange?: number;
}

/** A task with every number filled in. */
export interface ResolvedTask {
  readonly name: string;
  readonly labelColumn: string;
  readonly scoreColumn: string;
  readonly prevalence: number;
  readonly auroc: number;
  /** Operating threshold before scores are stretched to `scoreRange`. */
  readonly threshold: number;
}

/** All options with every number filled in and checked. */
export interface ResolvedPhantomOptions {
  readonly seed: number;
  readonly patients: number;
  readonly imagesPerPatient: ImagesPerPatient;
  readonly tasks: readonly ResolvedTask[];
  readonly flaws: readonly Flaw[];
  readonly flawedTask: number;
  readonly icc: number;
  readonly attributes: readonly AttributeModel[];
  readonly readers: readonly PhantomReaderOption[];
  readonly trainPatients: number;
  readonly scoreRange: number;
}

const defaultReaders: readonly PhantomReaderOption[] = [
  { sensitivity: 0.86, specificity: 0.9 },
  { sensitivity: 0.8, specificity: 0.94 },
  { sensitivity: 0.91, specificity: 0.83 },
];

function check(holds: boolean, name: string, expected: string, got: unknown): void {
  if (!holds) {
    fail(
      'dataset/bad-option',
      `The phantom's ${name} must be ${expected}, got ${String(got)}.`,
      'Correct that option.',
    );
  }
}

function isShare(value: number): boolean {
  return value > 0 && value < 1;
}

function resolveTasks(options: PhantomOptions): ResolvedTask[] {
  const given = options.tasks ?? [{ name: 'finding' }];
  check(given.length > 0, 'tasks', 'at least one', given.length);
  const names = new Set(given.map((task) => task.name));
  check(names.size === given.length, 'task names', 'all different', names.size);
  return given.map((task) => {
    check(
      /^[A-Za-z][A-Za-z0-9_-]*$/.test(task.name),
      'task name',
      'letters, digits, _ or -',
      task.name,
    );
    const prevalence = task.prevalence ?? options.prevalence ?? 0.3;
    const auroc = task.auroc ?? options.auroc ?? 0.92;
    const threshold = task.threshold ?? prevalence;
    check(isShare(prevalence), 'prevalence', 'between 0 and 1', prevalence);
    check(auroc > 0.5 && auroc < 1, 'AUROC', 'above .5 and below 1', auroc);
    check(isShare(threshold), 'threshold', 'between 0 and 1', threshold);
    const single = given.length === 1;
    return {
      name: task.name,
      labelColumn: single ? 'y' : `y_${task.name}`,
      scoreColumn: single ? 'p' : `prob_${task.name}`,
      prevalence,
      auroc,
      threshold,
    };
  });
}

function resolveFlaws(flaws: PhantomOptions['flaws']): readonly Flaw[] {
  if (flaws === undefined || flaws === 'all') return defaultFlaws;
  if (flaws === 'none') return [];
  return flaws.map((flaw) => (typeof flaw === 'string' ? defaultFlaw(flaw) : flaw));
}

function checkLevel(attributes: readonly AttributeModel[], name: string, level: string): void {
  const model = attributes.find((attribute) => attribute.name === name);
  check(model !== undefined, 'flawed attribute', 'sex, age, site, scanner or view', name);
  check(model?.levels.includes(level) === true, `level of ${name}`, 'one that exists', level);
}

function checkFlaw(flaw: Flaw, attributes: readonly AttributeModel[]): void {
  switch (flaw.kind) {
    case 'failing-subgroup':
      checkLevel(attributes, flaw.attribute, flaw.level);
      check(isShare(flaw.size), 'loss of sensitivity', 'between 0 and 1', flaw.size);
      break;
    case 'failing-intersection':
      checkLevel(attributes, flaw.attributes[0], flaw.levels[0]);
      checkLevel(attributes, flaw.attributes[1], flaw.levels[1]);
      check(flaw.attributes[0] !== flaw.attributes[1], 'intersection', 'of two attributes', 'one');
      check(isShare(flaw.size), 'loss of sensitivity', 'between 0 and 1', flaw.size);
      break;
    case 'prevalence-shift':
      checkLevel(attributes, flaw.attribute, flaw.level);
      check(isShare(flaw.prevalence), 'prevalence', 'between 0 and 1', flaw.prevalence);
      break;
    case 'miscalibrated-group':
      checkLevel(attributes, flaw.attribute, flaw.level);
      check(flaw.slope > 0 && flaw.slope <= 20, 'slope', 'above 0, up to 20', flaw.slope);
      break;
    case 'label-noise':
      checkLevel(attributes, flaw.attribute, flaw.level);
      check(flaw.flipRate > 0 && flaw.flipRate < 0.5, 'flip rate', 'below .5', flaw.flipRate);
      break;
    case 'leaked-patients':
      check(flaw.share > 0 && flaw.share <= 1, 'leaked share', 'above 0, up to 1', flaw.share);
      break;
    case 'missing-not-at-random': {
      const most = flaw.baseRate + flaw.addedWhenPositive + flaw.addedWhenWrong;
      const least = Math.min(flaw.baseRate, flaw.addedWhenPositive, flaw.addedWhenWrong);
      check(least >= 0 && most <= 1, 'missing rates', 'from 0, together up to 1', most);
      break;
    }
    case 'shortcut-tag':
      check(flaw.weight >= 0 && flaw.weight <= 5, 'weight of the tag', '0 to 5', flaw.weight);
      check(
        flaw.correlation >= 0 && flaw.correlation < 1,
        'correlation of the tag',
        'from 0, below 1',
        flaw.correlation,
      );
      break;
    default:
      flaw satisfies never;
  }
}

/**
 * Fills in defaults and checks every option.
 *
 * @param options what the caller asked for
 * @returns complete options
 * @throws dataset/bad-option when an option lies outside its range
 */
export function resolvePhantomOptions(options: PhantomOptions): ResolvedPhantomOptions {
  const seed = options.seed ?? 1;
  check(Number.isSafeInteger(seed), 'seed', 'a whole number', seed);
  const patients = options.patients ?? 1200;
  check(
    Number.isInteger(patients) && patients >= 1 && patients <= 1e7,
    'patients',
    '1 to 10000000',
    patients,
  );
  const images = options.imagesPerPatient ?? 3;
  const imagesPerPatient: ImagesPerPatient =
    typeof images === 'number' ? { distribution: 'geometric', mean: images } : images;
  const { mean } = imagesPerPatient;
  check(mean >= 1 && mean <= 1000, 'mean images per patient', '1 to 1000', mean);
  if (imagesPerPatient.distribution === 'fixed')
    check(Number.isInteger(mean), 'fixed images', 'whole', mean);
  const icc = options.icc ?? 0.3;
  check(icc >= 0 && icc < 1, 'icc', 'from 0, below 1', icc);
  const sites = options.sites ?? 4;
  const scanners = options.scanners ?? 3;
  check(Number.isInteger(sites) && sites >= 1 && sites <= 100000, 'sites', '1 to 100000', sites);
  check(
    Number.isInteger(scanners) && scanners >= 1 && scanners <= 1000,
    'scanners',
    '1 to 1000',
    scanners,
  );
  const femaleShare = options.femaleShare ?? 0.5;
  check(femaleShare >= 0 && femaleShare <= 1, 'share of F', '0 to 1', femaleShare);
  const attributes = attributeModels(sites, scanners, femaleShare);
  const scoreRange = options.scoreRange ?? 1;
  check(scoreRange >= 1 && scoreRange <= 2.8, 'score range', '1 to 2.8', scoreRange);
  const tasks = resolveTasks(options);
  const flawedTask = options.flawedTask ?? 0;
  check(
    flawedTask >= 0 && flawedTask < tasks.length,
    'flawed task',
    'the index of a task',
    flawedTask,
  );
  const flaws = resolveFlaws(options.flaws);
  for (const flaw of flaws) checkFlaw(flaw, attributes);
  const asked = options.readers ?? 3;
  const readers =
    typeof asked === 'number'
      ? Array.from({ length: asked }, (_, i) => defaultReaders[i % defaultReaders.length]!)
      : asked;
  const trainPatients = options.trainPatients ?? patients;
  check(
    Number.isInteger(trainPatients) && trainPatients >= 0,
    'train patients',
    'a whole number from 0',
    trainPatients,
  );
  return {
    seed,
    patients,
    imagesPerPatient,
    tasks,
    flaws,
    flawedTask,
    icc,
    attributes,
    readers,
    trainPatients,
    scoreRange,
  };
}
