import type { AuditProtocol } from '@equipoise/domain';
import { fail } from '../errors.ts';
import { checkMetricKind, defaultMetrics, metricId, resolveMargins } from './metric-ids.ts';
import { parseModel } from './parse-models.ts';
import { declareTasks } from './parse-tasks.ts';
import { parseThreshold, parseThresholdFrom, parseThresholdRange } from './parse-thresholds.ts';
import type { ResolvedProtocol } from './resolved-protocol.ts';

/** What holds where nothing is declared. */
export const protocolDefaults = {
  kind: 'binary',
  level: 0.95,
  replicates: 2000,
  permutations: 1000,
  seed: 1,
  intersect: 2,
  labelDraws: 40,
  reference: 'rest',
  out: 'audit',
  title: 'Subgroup audit',
} as const;

/** Flags over the protocol file: a key that a flag names replaces the file's. */
export function mergeProtocols(file: AuditProtocol, flags: AuditProtocol): AuditProtocol {
  const merged: Record<string, unknown> = { ...file };
  for (const [key, value] of Object.entries(flags)) {
    if (value !== undefined) merged[key] = value;
  }
  const hasTasks = flags.task !== undefined;
  const hasLabel = flags.label !== undefined || flags.score !== undefined;
  if (hasTasks && !hasLabel) {
    delete merged['label'];
    delete merged['score'];
  }
  if (hasLabel && !hasTasks) delete merged['task'];
  // What contradicts a flag, or hangs on something that a flag replaced, goes with it.
  if (flags.threshold !== undefined && flags.thresholdFrom === undefined) {
    delete merged['thresholdFrom'];
  }
  if (flags.thresholdFrom !== undefined && flags.threshold === undefined) {
    delete merged['threshold'];
  }
  if (flags.modelColumn !== undefined) delete merged['model'];
  if (flags.model !== undefined) delete merged['modelColumn'];
  const protocol = merged as AuditProtocol;
  if (flags.group === undefined || flags.bins !== undefined) return protocol;
  const { group, caseMix, acquisition, site, reader } = protocol;
  const kept = new Set([
    ...list(group),
    ...list(caseMix),
    ...list(acquisition),
    ...(site === undefined ? [] : [site]),
    ...(reader === undefined ? [] : [reader]),
  ]);
  const bins = protocol.bins?.filter((one) => kept.has(one.split('=')[0]!.trim()));
  return bins === undefined ? protocol : { ...protocol, bins };
}

