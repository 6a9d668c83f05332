import type { EvidenceOf } from '@equipoise/domain';
import { constant, type Linearised, ratioOf, standardErrorOf, sumOf } from '@equipoise/stats';
import {
  type AuditContext,
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { evidenceBase } from '../frame/evidence-base.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';
import {
  countsOfRows,
  differenceFigure,
  rowsOfLevel,
  rowsOfRest,
  undefinedFigure,
} from '../frame/rates.ts';
import { type DecomposedMetric, type Rates, ratesOf, type Side, shapley } from './shapley.ts';
import { caseMixStrata, type Strata } from './strata.ts';

type Row = EvidenceOf<'decomposition'>['data']['rows'][number];
const metrics: readonly DecomposedMetric[] = ['accuracy', 'ppv', 'npv'];

/**
 * Splits a gap into label mix (prevalence), case mix within each label, and conditional failing
 * (error rates within label and stratum), by the Shapley rule over the three factors.
 */
export const decomposition: AuditSpec = defineAudit({
  id: 'decomposition',
  title: 'What a gap is made of',
  question: 'Does the model fail a group, or does the group have another prevalence or case mix?',
  items: [11],
  needs: 'decisions and an attribute',
  sources: [
    'doi:10.1080/01621459.1955.10501299',
    'Shorrocks 2013, Journal of Economic Inequality 11:99',
  ],
  readsRowsOnly: true,
  run(_study, context): Promise<AuditOutcome> {
    const runs = context.runs.filter(
      (run) => run.job.decision !== null && run.class === null && run.attributes.length > 0,
    );
    if (runs.length === 0)
      return Promise.resolve(notAssessed('decisions (scores and a threshold) and an attribute'));
    const evidence = runs.flatMap((run) =>
      run.attributes.flatMap((attribute) => decomposeAttribute(run, attribute, context)),
    );
    return Promise.resolve({ estimates: [], findings: [], evidence, needs: null });
  },
});

/** Everything about one level that the metrics share. */
interface Sides {
  readonly level: string;
  readonly here: Side | null;
  readonly there: Side | null;
  readonly rates: Rates | null;
  readonly outsideSupport: number | null;
  readonly reason: string | null;
}

function decomposeAttribute(
  run: PredictionRun,
  attribute: RunAttribute,
  context: AuditContext,
): EvidenceOf<'decomposition'>[] {
  const strata = caseMixStrata(run, attribute, context);
  const sides = attribute.levels.map((level, index) =>
    takeSides(run, level, rowsOfLevel(attribute, index), rowsOfRest(attribute, index), strata),
  );
  const mixed = strata === null ? '' : ` (case mix: ${strata.names.join(', ')})`;
  return metrics.map((metric) => ({
    ...evidenceBase(
      'decomposition',
      decomposition.id,
      run,
      attribute.name,
      `What the gap in ${metric} by ${attribute.name} is made of${mixed}`,
      metric,
    ),
    data: {
      metric,
      rows: sides.map((side) => splitGap(run, side, strata !== null, metric, context)),
    },
  }));
}

function takeSides(
  run: PredictionRun,
  level: string,
  inside: Int32Array,
  outside: Int32Array,
  strata: Strata | null,
): Sides {
  const none = (reason: string): Sides => ({
    level,
    here: null,
    there: null,
    rates: null,
    outsideSupport: null,
    reason,
  });
  const counts = countsOfRows(run, inside);
  if (counts.positivePatientCount < 10) return none('too-few-positive-patients');
  if (counts.negativePatientCount < 10) return none('too-few-negative-patients');
  const support = sharedStrata(run, inside, outside, strata);
  if (support.kept.length === 0) return none('no-shared-stratum');
  const here = sideOf(run, inside, strata, support.kept);
  const there = sideOf(run, outside, strata, support.kept);
  const rates = here && there ? ratesOf(here, there, run.job.patientCount) : null;
  return { level, here, there, rates, outsideSupport: support.outsideShare, reason: null };
}

function splitGap(
  run: PredictionRun,
  sides: Sides,
  hasStrata: boolean,
  metric: DecomposedMetric,
  context: AuditContext,
): Row {
  const { level } = context.settings;
  const shares =
    sides.here && sides.there && sides.rates
      ? shapley(sides.here, sides.there, sides.rates, metric)
      : null;
  if (shares === null) {
    const none = undefinedFigure(sides.reason ?? 'undefined-on-one-side');
    return {
      level: sides.level,
      gap: none,
      labelMix: none,
      caseMix: none,
      conditional: none,
      verdict: 'cannot-tell',
      outsideSupport: sides.outsideSupport,
    };
  }
  const [labelMix, caseMix, conditional] = shares;
  const gap = sumOf(shares, run.job.patientCount);
  return {
    level: sides.level,
    gap: differenceFigure(gap, level),
    labelMix: differenceFigure(labelMix, level),
    caseMix: hasStrata
      ? differenceFigure(caseMix, level)
      : undefinedFigure('no-case-mix-attribute'),
    conditional: differenceFigure(conditional, level),
    verdict: verdictOf(gap, labelMix, caseMix, conditional),
    outsideSupport: sides.outsideSupport,
  };
}

/** The part that carries the gap: its own interval must leave 0, and the conditional part takes precedence. */
function verdictOf(
  gap: Linearised,
  labelMix: Linearised,
  caseMix: Linearised,
  conditional: Linearised,
): Row['verdict'] {
  const isClear = (part: Linearised): boolean =>
    Math.abs(part.value) > 1.96 * standardErrorOf(part) && Math.abs(part.value) > 0.01;
  if (isClear(conditional)) return 'conditional';
  if (isClear(labelMix) && Math.abs(labelMix.value) >= Math.abs(caseMix.value)) return 'prevalence';
  if (isClear(caseMix)) return 'case-mix';
  return Math.abs(gap.value) + 1.96 * standardErrorOf(gap) < 0.05 ? 'none' : 'cannot-tell';
}

function sideOf(
  run: PredictionRun,
  rows: Int32Array,
  strata: Strata | null,
  kept: readonly number[],
): Side | null {
  const { label, decision, patient, patientCount, rowWeight } = run.job;
  if (decision === null) return null;
  const place = new Int32Array(strata?.count ?? 1).fill(-1);
  kept.forEach((stratum, index) => {
    place[stratum] = index;
  });
  const sums = (): Float64Array => new Float64Array(patientCount);
  const inStratum = [0, 1].map(() => kept.map(sums));
  const calledThere = [0, 1].map(() => kept.map(sums));
  const ofLabel = [sums(), sums()];
  for (const i of rows) {
    const s = strata === null ? 0 : place[strata.codes[i]!]!;
    if (s < 0) continue;
    const w = rowWeight === null ? 1 : rowWeight[i]!;
    const y = label[i]!;
    const p = patient[i]!;
    inStratum[y]![s]![p]! += w;
    ofLabel[y]![p]! += w;
    if (decision[i] === 1) calledThere[y]![s]![p]! += w;
  }
  const patients = Int32Array.from({ length: patientCount }, (_, p) => p);
  const both = ofLabel[0]!.map((value, p) => value + ofLabel[1]![p]!);
  const prevalence = ratioOf(ofLabel[1]!, both, patients, patientCount);
  if (prevalence === null) return null;
  const mix: Linearised[][] = [[], []];
  const called: Linearised[][] = [[], []];
  for (const y of [0, 1] as const) {
    for (let s = 0; s < kept.length; s += 1) {
      const share =
        strata === null
          ? constant(1, patientCount)
          : ratioOf(inStratum[y]![s]!, ofLabel[y]!, patients, patientCount);
      const rate = ratioOf(calledThere[y]![s]!, inStratum[y]![s]!, patients, patientCount);
      if (share === null || rate === null) return null;
      mix[y]!.push(share);
      called[y]!.push(rate);
    }
  }
  return { prevalence, mix, called };
}

/** Strata in which both sides have positives and negatives, and the share of the group's rows outside them. */
function sharedStrata(
  run: PredictionRun,
  inside: Int32Array,
  outside: Int32Array,
  strata: Strata | null,
): { readonly kept: readonly number[]; readonly outsideShare: number } {
  if (strata === null) return { kept: [0], outsideShare: 0 };
  const seen = new Uint8Array(strata.count);
  const mark = (rows: Int32Array, shift: number): void => {
    for (const i of rows) seen[strata.codes[i]!]! |= 1 << (shift + run.job.label[i]!);
  };
  mark(inside, 0);
  mark(outside, 2);
  const kept = [...seen.keys()].filter((s) => seen[s] === 15);
  const out = inside.reduce((n, i) => n + (seen[strata.codes[i]!] === 15 ? 0 : 1), 0);
  return { kept, outsideShare: inside.length === 0 ? 0 : out / inside.length };
}
