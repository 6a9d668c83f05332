import type { Estimate, Evidence, Finding, ReportItem, Study } from '@equipoise/domain';
import type { EngineRunner } from '@equipoise/stats';
import { auditCatalog } from './catalog.ts';
import { fail } from './errors.ts';
import type { AuditOutcome, AuditSettings, AuditSpec } from './frame/audit-spec.ts';
import { type MeasureHooks, startMeasure } from './frame/measure.ts';

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
 * Runs every audit of the catalogue on a study: questions that need rows only while the engine draws its
 * replicates, the others after it. What is returned stands in the order of the catalogue.
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
  const { runs: all, done } = startMeasure(study, settings, engine, hooks);
  const runs = all.filter((run) => !run.isWhole);
  const wholeRuns = all.filter((run) => run.isWhole);
  const context = { settings, engine, runs, wholeRuns, ...hooks };
  const outcomes = new Map<AuditSpec, AuditOutcome>();
  const runAll = async (audits: readonly AuditSpec[]): Promise<void> => {
    for (const audit of audits) {
      hooks.signal?.throwIfAborted();
      // Lets the engine's messages in: it may wait for its next job.
      await new Promise((resolve) => setTimeout(resolve, 0));
      outcomes.set(audit, await audit.run(study, context));
    }
  };
  await runAll(catalogue.filter((audit) => audit.readsRowsOnly === true));
  await done;
  await runAll(catalogue.filter((audit) => audit.readsRowsOnly !== true));
  const estimates = new Map<string, Estimate>();
  const findings: Finding[] = [];
  const evidence: Evidence[] = [];
  const status = new Map<number, string | null>();
  for (const [audit, outcome] of catalogue.map((one) => [one, outcomes.get(one)!] as const)) {
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
