import type { StudyPrediction, ThresholdUse } from '@equipoise/domain';
import { operatingPoint, youdenMaximum } from '@equipoise/stats';
import { fail } from '../errors.ts';
import type {
  ResolvedProtocol,
  ThresholdDeclaration,
  ThresholdRule,
} from '../protocol/resolved-protocol.ts';
import { formatNumber } from './format-number.ts';

/** Labels and scores of a task in the other table from which a threshold is taken. */
export interface OtherData {
  readonly name: string;
  readonly label: Float64Array;
  readonly score: Float64Array;
}

/** Finds the other table's data of one task and model. */
export type OtherDataOf = (file: string, prediction: StudyPrediction) => OtherData;

function own(prediction: StudyPrediction): { label: Float64Array; score: Float64Array } {
  const score = prediction.scores?.[0];
  const rows = prediction.present.reduce((sum, one) => sum + one, 0);
  const pair = { label: new Float64Array(rows), score: new Float64Array(rows) };
  if (score === undefined) return pair;
  let at = 0;
  for (let row = 0; row < prediction.present.length; row++) {
    if (prediction.present[row] !== 1) continue;
    pair.label[at] = prediction.label[row]!;
    pair.score[at++] = score[row]!;
  }
  return pair;
}

/** Threshold by a rule: the cut between observed scores that keeps it best. */
function byRule(label: Float64Array, score: Float64Array, rule: ThresholdRule): number | null {
  if (rule.kind === 'youden') return youdenMaximum(label, score).point?.threshold ?? null;
  return (
    operatingPoint(label, score, { fix: rule.kind, atLeast: rule.target ?? 0 }).point?.threshold ??
    null
  );
}

function ruleText(rule: ThresholdRule): string {
  return rule.kind === 'youden'
    ? 'largest Youden index'
    : `${rule.kind} of at least ${rule.target}`;
}

function fromOther(
  declaration: ThresholdDeclaration,
  prediction: StudyPrediction,
  other: OtherData,
): Pick<ThresholdUse, 'threshold' | 'source' | 'isValidated' | 'note'> {
  const rule = declaration.rule!;
  const threshold = byRule(other.label, other.score, rule);
  if (threshold === null || !Number.isFinite(threshold)) {
    return fail(
      'workbench/unreachable-threshold',
      `${other.name} cannot give task ${prediction.task} a threshold with ${ruleText(rule)}.`,
      'It needs rows of both classes; choose another file or rule.',
    );
  }
  return {
    threshold,
    source: 'other-data',
    isValidated: true,
    note: `${formatNumber(threshold)}: ${ruleText(rule)} on other data (${other.name}, ${other.label.length} rows), at an observed score.`,
  };
}

function byDefault(
  prediction: StudyPrediction,
): Pick<ThresholdUse, 'threshold' | 'source' | 'isValidated' | 'note'> {
  if (prediction.decision !== null) {
    return {
      threshold: null,
      source: 'model-decision',
      isValidated: true,
      note: 'The class that the model itself decided is used.',
    };
  }
  if (prediction.isProbability) {
    return {
      threshold: 0.5,
      source: 'default',
      isValidated: false,
      note: 'No threshold was declared: 0.5 is used, which nothing validates.',
    };
  }
  return {
    threshold: null,
    source: 'default',
    isValidated: false,
    note: 'No threshold was declared and the scores are no probabilities: what needs a decision is not assessed.',
  };
}

function resolveOne(
  prediction: StudyPrediction,
  declaration: ThresholdDeclaration | undefined,
  otherDataOf: OtherDataOf,
): Pick<ThresholdUse, 'threshold' | 'source' | 'isValidated' | 'note'> {
  if (declaration === undefined || prediction.scores === null) return byDefault(prediction);
  switch (declaration.kind) {
    case 'fixed':
      return {
        threshold: declaration.threshold,
        source: 'declared',
        isValidated: true,
        note: `${formatNumber(declaration.threshold!)}, declared before the results.`,
      };
    case 'youden': {
      const { label, score } = own(prediction);
      const threshold = byRule(label, score, { kind: 'youden', target: null });
      const usable = threshold !== null && Number.isFinite(threshold);
      return {
        threshold: usable ? threshold : null,
        source: 'same-data-youden',
        isValidated: false,
        note: usable
          ? `${formatNumber(threshold)}: largest Youden index on these same data, hence not validated; what follows from it is optimistic.`
          : 'The largest Youden index needs rows of both classes.',
      };
    }
    case 'from-file':
      return fromOther(declaration, prediction, otherDataOf(declaration.file!, prediction));
    default:
      return declaration.kind satisfies never;
  }
}

/**
 * The operating threshold of every binary task and model.
 *
 * A declaration for the task wins over one for all tasks; two of equal standing contradict each other.
 *
 * @throws workbench/bad-option when a declaration names a task that does not exist or needs none
 * @throws workbench/conflicting-options
 * @throws workbench/unreachable-threshold
 */
export function resolveThresholds(
  predictions: readonly StudyPrediction[],
  protocol: ResolvedProtocol,
  otherDataOf: OtherDataOf,
): ThresholdUse[] {
  const tasks = new Set(predictions.map((one) => one.task));
  const stray = protocol.thresholds.find((one) => one.task !== null && !tasks.has(one.task));
  if (stray !== undefined) {
    fail(
      'workbench/bad-option',
      `A threshold is declared for task "${stray.task}", which does not exist.`,
      `Tasks: ${[...tasks].join(', ')}.`,
    );
  }
  const first = protocol.thresholds[0];
  if (first !== undefined && predictions.every((one) => one.kind !== 'binary')) {
    fail(
      'workbench/bad-option',
      'A threshold was declared, but no task is binary.',
      'Leave out --threshold and --threshold-from, or choose --kind binary.',
    );
  }
  const twice = protocol.thresholds.find((one, at) =>
    protocol.thresholds.some((other, before) => before < at && other.task === one.task),
  );
  if (twice !== undefined) {
    fail(
      'workbench/conflicting-options',
      `Two thresholds are declared for ${twice.task === null ? 'all tasks' : `task "${twice.task}"`}.`,
      'Keep one of --threshold and --threshold-from for each task.',
    );
  }
  return predictions
    .filter((one) => one.kind === 'binary')
    .map((prediction) => {
      const fitting = protocol.thresholds.filter(
        (one) => one.task === null || one.task === prediction.task,
      );
      const exact = fitting.filter((one) => one.task !== null);
      const declaration = exact.at(-1) ?? fitting.at(-1);
      return {
        task: prediction.task,
        model: prediction.model,
        ...resolveOne(prediction, declaration, otherDataOf),
      };
    });
}
