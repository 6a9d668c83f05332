import { randomStream } from '@equipoise/stats';
import { dawidSkene } from '../fusion/dawid-skene.ts';
import { type Consensus, chooseFusion, type FusionMethod, fuseReadings } from '../fusion/fuse.ts';
import type { LabelPosterior } from '../fusion/label-posterior.ts';
import { type NextReading, nextReadings } from '../fusion/next-readings.ts';
import type { ConsensusWarning } from '../fusion/warnings.ts';
import { type Panel, pooledPanel } from './panel.ts';

/** How labels are made. */
export interface ConsensusQuestion {
  /** A method, or `auto` for the rule. */
  readonly method: FusionMethod | 'auto';
  /** Whether reader columns are slots that anybody may fill: then nothing is told of single readers. */
  readonly hasSlots: boolean;
  /** Out-of-sample model probabilities by question, cases by classes; for CROWDLAB. */
  readonly probabilities: ReadonlyMap<string, Float64Array>;
}

/** One question fused in every way that fits. */
export interface FusedPanel {
  readonly panel: Panel;
  /** The method that gives the labels. */
  readonly chosen: Consensus;
  /** All methods, the chosen one among them. */
  readonly all: readonly Consensus[];
  /** Doubts about the latent classes, whichever method was chosen. */
  readonly doubts: readonly ConsensusWarning[];
  /** Cases by how much one more reading is expected to settle. */
  readonly next: readonly NextReading[];
  /** The distribution that `next` goes by. */
  readonly planned: LabelPosterior;
  /** Cases on which two methods give different labels. */
  readonly disputed: readonly number[];
}

/** Answers beyond which the slow methods are only run when asked for. */
const SLOW_ABOVE = 60_000;

function methodsFor(
  panel: Panel,
  chosen: FusionMethod,
  question: ConsensusQuestion,
): FusionMethod[] {
  const { answers } = panel;
  const wanted: FusionMethod[] = ['vote'];
  if (!question.hasSlots && panel.active.length > 1) {
    wanted.push('weighted-vote', 'dawid-skene', 'one-coin');
    if (panel.isOrdinal) wanted.push('ordinal');
    if (answers.label.length <= SLOW_ABOVE) wanted.push('mace', 'glad');
  }
  if (question.probabilities.has(panel.task)) wanted.push('crowdlab');
  return wanted.includes(chosen) ? wanted : [...wanted, chosen];
}

/**
 * Labels of one question by the method asked for (or by the rule), and by every other method beside it.
 *
 * @param panel the answers
 * @param question method and what it needs
 * @param seed of the starts of MACE
 */
export function fusePanel(panel: Panel, question: ConsensusQuestion, seed: number): FusedPanel {
  const { answers, isOrdinal } = panel;
  const rule = { isOrdinal, hasReaderIdentity: !question.hasSlots };
  const choice =
    question.method === 'auto'
      ? chooseFusion(answers, rule)
      : { method: question.method, because: 'asked-for' };
  const probabilities = question.probabilities.get(panel.task);
  const all = methodsFor(panel, choice.method, question).map((method, at) =>
    fuseReadings(answers, {
      ...rule,
      method,
      uniform: randomStream(seed, 41, at),
      ...(probabilities === undefined ? {} : { probabilities }),
    }),
  );
  const found = all.find((one) => one.method === choice.method)!;
  const chosen = { ...found, because: choice.because };
  const latent = all.find((one) => one.method === 'dawid-skene');
  const plan = planOf(panel, question);
  return {
    panel,
    chosen,
    all,
    doubts: latent?.warnings ?? [],
    next: nextReadings(plan.answers, plan.posterior, plan.confusion, chosen.isTied),
    planned: plan.posterior,
    disputed: disputedCases(all),
  };
}

/** A fit with light priors: a case that one reader answered is then not taken as certain. */
function planOf(
  panel: Panel,
  question: ConsensusQuestion,
): {
  readonly answers: Panel['answers'];
  readonly posterior: LabelPosterior;
  readonly confusion: Float64Array;
} {
  const isPooled = question.hasSlots || panel.active.length < 3;
  const answers = isPooled ? pooledPanel(panel) : panel.answers;
  const fit = dawidSkene(answers, {
    prior: { classes: 1, correct: 2, wrong: 1 },
    maxRounds: 300,
    tolerance: 1e-6,
  });
  const values = fit.posterior.values.slice();
  const k = answers.classCount;
  // Cases that nobody read are no re-reading.
  for (let t = 0; t < answers.caseCount; t++) {
    if (answers.starts[t] === answers.starts[t + 1]) values.fill(0, t * k, (t + 1) * k);
  }
  return { answers, posterior: { ...fit.posterior, values }, confusion: fit.confusion };
}

function disputedCases(all: readonly Consensus[]): number[] {
  const out: number[] = [];
  const count = all[0]?.labels.length ?? 0;
  for (let t = 0; t < count; t++) {
    let first = -1;
    for (const { labels } of all) {
      const label = labels[t]!;
      if (label < 0) continue;
      if (first < 0) first = label;
      else if (label !== first) {
        out.push(t);
        break;
      }
    }
  }
  return out;
}