function list(values: readonly string[] | undefined): string[] {
  return (values ?? [])
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

/** True where a data set layout is to say what the tasks are. */
function isLeftToAdapter(protocol: AuditProtocol): boolean {
  const declared = [protocol.label, protocol.score, protocol.decision].some(
    (one) => one !== undefined,
  );
  return protocol.adapter !== undefined && !declared && (protocol.task ?? []).length === 0;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/**
 * Fills in every default and reads every option that has a form of its own.
 *
 * @param protocol merged flags and protocol file
 * @returns a complete protocol; no column has been looked up yet
 * @throws workbench/bad-option, workbench/missing-option, workbench/conflicting-options, workbench/unknown-metric
 */
export function resolveProtocol(protocol: AuditProtocol): ResolvedProtocol {
  const kind = protocol.kind ?? protocolDefaults.kind;
  const predictions = protocol.predictions ?? [];
  if (predictions.length === 0) {
    fail(
      'workbench/missing-option',
      'No predictions file was named.',
      'Name it: equipoise audit predictions.csv.',
    );
  }
  const joins = protocol.join ?? [];
  const models = (protocol.model ?? []).map(parseModel);
  const on = list(protocol.on === undefined ? undefined : [protocol.on]);
  const isAdapted = protocol.adapter !== undefined;
  const needsKey =
    models.length > 0 || (!isAdapted && (joins.length > 0 || predictions.length > 1));
  if ((needsKey || protocol.modelColumn !== undefined) && on.length === 0) {
    fail(
      'workbench/missing-option',
      'Several tables or models are to be joined, but no id column was named.',
      'Give --on image_id (text ids, compared byte for byte).',
    );
  }
  if (on.length > 1 && on.length !== joins.length) {
    fail(
      'workbench/bad-option',
      `--on names ${on.length} columns for ${joins.length} joins.`,
      'Give one column for all joins, or one for each in the same order.',
    );
  }
  if (models.length > 0 && protocol.modelColumn !== undefined) {
    fail(
      'workbench/conflicting-options',
      '--model and --model-column were both given.',
      'Give one of them.',
    );
  }
  if (isAdapted && (models.length > 0 || protocol.modelColumn !== undefined)) {
    fail(
      'workbench/conflicting-options',
      '--adapter reads one model; --model and --model-column were given.',
      'Leave one of them out.',
    );
  }
  if (protocol.aggregate !== undefined && protocol.patient === undefined && !isAdapted) {
    fail(
      'workbench/missing-option',
      '--aggregate makes the patient the row, but no patient column is named.',
      'Give --patient.',
    );
  }
  const prevalence = protocol.prevalence ?? null;
  if (prevalence !== null && !(prevalence > 0 && prevalence < 1)) {
    fail(
      'workbench/bad-option',
      `--prevalence must lie between 0 and 1, got ${prevalence}.`,
      'Correct it.',
    );
  }
  const declaredMargins = protocol.margin ?? {};
  const named = list(protocol.metric).map((name) => metricId(name, 'metric'));
  const metrics = unique([
    ...(named.length > 0 ? named : defaultMetrics[kind]),
    ...Object.keys(declaredMargins).map((name) => metricId(name, 'margin')),
  ]);
  if (!isAdapted) for (const id of metrics) checkMetricKind(id, kind);
  const site = protocol.site ?? null;
  const reader = protocol.reader ?? null;
  const acquisition = list(protocol.acquisition);
  return {
    predictions,
    kind,
    tasks: isLeftToAdapter(protocol)
      ? []
      : declareTasks({
          task: protocol.task ?? [],
          label: protocol.label,
          score: protocol.score,
          decision: protocol.decision,
          kind,
        }),
    decision: protocol.decision ?? null,
    positive: protocol.positive ?? null,
    negative: protocol.negative ?? null,
    groups: unique(list(protocol.group)),
    patient: protocol.patient ?? null,
    site,
    reader,
    caseMix: unique(list(protocol.caseMix)),
    acquisition: unique(acquisition),
    weight: protocol.weight ?? null,
    aggregate: protocol.aggregate ?? null,
    joins,
    on,
    models,
    modelColumn: protocol.modelColumn ?? null,
    train: protocol.train ?? null,
    readings: protocol.readings ?? null,
    readingCase: protocol.readingCase ?? null,
    readingReader: protocol.readingReader ?? ['reader'],
    readingLabel: protocol.readingLabel ?? ['label'],
    labelDistribution: protocol.labelDistribution ?? null,
    labelDraws: protocol.labelDraws ?? protocolDefaults.labelDraws,
    thresholds: [
      ...(protocol.threshold ?? []).map(parseThreshold),
      ...(protocol.thresholdFrom ?? []).map(parseThresholdFrom),
    ],
    thresholdRange:
      protocol.thresholdRange === undefined ? null : parseThresholdRange(protocol.thresholdRange),
    prevalence,
    metrics,
    margins: resolveMargins(metrics, declaredMargins),
    bins: protocol.bins ?? [],
    intersectDepth: protocol.intersect ?? protocolDefaults.intersect,
    reference: protocol.reference ?? protocolDefaults.reference,
    gate: protocol.gate ?? null,
    inconclusive: protocol.inconclusive ?? null,
    suppressBelow: protocol.suppress ?? null,
    auditIdLike: protocol.auditIdLike ?? false,
    level: protocol.level ?? protocolDefaults.level,
    replicates: protocol.replicates ?? protocolDefaults.replicates,
    permutations: protocol.permutations ?? protocolDefaults.permutations,
    seed: protocol.seed ?? protocolDefaults.seed,
    adapter: protocol.adapter ?? null,
    encoding: protocol.encoding ?? null,
    delimiter: protocol.delimiter ?? null,
    decimal: protocol.decimal ?? null,
    missing: protocol.missing ?? [],
    out: protocol.out ?? protocolDefaults.out,
    title: protocol.title ?? protocolDefaults.title,
  };
}
