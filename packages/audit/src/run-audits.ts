import type { Estimate, Evidence, Finding, ReportItem, Study } from '@equipoise/domain';
import type { EngineRunner } from '@equipoise/stats';
import { auditCatalog } from './catalog.ts';
import { fail } from './errors.ts';
import type { AuditContext, AuditOutcome, AuditSettings, AuditSpec } from './frame/audit-spec.ts';
import { type MeasureHooks, startMeasure } from './frame/measure.ts';
import type { PredictionRun } from './frame/prediction-run.ts';

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
  const { runs: all, done, measured } = startMeasure(study, settings, engine, hooks);
  const runs = all.filter((run) => !run.isWhole);
  const wholeRuns = all.filter((run) => run.isWhole);
  const context = { settings, engine, runs, wholeRuns, ...hooks };
  const parts = new Map<AuditSpec, AuditOutcome[]>(catalogue.map((audit) => [audit, []]));
  const ask = async (
    readsRowsOnly: boolean,
    isPerTask: boolean,
    own: AuditContext,
  ): Promise<void> => {
    for (const audit of catalogue) {
      if ((audit.isPerTask === true) !== isPerTask) continue;
      if ((audit.readsRowsOnly === true) !== readsRowsOnly) continue;
      hooks.signal?.throwIfAborted();
      // Lets the engine's messages in: it may wait for its next job.
      await new Promise((resolve) => setTimeout(resolve, 0));
      parts.get(audit)!.push(await audit.run(study, own));
    }
  };
  const tasks = byTask(runs, wholeRuns).map((own) => ({ ...context, runs: own }));
  await ask(true, false, context);
  // Task by task, so that the engine never waits long, and what it has measured is judged while it goes on.
  const judging = judgeInOrder(tasks, (own) => measured(own.runs));
  for (const own of tasks) {
    await ask(true, true, own);
    for (const next of judging.ready()) await ask(false, true, next);
  }
  for (const next of judging.rest()) {
    await measured(next.runs);
    await ask(false, true, next);
  }
  await done;
  await ask(false, false, context);
  const outcomes = new Map([...parts].map(([audit, found]) => [audit, joinOutcomes(found)]));
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

/** Runs of each task in their order; all at once where a task comes in pieces or is measured as a whole. */
function byTask(
  runs: readonly PredictionRun[],
  wholeRuns: readonly PredictionRun[],
): (readonly PredictionRun[])[] {
  const groups: PredictionRun[][] = [];
  for (const run of runs) {
    const last = groups.at(-1);
    if (last?.[0]?.task === run.task) last.push(run);
    else groups.push([run]);
  }
  const isWhole = new Set(groups.map((group) => group[0]?.task)).size === groups.length;
  return wholeRuns.length === 0 && isWhole && groups.length > 0 ? groups : [runs];
}

/** Hands out tasks in their order: those whose engine is done, later all that are left. */
function judgeInOrder<T>(
  tasks: readonly T[],
  done: (task: T) => Promise<unknown>,
): { readonly ready: () => readonly T[]; readonly rest: () => readonly T[] } {
  const isDone = tasks.map(() => false);
  tasks.forEach((task, index) => {
    done(task).then(
      () => {
        isDone[index] = true;
      },
      // A failure is reported where the task is waited for.
      () => undefined,
    );
  });
  let next = 0;
  const take = (to: number): readonly T[] => {
    const taken = tasks.slice(next, to);
    next = to;
    return taken;
  };
  return {
    ready: () => {
      const open = isDone.indexOf(false, next);
      return take(open === -1 ? tasks.length : open);
    },
    rest: () => take(tasks.length),
  };
}

/** The outcomes of one audit for several tasks, one after the other. */
function joinOutcomes(outcomes: readonly AuditOutcome[]): AuditOutcome {
  return {
    estimates: outcomes.flatMap((one) => one.estimates),
    findings: outcomes.flatMap((one) => one.findings),
    evidence: outcomes.flatMap((one) => one.evidence),
    needs: outcomes.some((one) => one.needs === null) ? null : (outcomes[0]?.needs ?? null),
  };
}
