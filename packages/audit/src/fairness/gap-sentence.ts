import type { GapLevel, Verdict } from '@equipoise/domain';
import { findMetric } from '@equipoise/metrics';
import { capitalise, sayGap, sayLevel, sayLimits, sayMetric, sayReason } from '../frame/wording.ts';

/** What a sentence about a family of gaps is made of. */
export interface GapSentenceInput {
  /** How the sentence opens: the task, and the model where there are several. */
  readonly opening: string;
  readonly attribute: string;
  readonly metric: string;
  readonly verdict: Verdict;
  /** Why the whole family cannot be assessed, as a code; null where it can, or where groups are too small. */
  readonly obstacle: string | null;
  readonly margin: number | null;
  readonly confidence: number;
  readonly levels: readonly GapLevel[];
  readonly unit: 'patient' | 'row';
}

/** One sentence on a family of gaps: what was found, the limits, the margin, and who could not be judged. */
export function gapSentence(input: GapSentenceInput): string {
  const assessed = input.levels.filter((level) => level.isAssessable);
  const present = input.levels.filter((level) => level.caseCount > 0);
  const left = present.filter((level) => !level.isAssessable);
  const sentence = mainSentence(input, assessed);
  const tail =
    left.length === 0 || assessed.length === 0 || input.obstacle !== null
      ? ''
      : ` Not judged: ${left.map((level) => `${level.level} (${sayReason(level.reason ?? 'too-few-patients')})`).join(', ')}.`;
  const unit =
    input.unit === 'row'
      ? ' Rows, not patients, are the unit: the limits are too narrow if patients repeat.'
      : '';
  return sentence + tail + unit;
}

function mainSentence(input: GapSentenceInput, assessed: readonly GapLevel[]): string {
  const { metric, attribute, opening, margin } = input;
  const name = capitalise(sayMetric(metric));
  const people = input.unit === 'row' ? 'rows' : 'patients';
  if (input.obstacle !== null) {
    return `${opening}whether ${sayMetric(metric)} differs by ${attribute} cannot be assessed: ${sayReason(input.obstacle)}.`;
  }
  if (assessed.length === 0) {
    const why = input.levels.find((level) => level.reason !== null)?.reason ?? 'one-level';
    return `${opening}whether ${sayMetric(metric)} differs by ${attribute} cannot be told: no two groups are large enough (${sayReason(why)}).`;
  }
  const worst = pickWorst(assessed, input.verdict, metric);
  const level = sayLevel(input.confidence);
  const limits = sayLimits(metric, worst.gap.low ?? 0, worst.gap.high ?? 0);
  const direction = (worst.gap.value ?? 0) < 0 ? 'lower' : 'higher';
  const size = sayGap(metric, worst.gap.value ?? 0);
  const fact = `${size} ${direction} in ${attribute} = ${worst.level} than in the other ${people} (${level} simultaneous limits ${limits})`;
  if (margin === null) {
    return `${opening}${sayMetric(metric)} is ${fact}; no margin was declared for this metric, so there is no verdict.`;
  }
  if (input.verdict === 'beyond-margin') {
    return `${opening}${sayMetric(metric)} is ${fact}: beyond the margin of ${sayGap(metric, margin)}.`;
  }
  if (input.verdict === 'within-margin') {
    return `${opening}${sayMetric(metric)} differs by less than ${sayGap(metric, margin)} between the groups of ${attribute}; the largest gap is ${fact}.`;
  }
  return `${opening}it cannot be told whether ${sayMetric(metric)} differs by more than ${sayGap(metric, margin)} by ${attribute}. ${name} is ${fact}, which crosses the margin.`;
}

/** The level that carries the verdict: the one that reaches furthest, of equals the one served worse. */
function pickWorst(levels: readonly GapLevel[], verdict: Verdict, metric: string): GapLevel {
  const pool = levels.filter((level) => level.verdict === verdict);
  const from = pool.length > 0 ? pool : levels;
  const reach = (level: GapLevel): number =>
    verdict === 'cannot-tell'
      ? Math.max(Math.abs(level.gap.low ?? 0), Math.abs(level.gap.high ?? 0))
      : Math.abs(level.gap.value ?? 0);
  const harm = findMetric(metric)?.better === 'lower' ? 1 : -1;
  return from.reduce((best, level) => {
    const difference = reach(level) - reach(best);
    if (Math.abs(difference) > 1e-9) return difference > 0 ? level : best;
    return harm * (level.gap.value ?? 0) > harm * (best.gap.value ?? 0) ? level : best;
  });
}
