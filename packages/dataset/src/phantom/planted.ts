import { type Component, expectedMetrics, metricGap } from './expected-metrics.ts';
import type { Flaw, PhantomAttributeName } from './flaws.ts';
import type { ExpectedFinding, GroupMetrics, PlantedFlaw } from './truth.ts';

/** A flaw and what is needed to say how large it is. */
export interface FlawContext {
  readonly flaw: Flaw;
  readonly id: string;
  readonly task: string;
  readonly components: readonly Component[];
  readonly cut: number;
  readonly margins: Readonly<Record<'sensitivity' | 'specificity' | 'auroc', number>>;
  readonly leakedCount: number;
}

function gapOfSlice(
  context: FlawContext,
  slice: Readonly<Record<string, string>>,
): GroupMetrics | null {
  const isInside = ({ levels }: Component): boolean =>
    Object.entries(slice).every(
      // Slices are built from attribute names below.
      ([name, level]) => levels[name as PhantomAttributeName] === level,
    );
  const inside = context.components.filter(isInside);
  const rest = context.components.filter((component) => !isInside(component));
  if (inside.length === 0 || rest.length === 0) return null;
  return metricGap(expectedMetrics(inside, context.cut), expectedMetrics(rest, context.cut));
}

function directionOf(gap: number): ExpectedFinding['direction'] {
  return gap === 0 ? 'none' : gap < 0 ? 'lower' : 'higher';
}

function points(share: number): string {
  return (Math.abs(share) * 100).toFixed(1);
}

interface Described {
  readonly slice: Readonly<Record<string, string>>;
  readonly metric: string;
  readonly size: number;
  readonly sentence: string;
  readonly direction: ExpectedFinding['direction'];
  readonly verdict: ExpectedFinding['verdict'];
  readonly section: ExpectedFinding['section'];
}

function describe(context: FlawContext): Described {
  const { flaw, margins, task } = context;
  const judged = (gap: number): ExpectedFinding['verdict'] =>
    Math.abs(gap) > margins.sensitivity ? 'beyond-margin' : 'within-margin';
  switch (flaw.kind) {
    case 'failing-subgroup': {
      const slice = { [flaw.attribute]: flaw.level };
      const size = gapOfSlice(context, slice)?.sensitivity ?? 0;
      return {
        slice,
        metric: 'sensitivity',
        size,
        direction: directionOf(size),
        verdict: judged(size),
        section: 'gaps',
        sentence: `Positives with ${flaw.attribute} ${flaw.level} score lower: ${points(flaw.size)} points of sensitivity are lost there.`,
      };
    }
    case 'failing-intersection': {
      const slice = {
        [flaw.attributes[0]]: flaw.levels[0],
        [flaw.attributes[1]]: flaw.levels[1],
      };
      const size = gapOfSlice(context, slice)?.sensitivity ?? 0;
      return {
        slice,
        metric: 'sensitivity',
        size,
        direction: directionOf(size),
        // Intersections are shown raw beside shrunken and never enter a verdict.
        verdict: 'not-assessable',
        section: 'intersections',
        sentence: `Positives with ${flaw.attributes[0]} ${flaw.levels[0]} and ${flaw.attributes[1]} ${flaw.levels[1]} together score lower: ${points(flaw.size)} points of sensitivity are lost there.`,
      };
    }
    case 'prevalence-shift': {
      const slice = { [flaw.attribute]: flaw.level };
      const gap = gapOfSlice(context, slice);
      return {
        slice,
        metric: 'ppv',
        size: gap?.ppv ?? 0,
        direction: directionOf(gap?.prevalence ?? 0),
        verdict: 'not-assessable',
        section: 'decomposition',
        sentence: `${points(flaw.prevalence)} % of images with ${flaw.attribute} ${flaw.level} are positive; scores given the label are as elsewhere.`,
      };
    }
    case 'miscalibrated-group':
      return {
        slice: { [flaw.attribute]: flaw.level },
        metric: 'calibration-slope',
        size: flaw.slope,
        direction: flaw.slope === 1 ? 'none' : flaw.slope < 1 ? 'lower' : 'higher',
        verdict: 'not-assessable',
        section: 'calibration',
        sentence: `Scores with ${flaw.attribute} ${flaw.level} are stretched about the threshold: calibration slope ${flaw.slope}, same decisions.`,
      };
    case 'label-noise': {
      const slice = { [flaw.attribute]: flaw.level };
      const size = gapOfSlice(context, slice)?.sensitivity ?? 0;
      return {
        slice,
        metric: 'sensitivity',
        size,
        direction: directionOf(size),
        verdict: judged(size),
        section: 'label-noise',
        sentence: `${points(flaw.flipRate)} % of the labels with ${flaw.attribute} ${flaw.level} are flipped, in both directions.`,
      };
    }
    case 'leaked-patients':
      return {
        slice: {},
        metric: 'patient-overlap',
        size: context.leakedCount,
        direction: 'higher',
        verdict: 'not-assessable',
        section: 'leakage',
        sentence: `${context.leakedCount} patients of the study also stand in the training table.`,
      };
    case 'missing-not-at-random':
      return {
        slice: {},
        metric: 'missingness',
        size: flaw.addedWhenPositive + flaw.addedWhenWrong,
        direction: 'higher',
        verdict: 'not-assessable',
        section: 'missing',
        sentence: `${flaw.attribute} is missing more often for patients with a positive image (by ${points(flaw.addedWhenPositive)} points) and where the model errs (by ${points(flaw.addedWhenWrong)} points).`,
      };
    case 'shortcut-tag':
      return {
        slice: {},
        metric: 'auroc',
        size: flaw.correlation,
        direction: flaw.correlation > 0 ? 'higher' : 'none',
        verdict: 'not-assessable',
        section: 'shortcuts',
        sentence: `The column tag goes with the label of ${task} at a correlation of ${flaw.correlation}, and moves the score by ${flaw.weight} standard deviations.`,
      };
    default:
      return flaw satisfies never;
  }
}

/**
 * Names a planted flaw, its expected size with all other flaws in place, and what an audit should say.
 *
 * @param context the flaw and the study's components
 * @returns the entry of the truth document
 */
export function describeFlaw(context: FlawContext): PlantedFlaw {
  const { flaw, id, task } = context;
  const { slice, metric, size, sentence, direction, verdict, section } = describe(context);
  const names = Object.keys(slice);
  const own = flaw.kind === 'missing-not-at-random' ? flaw.attribute : null;
  const attribute = names.length === 0 ? own : names.join(' × ');
  const level = names.length === 0 ? null : Object.values(slice).join(' × ');
  return {
    id,
    kind: flaw.kind,
    attribute,
    level,
    slice,
    task,
    metric,
    size,
    sentence,
    parameters: flaw,
    expectedFinding: { attribute, level, metric, direction, verdict, section },
  };
}
