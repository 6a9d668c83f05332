import type { CarriedLabels, Gate, Study } from '@equipoise/domain';
import { findMetric } from '@equipoise/metrics';
import { fail } from '../errors.ts';

/** What the gates of a study may name. */
export interface GateTargets {
  readonly tasks: readonly string[];
  readonly models: readonly string[];
  readonly attributes: readonly { readonly name: string; readonly levels: readonly string[] }[];
  /** Ids of the metrics audited. */
  readonly metrics: readonly string[];
  /** Ways in which the uncertainty of the reference labels is carried; none without readers. */
  readonly labels?: readonly CarriedLabels[];
}

/** Ways to carry the labels of a study: one reader a case needs the readers' own answers. */
export function carriedLabels(labels: Study['labels']): readonly CarriedLabels[] {
  const drawn = (labels ?? []).filter((one) => one.answer.length > 0 || one.probability !== null);
  if (drawn.length === 0) return [];
  return drawn.some((one) => one.source === 'readings') ? ['drawn', 'one-reader'] : ['drawn'];
}

/** True where a gate asks for labels other than those given. */
export function isCarried(gate: Gate): boolean {
  return gate.labels !== undefined && gate.labels !== 'given';
}

/** How a gate is called in sentences. */
export function gateName(gate: Gate, index: number): string {
  if (gate.name !== undefined && gate.name !== '') return gate.name;
  const group = gate.group === undefined ? '' : ` = ${gate.group}`;
  const where = gate.attribute === undefined ? 'everyone' : `${gate.attribute}${group}`;
  const what = gate.versus === 'none' ? gate.metric : `${gate.metric} against ${gate.versus}`;
  const labels = isCarried(gate) ? `, labels ${gate.labels}` : '';
  return `gate ${index + 1}: ${where}, ${what}${labels}`;
}

function missing(name: string, what: string, wanted: string, known: readonly string[]): never {
  return fail(
    'audit/unknown-gate-target',
    `${name} names the ${what} "${wanted}", which this study does not have.`,
    `It has: ${known.slice(0, 12).join(', ')}${known.length > 12 ? ', …' : ''}.`,
  );
}

/** Id of the metric that a gate names, whichever alias it uses; null when the catalogue lacks it. */
export function gateMetric(gate: Gate): string | null {
  return findMetric(gate.metric)?.id ?? null;
}

/**
 * Checks that everything the gates name is there: a gate on something absent is never a pass.
 *
 * @param gates as declared
 * @param targets what the study has
 * @throws audit/unknown-gate-target (exit code 65) naming the gate
 */
export function checkGates(gates: readonly Gate[], targets: GateTargets): void {
  gates.forEach((gate, index) => {
    const name = gateName(gate, index);
    const { task, model, attribute, group } = gate;
    if (task !== undefined && !targets.tasks.includes(task))
      missing(name, 'task', task, targets.tasks);
    if (model !== undefined && !targets.models.includes(model)) {
      missing(name, 'model', model, targets.models);
    }
    const metric = gateMetric(gate);
    if (metric === null || !targets.metrics.includes(metric)) {
      missing(name, 'metric', gate.metric, targets.metrics);
    }
    checkLabels(gate, name, targets.labels ?? []);
    if (attribute === undefined) {
      if (gate.versus !== 'none' || group !== undefined) {
        fail(
          'audit/unknown-gate-target',
          `${name} compares groups but names no attribute.`,
          'Name the attribute, or use versus: none for everyone.',
          64,
        );
      }
      return;
    }
    const known = targets.attributes.find((one) => one.name === attribute);
    if (known === undefined) {
      missing(
        name,
        'attribute',
        attribute,
        targets.attributes.map((one) => one.name),
      );
    }
    if (group !== undefined && !known.levels.includes(group)) {
      missing(name, `group of ${attribute}`, group, known.levels);
    }
  });
}

/** Figures with carried labels are those of a metric and of its gaps to the rest. */
function checkLabels(gate: Gate, name: string, known: readonly CarriedLabels[]): void {
  const { labels } = gate;
  if (labels === undefined || labels === 'given') return;
  if (!known.includes(labels)) {
    fail(
      'audit/unknown-gate-target',
      `${name} names labels "${labels}", which this study does not have.`,
      labels === 'drawn'
        ? 'Give --readings or --label-distribution, or leave `labels` out.'
        : "Give --readings (the readers' own answers), or leave `labels` out.",
    );
  }
  if (gate.versus === 'reference' || gate.versus === 'range') {
    fail(
      'audit/unknown-gate-target',
      `${name} names labels "${labels}" with versus: ${gate.versus}, for which they are not carried along.`,
      'Write versus: rest for gaps, or versus: none for the metric itself.',
      64,
    );
  }
}
