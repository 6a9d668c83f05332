import type { EvidenceOf } from '@equipoise/domain';
import {
  type EngineCell,
  type EngineJob,
  type EngineMetric,
  fitNormalRandomEffects,
  type Limits,
  normalQuantile,
} from '@equipoise/stats';
import {
  type AuditContext,
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { evidenceBase } from '../frame/evidence-base.ts';
import { cellFigure } from '../frame/make-estimate.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';
import { undefinedFigure } from '../frame/rates.ts';
import { crossStrata } from '../strata/strata.ts';
import { smallCell } from './performance.ts';

const maxCells = 400;
const metrics = ['sensitivity', 'specificity'] as const;
type Cell = EvidenceOf<'intersections'>['data']['cells'][number];

/** Metrics where groups cross, raw beside shrunken towards the overall value; never in a verdict. */
export const intersections: AuditSpec = defineAudit({
  id: 'intersections',
  title: 'Where groups cross',
  question: 'Is there a combination of groups that fares worse than each of its parts?',
  items: [9],
  needs: 'two or more attributes and a decision',
  sources: ['doi:10.1080/01621459.1975.10479864', 'doi:10.18637/jss.v036.i03'],
  async run(_study, context): Promise<AuditOutcome> {
    const depth = context.settings.intersectDepth;
    const runs = context.runs.filter((run) => run.job.decision !== null && run.class === null);
    if (depth < 2) return notAssessed('--intersect 2 or 3');
    const evidence: EvidenceOf<'intersections'>[] = [];
    for (const [index, run] of runs.entries()) {
      const sets = attributeSets(run.attributes, depth);
      if (sets.length > 0) evidence.push(...(await crossRun(run, sets, context)));
      context.onProgress?.('intersections', index + 1, runs.length);
    }
    return evidence.length === 0
      ? notAssessed('two or more attributes and a decision')
      : { estimates: [], findings: [], evidence, needs: null };
  },
});

/** All sets of 2 to `depth` group or site attributes whose crossing has at most 400 cells. */
function attributeSets(attributes: readonly RunAttribute[], depth: number): RunAttribute[][] {
  const usable = attributes.filter(
    (attribute) => attribute.levels.length > 1 && attribute.levels.length <= 50,
  );
  const out: RunAttribute[][] = [];
  const grow = (start: number, set: RunAttribute[]): void => {
    if (set.length >= 2 && set.reduce((n, attribute) => n * attribute.levels.length, 1) <= maxCells)
      out.push(set);
    if (set.length === depth) return;
    for (let i = start; i < usable.length; i += 1) grow(i + 1, [...set, usable[i]!]);
  };
  grow(0, []);
  return out;
}

async function crossRun(
  run: PredictionRun,
  sets: readonly RunAttribute[][],
  context: AuditContext,
): Promise<EvidenceOf<'intersections'>[]> {
  const crossed = sets.map((set) => crossStrata(set));
  const job: EngineJob = {
    ...run.job,
    attributes: crossed.map((strata) => ({ codes: strata.codes, levelCount: strata.count })),
    metrics: metrics as readonly EngineMetric[],
    loss: [],
    replicates: 0,
    permutations: 0,
    keepReplicates: false,
  };
  const result = await context.engine.run(job, context.signal ? { signal: context.signal } : {});
  return sets.flatMap((set, s) =>
    metrics.map((metric, m): EvidenceOf<'intersections'> => {
      const cells = result.metrics[m]!.attributes[s]!.cells;
      const names = set.map((attribute) => attribute.name);
      const { kept, mergedCount } = dropNested(set, cells);
      return {
        ...evidenceBase(
          'intersections',
          intersections.id,
          run,
          names.join('×'),
          `${metric} where ${names.join(', ')} cross`,
          metric,
        ),
        data: {
          metric,
          attributes: names,
          method: 'logit-normal random effects (REML), patient-clustered variances',
          cells: shrink(set, cells, kept, metric, context.settings.level),
          mergedCount,
        },
      };
    }),
  );
}

/** Leaves out empty cells and cells that hold exactly the cases of one of their parts. */
function dropNested(
  set: readonly RunAttribute[],
  cells: readonly EngineCell[],
): { readonly kept: readonly number[]; readonly mergedCount: number } {
  const sizes = set.map((attribute) => {
    const counts = new Float64Array(attribute.levels.length);
    for (const code of attribute.codes) counts[code]! += 1;
    return counts;
  });
  const kept: number[] = [];
  let mergedCount = 0;
  cells.forEach((cell, index) => {
    if (cell.counts.rows === 0) return;
    const codes = levelsOf(set, index);
    if (codes.some((code, k) => sizes[k]![code] === cell.counts.rows)) mergedCount += 1;
    else kept.push(index);
  });
  return { kept, mergedCount };
}

function levelsOf(set: readonly RunAttribute[], index: number): number[] {
  const out: number[] = [];
  let left = index;
  for (const attribute of [...set].reverse()) {
    out.unshift(left % attribute.levels.length);
    left = Math.floor(left / attribute.levels.length);
  }
  return out;
}

function shrink(
  set: readonly RunAttribute[],
  cells: readonly EngineCell[],
  kept: readonly number[],
  metric: string,
  level: number,
): Cell[] {
  const usable = kept.flatMap((index) => {
    const cell = cells[index]!;
    const n = cell.denominator ?? 0;
    const k = cell.numerator ?? 0;
    return n > 0 ? [{ index, ...logitWithVariance(k, n, cell) }] : [];
  });
  const fit =
    usable.length >= 3
      ? fitNormalRandomEffects(
          usable.map((u) => u.logit),
          usable.map((u) => u.variance),
          'REML',
        )
      : null;
  const z = normalQuantile(1 - (1 - level) / 2);
  const byIndex = new Map(usable.map((u) => [u.index, u]));
  return kept.map((index) => {
    const cell = cells[index]!;
    const codes = levelsOf(set, index);
    const base = {
      slice: Object.fromEntries(
        set.map((attribute, k) => [attribute.name, attribute.levels[codes[k]!]!]),
      ),
      caseCount: cell.counts.rows,
      patientCount: cell.counts.patients,
      numerator: cell.numerator,
      denominator: cell.denominator,
      raw: cellFigure(cell),
    };
    const u = byIndex.get(index);
    if (!u || fit === null) {
      return {
        ...base,
        shrunken: undefinedFigure(u ? 'too-few-cells' : 'empty-denominator'),
        shrinkage: null,
        reason: u ? 'too-few-cells' : 'empty-denominator',
      };
    }
    const shrinkage = fit.tau2 / (fit.tau2 + u.variance);
    const centre = fit.mu + shrinkage * (u.logit - fit.mu);
    const spread = Math.sqrt(
      shrinkage * u.variance + (1 - shrinkage) * (1 - shrinkage) * fit.se * fit.se,
    );
    const [low, high]: Limits = [expit(centre - z * spread), expit(centre + z * spread)];
    return {
      ...base,
      shrunken: { value: expit(centre), low, high, reason: null },
      shrinkage,
      reason: smallCell(metric, cell),
    };
  });
}

/** Logit and its variance, inflated by the cell's design effect where patients repeat. */
function logitWithVariance(
  k: number,
  n: number,
  cell: EngineCell,
): { readonly logit: number; readonly variance: number } {
  const extra = k === 0 || k === n ? 0.5 : 0;
  const simple = 1 / (k + extra) + 1 / (n - k + extra);
  const p = k / n;
  const se = cell.standardError.value;
  const binomial = (p * (1 - p)) / n;
  const designEffect = se === null || binomial === 0 ? 1 : Math.max(1, (se * se) / binomial);
  return { logit: Math.log((k + extra) / (n - k + extra)), variance: simple * designEffect };
}

function expit(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
