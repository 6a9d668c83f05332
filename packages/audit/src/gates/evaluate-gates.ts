import type { AuditDocument, Estimate, Gate, GateResult } from '@equipoise/domain';
import { findMetric } from '@equipoise/metrics';
import { checkGates, gateMetric, gateName } from './gate-targets.ts';

/** What an undecided gate does to the exit code when it does not say so itself. */
export type Inconclusive = 'pass' | 'fail' | 'report';

/** Results of all gates and the exit code that follows: 0 all met, 1 one broken, 2 cannot tell. */
export interface GateReport {
  readonly results: readonly GateResult[];
  readonly exitCode: 0 | 1 | 2;
}

type Outcome = GateResult['outcome'];

/** The part of a document that gates read. */
export type GatedDocument = Pick<AuditDocument, 'estimates' | 'declared'>;

function isAbout(estimate: Estimate, gate: Gate, metric: string): boolean {
  const { slice } = estimate;
  const keys = Object.keys(slice);
  if (estimate.metric !== metric) return false;
  if ((estimate.labels ?? 'given') !== (gate.labels ?? 'given')) return false;
  if (gate.task !== undefined && estimate.task !== gate.task) return false;
  if (gate.model !== undefined && estimate.model !== gate.model) return false;
  if (gate.attribute === undefined) {
    if (keys.length !== 0) return false;
  } else {
    if (keys.length !== 1 || !Object.hasOwn(slice, gate.attribute)) return false;
    const ofAll = gate.versus === 'range' || gate.group === undefined;
    if (!ofAll && slice[gate.attribute] !== gate.group) return false;
  }
  if (gate.versus === 'none') return estimate.versus === null;
  return estimate.versus === gate.versus && estimate.scale === 'difference';
}

function outcomeOf(estimate: Estimate, gate: Gate, isLowerBetter: boolean): Outcome {
  const { low, high } = estimate;
  if (estimate.value === null || low === null || high === null) return 'cannot-tell';
  if (estimate.caution !== undefined && estimate.caution !== null) return 'cannot-tell';
  const { margin } = gate;
  if (gate.versus === 'none') {
    if (isLowerBetter) return high <= margin ? 'met' : low > margin ? 'broken' : 'cannot-tell';
    return low >= margin ? 'met' : high < margin ? 'broken' : 'cannot-tell';
  }
  if (low > margin || high < -margin) return 'broken';
  return low >= -margin && high <= margin ? 'met' : 'cannot-tell';
}

function worst(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.includes('broken')) return 'broken';
  return outcomes.length === 0 || outcomes.includes('cannot-tell') ? 'cannot-tell' : 'met';
}

function number(value: number | null): string {
  return value === null ? 'undefined' : String(Number(value.toFixed(3)));
}

function placeOf(estimate: Estimate): string {
  const slice = Object.entries(estimate.slice)
    .map(([attribute, level]) => `${attribute} = ${level}`)
    .join(', ');
  return `${estimate.task}, ${estimate.model}${slice === '' ? '' : `, ${slice}`}`;
}

function figure(estimate: Estimate): string {
  if (estimate.value === null)
    return `${placeOf(estimate)}: no value (${estimate.undefinedReason ?? 'unknown reason'})`;
  const limits =
    estimate.low === null
      ? `no limits (${estimate.caution ?? 'not assessable'})`
      : `${number(estimate.low)} to ${number(estimate.high)}`;
  return `${placeOf(estimate)}: ${number(estimate.value)} (${limits})`;
}

function sentenceOf(
  gate: Gate,
  metric: string,
  outcome: Outcome,
  judged: readonly { estimate: Estimate; outcome: Outcome }[],
): string {
  const limit =
    gate.versus === 'none'
      ? `${metric} must reach ${gate.margin}`
      : `${metric} gaps must stay within ${gate.margin}`;
  const of = judged.filter((one) => one.outcome === outcome);
  const shown = of.slice(0, 3).map((one) => figure(one.estimate));
  const more = of.length > shown.length ? ` and ${of.length - shown.length} more` : '';
  switch (outcome) {
    case 'met':
      return `Met: ${limit}; all ${judged.length} intervals do.`;
    case 'broken':
      return `Broken: ${limit}; the interval lies beyond it for ${shown.join('; ')}${more}.`;
    case 'cannot-tell':
      return `Cannot tell: ${limit}; the evidence does not decide for ${shown.length === 0 ? 'any group' : shown.join('; ')}${more}.`;
    default:
      return outcome satisfies never;
  }
}

function exitCodeOf(outcomes: readonly { outcome: Outcome; policy: Inconclusive }[]): 0 | 1 | 2 {
  const isBroken = outcomes.some(
    ({ outcome, policy }) =>
      outcome === 'broken' || (outcome === 'cannot-tell' && policy === 'fail'),
  );
  if (isBroken) return 1;
  return outcomes.some(({ outcome, policy }) => outcome === 'cannot-tell' && policy === 'report')
    ? 2
    : 0;
}

/**
 * Judges gates by the intervals of a document.
 *
 * A gate on gaps is met when every interval lies within ± margin, broken when one lies wholly beyond it,
 * undecided otherwise. A gate with `versus: none` sets a floor (for metrics where lower is better, a
 * ceiling) on the metric itself. A group without limits, e.g. with too few positive patients, leaves the
 * gate undecided.
 *
 * @param gates as declared
 * @param document what the audit found
 * @param inconclusive what an undecided gate does when it does not say so itself
 * @throws audit/unknown-gate-target (exit code 65) when a gate names what is not there
 */
export function evaluateGates(
  gates: readonly Gate[],
  document: GatedDocument,
  inconclusive: Inconclusive = 'report',
): GateReport {
  const { declared } = document;
  checkGates(gates, {
    tasks: declared.tasks.map((task) => task.name),
    models: declared.models,
    attributes: declared.attributes.filter((one) => one.role !== 'id-like'),
    metrics: declared.metrics.map((metric) => metric.id),
    labels: [...new Set(document.estimates.flatMap((one) => one.labels ?? []))],
  });
  const judgements = gates.map((gate, index) => {
    const metric = gateMetric(gate)!;
    const isLowerBetter = findMetric(metric)?.better === 'lower';
    const judged = document.estimates
      .filter((estimate) => isAbout(estimate, gate, metric))
      .map((estimate) => ({ estimate, outcome: outcomeOf(estimate, gate, isLowerBetter) }));
    const outcome = worst(judged.map((one) => one.outcome));
    const result: GateResult = {
      name: gateName(gate, index),
      outcome,
      sentence: sentenceOf(gate, metric, outcome, judged),
      estimateIds: judged.map((one) => one.estimate.id),
    };
    return { result, outcome, policy: gate.inconclusive ?? inconclusive };
  });
  return { results: judgements.map((one) => one.result), exitCode: exitCodeOf(judgements) };
}
