import type { Estimate, Evidence, Finding, ReportItem, Study } from '@equipoise/domain';
import type { EngineRunner } from '@equipoise/stats';
import { auditCatalog } from './catalog.ts';
import { fail } from './errors.ts';
import type { AuditSettings, AuditSpec } from './frame/audit-spec.ts';
import { type MeasureHooks, measure } from './frame/measure.ts';

/** Everything a set of audits found about one study. */
export interface AuditFindings {
  readonly estimates: readonly Estimate[];
  readonly findings: readonly Finding[];
  readonly evidence: readonly Evidence[];
  readonly items: readonly Pick<ReportItem, 'number' | 'status' | 'needs'>[];
  /** Families of gaps with simultaneous limits. */
  readonly familyCount: number;
}

/**
 * Runs every audit of the catalogue on a study: the engine's replicates first, once, then each question.
 * Estimates are unique by id; the first audit that gives one keeps it.
 *
 * @throws audit/no-predictions when the study has none
 */
export async function runAudits(
  study: Study,
  settings: AuditSettings,
  engine: EngineRunner,
  hooks: MeasureHooks = {},
  catalogue: readonly AuditSpec[] = auditCatalog,
): Promise<AuditFindings> {
  if (study.predictions.length === 0) {
    fail(
      'audit/no-predictions',
      'The study holds no prediction.',
      'Name a label and a score, or a task.',
      64,
    );
  }
  const all = await measure(study, settings, engine, hooks);
  const runs = all.filter((run) => !run.isWhole);
  const wholeRuns = all.filter((run) => run.isWhole);
  const context = { settings, engine, runs, wholeRuns, ...hooks };
  const estimates = new Map<string, Estimate>();
  const findings: Finding[] = [];
  const evidence: Evidence[] = [];
  const status = new Map<number, string | null>();
  for (const audit of catalogue) {
    hooks.signal?.throwIfAborted();
    const outcome = await audit.run(study, context);
    for (const estimate of outcome.estimates)
      if (!estimates.has(estimate.id)) estimates.set(estimate.id, estimate);
    findings.push(...outcome.findings);
    evidence.push(...outcome.evidence);
    for (const item of audit.items) {
      if (outcome.needs === null || !status.has(item)) status.set(item, outcome.needs);
    }
  }
  const items = [...status.entries()]
    .sort((a, b) => a[0] - b[0])
    .map(([number, needs]) => ({
      number,
      status: needs === null ? ('assessed' as const) : ('not-assessed' as const),
      needs,
    }));
  return {
    estimates: [...estimates.values()],
    findings,
    evidence,
    items,
    familyCount: evidence.filter((entry) => entry.kind === 'gap-family').length,
  };
}
