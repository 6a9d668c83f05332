import { makePhantom } from './make-phantom.ts';
import type { PhantomOptions } from './options.ts';
import type { Phantom } from './phantom.ts';

/** A named study design for tests of power and of false alarms. */
export interface PhantomScenario {
  readonly id: PhantomScenarioId;
  /** What an audit should say about it. */
  readonly expectation: string;
  readonly options: PhantomOptions;
}

const quiet: PhantomOptions = { readers: 0, trainPatients: 0 };

/** Ids of the named designs. */
export type PhantomScenarioId =
  | 'clean'
  | 'tiny-gap'
  | 'too-small'
  | 'failing-subgroup'
  | 'prevalence-only'
  | 'shortcut-tag'
  | 'harmless-tag'
  | 'small-intersections'
  | 'label-noise'
  | 'miscalibrated'
  | 'missing-not-at-random'
  | 'scores-above-one';

/** Designs by id; each differs from run to run only by the seed. */
export const phantomScenarios: Readonly<Record<PhantomScenarioId, PhantomScenario>> = {
  clean: {
    id: 'clean',
    expectation: 'no finding beyond its margin in at least 95 % of studies',
    options: { ...quiet, flaws: 'none', patients: 1200 },
  },
  'tiny-gap': {
    id: 'tiny-gap',
    expectation: 'sensitivity by sex within margin: the true gap is a fifth of .05',
    options: {
      ...quiet,
      patients: 5000,
      prevalence: 0.4,
      auroc: 0.92,
      flaws: [{ kind: 'failing-subgroup', attribute: 'sex', level: 'F', size: 0.01 }],
    },
  },
  'too-small': {
    id: 'too-small',
    expectation: 'cannot tell: 60 patients with one image each',
    options: { ...quiet, patients: 60, imagesPerPatient: 1, flaws: 'none' },
  },
  'failing-subgroup': {
    id: 'failing-subgroup',
    expectation: 'sensitivity of sex F beyond margin',
    options: { ...quiet, flaws: ['failing-subgroup'] },
  },
  'prevalence-only': {
    id: 'prevalence-only',
    expectation: 'the gap in PPV of site S2 is put down to prevalence; adjusted gap near 0',
    options: { ...quiet, patients: 3000, flaws: ['prevalence-shift'] },
  },
  'shortcut-tag': {
    id: 'shortcut-tag',
    expectation: 'the tag is flagged as a shortcut',
    options: { ...quiet, patients: 1000, imagesPerPatient: 1, flaws: ['shortcut-tag'] },
  },
  'harmless-tag': {
    id: 'harmless-tag',
    expectation: 'the tag is not flagged: it is independent of the label and unused',
    options: {
      ...quiet,
      patients: 1000,
      imagesPerPatient: 1,
      flaws: [{ kind: 'shortcut-tag', correlation: 0, weight: 0 }],
    },
  },
  'small-intersections': {
    id: 'small-intersections',
    expectation: 'M at S3 among the three worst shrunken intersections of sex, age and site',
    options: {
      ...quiet,
      patients: 700,
      imagesPerPatient: 1,
      prevalence: 0.4,
      flaws: ['failing-intersection'],
    },
  },
  'label-noise': {
    id: 'label-noise',
    expectation: 'a higher rate of suspected labels in view AP',
    options: { ...quiet, flaws: ['label-noise'] },
  },
  miscalibrated: {
    id: 'miscalibrated',
    expectation: 'calibration slope of Vendor C near .5, no gap in sensitivity',
    options: { ...quiet, patients: 3000, flaws: ['miscalibrated-group'] },
  },
  'missing-not-at-random': {
    id: 'missing-not-at-random',
    expectation: 'age missing more often among positives and errors',
    options: { ...quiet, flaws: ['missing-not-at-random'] },
  },
  'scores-above-one': {
    id: 'scores-above-one',
    expectation: 'calibration not assessable, every rank metric stays',
    options: { ...quiet, flaws: 'none', scoreRange: 2.8 },
  },
};

/**
 * Makes one study of a named design.
 *
 * @param id the design
 * @param seed whole number; studies of different seeds are independent
 * @param changes options that differ from the design
 * @returns the study
 */
export function makeScenario(
  id: PhantomScenarioId,
  seed: number,
  changes: PhantomOptions = {},
): Phantom {
  return makePhantom({ ...phantomScenarios[id].options, ...changes, seed });
}
