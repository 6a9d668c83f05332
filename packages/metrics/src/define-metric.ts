import { none, type Value } from '@equipoise/stats';
import { fail } from './errors.ts';
import type { InputKind, MetricInput, Rows } from './metric-input.ts';
import type { MetricComputations, MetricDescription, MetricSpec } from './metric-spec.ts';
import type { SuitabilityContext, SuitabilityRule } from './suitability.ts';

/** A metric as its file writes it; what is left out has the plain default. */
export interface MetricDefinition
  extends Omit<
    MetricDescription,
    'target' | 'defaultMargin' | 'aliases' | 'symmetric' | 'engineId' | 'rowValue'
  > {
  readonly target?: number;
  readonly defaultMargin?: number;
  readonly aliases?: readonly string[];
  readonly symmetric?: boolean;
  readonly engineId?: string;
  readonly rowValue?: MetricDescription['rowValue'];
  readonly warnings?: readonly SuitabilityRule[];
  readonly compute: MetricComputations;
}

const inputKinds: readonly InputKind[] = ['binary', 'multiclass', 'ordinal', 'regression'];

function columnsOf(input: MetricInput): readonly (Rows | null)[] {
  switch (input.kind) {
    case 'binary':
      return [input.scores, input.decisions, input.weights];
    case 'multiclass':
      return [...(input.columns ?? []), input.decisions, input.weights];
    case 'ordinal':
      return [input.decisions, input.weights];
    case 'regression':
      return [input.predictions, input.weights];
    default:
      return input satisfies never;
  }
}

function checkLengths(id: string, input: MetricInput): void {
  for (const column of columnsOf(input)) {
    if (column !== null && column.length !== input.labels.length) {
      fail(
        'metrics/length-mismatch',
        `${id} was given ${input.labels.length} labels beside ${column.length} other entries.`,
        'Pass one entry per row everywhere.',
      );
    }
  }
}

/** The computation of one kind, with its argument opened up to every kind. */
function computationFor(
  compute: MetricComputations,
  input: MetricInput,
): (() => Value) | undefined {
  switch (input.kind) {
    case 'binary':
      return compute.binary && (() => compute.binary?.(input) ?? none('not-computed'));
    case 'multiclass':
      return compute.multiclass && (() => compute.multiclass?.(input) ?? none('not-computed'));
    case 'ordinal':
      return compute.ordinal && (() => compute.ordinal?.(input) ?? none('not-computed'));
    case 'regression':
      return compute.regression && (() => compute.regression?.(input) ?? none('not-computed'));
    default:
      return input satisfies never;
  }
}

function checkDefinition(definition: MetricDefinition, kinds: readonly InputKind[]): void {
  const { id, range, source } = definition;
  const problem = !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)
    ? 'an id that is not kebab-case'
    : !(range[0] < range[1])
      ? 'an empty range'
      : kinds.length === 0
        ? 'no way to compute it'
        : source === ''
          ? 'no source'
          : null;
  if (problem !== null) {
    fail('metrics/bad-definition', `The metric ${id} declares ${problem}.`, 'Correct its file.');
  }
}

/**
 * Declares a metric: fills in defaults and wraps its computations with the checks that all share.
 * Empty input, NaN and infinite results come back as a reason, never as a number.
 *
 * @param definition the metric as its file writes it
 * @returns the complete declaration
 * @throws metrics/bad-definition when id, range, source or computations cannot be
 */
export function defineMetric(definition: MetricDefinition): MetricSpec {
  const { compute, warnings, ...description } = definition;
  const kinds = inputKinds.filter((kind) => compute[kind] !== undefined);
  checkDefinition(definition, kinds);
  return {
    ...description,
    target: definition.target ?? null,
    defaultMargin: definition.defaultMargin ?? null,
    aliases: definition.aliases ?? [],
    symmetric: definition.symmetric ?? false,
    engineId: definition.engineId ?? null,
    rowValue: definition.rowValue ?? null,
    kinds,
    warns: (context: SuitabilityContext) => (warnings ?? []).flatMap((rule) => rule(context)),
    compute(input: MetricInput): Value {
      const run = computationFor(compute, input);
      if (!run) {
        return fail(
          'metrics/wrong-task',
          `${definition.id} measures ${kinds.join(', ')} tasks and was given a ${input.kind} one.`,
          'Choose a metric of that kind of task.',
        );
      }
      checkLengths(definition.id, input);
      if (input.labels.length === 0) return none('no-rows');
      const result = run();
      return result.value !== null && !Number.isFinite(result.value) ? none('not-finite') : result;
    },
  };
}
