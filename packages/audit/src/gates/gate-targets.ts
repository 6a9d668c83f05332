import type { Gate } from '@equipoise/domain';
import { findMetric } from '@equipoise/metrics';
import { fail } from '../errors.ts';

/** What the gates of a study may name. */
export interface GateTargets {
  readonly tasks: readonly string[];
  readonly models: readonly string[];
  readonly attributes: readonly { readonly name: string; readonly levels: readonly string[] }[];
  /** Ids of the metrics audited. */
  readonly metrics: readonly string[];
}

/** How a gate is called in sentences. */
export function gateName(gate: Gate, index: number): string {
  if (gate.name !== undefined && gate.name !== '') return gate.name;
  const group = gate.group === undefined ? '' : ` = ${gate.group}`;
  const where = gate.attribute === undefined ? 'everyone' : `${gate.attribute}${group}`;
  const what = gate.versus === 'none' ? gate.metric : `${gate.metric} against ${gate.versus}`;
  return `gate ${index + 1}: ${where}, ${what}`;
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
