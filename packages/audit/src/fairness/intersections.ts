import type { EvidenceOf, Figure } from '@equipoise/domain';
import {
  betaQuantile,
  type EngineCell,
  type EngineJob,
  type EngineMetric,
  fitBetaBinomial,
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
  sources: ['doi:10.1080/01621459.1975.10479864', 'doi:10.2307/2529131'],
  readsRowsOnly: true,
  isPerTask: true,
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
          method:
            'beta-binomial empirical Bayes on counts over the design effect of repeated patients',
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
  const usable = kept.filter((index) => (cells[index]!.denominator ?? 0) > 0);
  const effect = designEffect(usable.map((index) => cells[index]!));
  const counts = usable.map((index) => {
    const n = (cells[index]!.denominator ?? 0) / effect;
    return { n, k: Math.min(n, (cells[index]!.numerator ?? 0) / effect) };
  });
  const place = new Map(usable.map((index, at) => [index, at]));
  const pooled = usable.length >= 3 ? fitCells(counts, level) : null;
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
    const at = place.get(index);
    if (at === undefined || pooled === null) {
      const reason = at === undefined ? 'empty-denominator' : 'too-few-cells';
      return { ...base, shrunken: undefinedFigure(reason), shrinkage: null, reason };
    }
    return { ...base, ...pooled[at]!, reason: smallCell(metric, cell) };
  });
}

type Shrunken = Pick<Cell, 'shrunken' | 'shrinkage'>;

/** Beta-binomial posterior of each cell: mean, equal-tailed limits and the weight of the cell's own counts. */
function fitCells(
  counts: readonly { readonly k: number; readonly n: number }[],
  level: number,
): Shrunken[] {
  const n = counts.map((entry) => Math.max(1, Math.round(entry.n)));
  const fit = fitBetaBinomial(
    counts.map((entry, c) => Math.min(n[c]!, Math.round(entry.k))),
    n,
  );
  const tail = (1 - level) / 2;
  const posterior = (a: number, b: number): Figure => ({
    value: a / (a + b),
    low: betaQuantile(tail, a, b),
    high: betaQuantile(1 - tail, a, b),
    reason: null,
  });
  const { value: alpha } = fit.alpha;
  const { value: beta } = fit.beta;
  if (alpha === null || beta === null || fit.isCompletePooling) {
    // The cells vary no more than by chance: all get the pooled rate (Jeffreys limits).
    const hits = counts.reduce((sum, entry) => sum + entry.k, 0);
    const total = counts.reduce((sum, entry) => sum + entry.n, 0);
    const shrunken = { ...posterior(hits + 0.5, total - hits + 0.5), value: hits / total };
    const limits = {
      low: Math.min(shrunken.low ?? 0, shrunken.value),
      high: Math.max(shrunken.high ?? 1, shrunken.value),
    };
    return counts.map(() => ({ shrunken: { ...shrunken, ...limits }, shrinkage: 0 }));
  }
  // Small cells repeat each other's counts: each pair of counts is worked out once.
  const known = new Map<string, Shrunken>();
  return counts.map((entry) => {
    const key = `${entry.k} ${entry.n}`;
    const found = known.get(key) ?? {
      shrunken: posterior(alpha + entry.k, beta + entry.n - entry.k),
      shrinkage: entry.n / (entry.n + alpha + beta),
    };
    known.set(key, found);
    return found;
  });
}

/** How much repeated rows of a patient inflate the variance of a rate within cells, pooled over cells; at least 1. */
function designEffect(cells: readonly EngineCell[]): number {
  let [sum, weight] = [0, 0];
  for (const cell of cells) {
    const p = cell.value.value;
    const se = cell.standardError.value;
    const n = cell.denominator ?? 0;
    const patients = cell.counts.patients;
    if (p === null || se === null || p <= 0 || p >= 1 || patients < 2) continue;
    const repeats = cell.counts.rows > patients;
    sum += repeats ? n * ((se * se * n) / (p * (1 - p))) * ((patients - 1) / patients) : n;
    weight += n;
  }
  return weight === 0 ? 1 : Math.max(1, sum / weight);
}
