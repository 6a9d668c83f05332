import {
  type AuditFindings,
  type AuditSettings,
  type AuditSpec,
  runAudits,
} from '@equipoise/audit';
import type { Phantom } from '@equipoise/dataset';
import type { Attribute, EvidenceKind, EvidenceOf, Study } from '@equipoise/domain';
import { createInProcessRunner } from '@equipoise/stats';

const roles: Readonly<Record<string, Attribute['role']>> = {
  site: 'site',
  view: 'acquisition',
  scanner: 'acquisition',
  tag: 'acquisition',
};

/** A phantom as the study that an audit is handed; its tag, where it has one, becomes an acquisition field. */
export function phantomStudy(phantom: Phantom, names?: readonly string[]): Study {
  const attributes = phantom.attributes.map((attribute): Attribute => {
    const hasMissing = attribute.codes.some((code) => code < 0);
    const levels = hasMissing ? [...attribute.levels, '(missing)'] : attribute.levels;
    return {
      name: attribute.name,
      source: `phantom: ${attribute.name}`,
      levels,
      codes: attribute.codes.map((code) => (code < 0 ? attribute.levels.length : code)),
      missingLevel: hasMissing ? attribute.levels.length : -1,
      isOrdered: attribute.name === 'age',
      role: roles[attribute.name] ?? 'group',
      values: attribute.name === 'age' ? phantom.ageYears : null,
      closedSide: null,
    };
  });
  if (phantom.tag !== null) {
    const base = {
      source: 'phantom: tag',
      missingLevel: -1,
      isOrdered: false,
      role: 'acquisition',
      values: null,
      closedSide: null,
    } as const;
    attributes.push({
      ...base,
      name: 'tag',
      levels: ['0', '1'],
      codes: Int32Array.from(phantom.tag),
    });
  }
  return {
    rowCount: phantom.rowCount,
    patient: phantom.patient,
    patientCount: phantom.patientCount,
    unit: 'patient',
    weight: null,
    attributes: names
      ? attributes.filter((attribute) => names.includes(attribute.name))
      : attributes,
    predictions: phantom.tasks.map((task) => ({
      task: task.name,
      model: 'model',
      kind: 'binary',
      present: new Uint8Array(phantom.rowCount).fill(1),
      leftOut: [],
      label: Float64Array.from(task.label),
      classes: null,
      scores: [task.score],
      decision: null,
      isProbability: phantom.options.scoreRange <= 1,
      scoreName: task.scoreColumn,
      labelName: task.labelColumn,
    })),
  };
}

/** Audits of a phantom with its own thresholds, the default margins and 199 replicates. */
export function auditPhantom(
  phantom: Phantom,
  catalogue: readonly AuditSpec[],
  metrics: readonly string[],
  names?: readonly string[],
  change: Partial<AuditSettings> = {},
): Promise<AuditFindings> {
  const settings: AuditSettings = {
    level: 0.95,
    replicates: 199,
    permutations: 0,
    seed: phantom.options.seed,
    metrics,
    margins: { sensitivity: 0.05, specificity: 0.05, auroc: 0.03 },
    thresholds: phantom.tasks.map((task) => ({
      task: task.name,
      model: 'model',
      threshold: task.threshold,
      source: 'declared',
      isValidated: true,
      note: 'declared',
    })),
    reference: 'rest',
    intersectDepth: 2,
    prevalence: null,
    thresholdRange: null,
    ...change,
  };
  return runAudits(phantomStudy(phantom, names), settings, createInProcessRunner(), {}, catalogue);
}

/** The evidence of one kind. */
export function evidenceOf<K extends EvidenceKind>(found: AuditFindings, kind: K): EvidenceOf<K>[] {
  // The filter leaves only that kind, which the type of filter cannot say.
  return found.evidence.filter((entry) => entry.kind === kind) as unknown as EvidenceOf<K>[];
}

/** Studies behind every claim of power or false alarms. */
export const studyCount = 100;

/** Probability that at most k of n independent studies say so, each with probability p. */
function binomialCdf(k: number, n: number, p: number): number {
  let term = Math.exp(n * Math.log1p(-p));
  let sum = term;
  for (let i = 1; i <= k; i += 1) {
    term *= ((n - i + 1) / i) * (p / (1 - p));
    sum += term;
  }
  return sum;
}

/** Smallest count of n that a true probability of p leaves possible at 1 in 100: below it, `at least p` is refuted. */
export function leastCount(p: number, n: number = studyCount): number {
  let k = 0;
  while (binomialCdf(k, n, p) < 0.01) k += 1;
  return k;
}

/** Largest count of n that a true probability of p leaves possible at 1 in 100: above it, `at most p` is refuted. */
export function mostCount(p: number, n: number = studyCount): number {
  let k = 0;
  while (binomialCdf(k, n, p) < 0.99) k += 1;
  return k;
}

/** Mean and its standard error. */
export function meanOf(values: readonly number[]): { readonly mean: number; readonly se: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance =
    values.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (values.length - 1);
  return { mean, se: Math.sqrt(variance / values.length) };
}

/** Prints a figure of a simulation beside the test that holds it. */
export function tell(text: string): void {
  process.stdout.write(`${text}\n`);
}
