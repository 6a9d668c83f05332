import type { EvidenceOf } from '@equipoise/domain';
import { type Linearised, standardErrorOf } from '@equipoise/stats';
import {
  type AuditContext,
  type AuditOutcome,
  type AuditSpec,
  defineAudit,
  notAssessed,
} from '../frame/audit-spec.ts';
import { evidenceBase } from '../frame/evidence-base.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';
import { countsOfRows, differenceFigure, rowsOfLevel, undefinedFigure } from '../frame/rates.ts';
import { patientRoom, type Room } from '../frame/room.ts';
import { type Cells, cellsOf } from './cells.ts';
import { type Mixtures, mixtures } from './mixtures.ts';
import { type DecomposedMetric, type GapParts, shapley } from './shapley.ts';
import { caseMixStrata, oneStratum, type Strata } from './strata.ts';

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
  isPerTask: true,
  run(_study, context): Promise<AuditOutcome> {
    const runs = context.runs.filter(
      (run) => run.job.decision !== null && run.class === null && run.attributes.length > 0,
    );
    if (runs.length === 0)
      return Promise.resolve(notAssessed('decisions (scores and a threshold) and an attribute'));
    const evidence = runs.flatMap((run) =>
      run.attributes.flatMap((attribute) =>
        decomposeAttribute(run, attribute, patientRoom(run.job), context),
      ),
    );
    return Promise.resolve({ estimates: [], findings: [], evidence, needs: null });
  },
});

/** Everything about one level that the metrics share. */
interface Shared {
  readonly level: string;
  readonly mixed: Mixtures | null;
  readonly outsideSupport: number | null;
  readonly reason: string | null;
}

function decomposeAttribute(
  run: PredictionRun,
  attribute: RunAttribute,
  room: Room,
  context: AuditContext,
): EvidenceOf<'decomposition'>[] {
  const strata = caseMixStrata(run, attribute, context);
  // Where there is no case mix to hold, all rows are one stratum.
  const everything = strata ?? oneStratum(attribute);
  // Level by level: the arrays of one level are used again for the next.
  const rows = attribute.levels.map((level, index) => {
    const shared = share(run, attribute, index, level, everything, room);
    return metrics.map((metric) => splitGap(shared, strata !== null, metric, room, context));
  });
  const mixed = strata === null ? '' : ` (case mix: ${strata.names.join(', ')})`;
  return metrics.map((metric, m) => ({
    ...evidenceBase(
      'decomposition',
      decomposition.id,
      run,
      attribute.name,
      `What the gap in ${metric} by ${attribute.name} is made of${mixed}`,
      metric,
    ),
    data: { metric, rows: rows.map((row) => row[m]!) },
  }));
}

function share(
  run: PredictionRun,
  attribute: RunAttribute,
  index: number,
  level: string,
  strata: Strata,
  room: Room,
): Shared {
  const none = (reason: string): Shared => ({ level, mixed: null, outsideSupport: null, reason });
  const counts = countsOfRows(run, rowsOfLevel(attribute, index));
  if (counts.positivePatientCount < 10) return none('too-few-positive-patients');
  if (counts.negativePatientCount < 10) return none('too-few-negative-patients');
  const cells = cellsOf(strata, attribute, index);
  const { kept, outsideShare } = sharedStrata(run, cells, strata);
  if (kept.length === 0) return none('no-shared-stratum');
  const mixed = mixtures(run.job, cells, kept, room);
  return { level, mixed, outsideSupport: outsideShare, reason: null };
}

function splitGap(
  { level: name, mixed, outsideSupport, reason }: Shared,
  hasStrata: boolean,
  metric: DecomposedMetric,
  room: Room,
  context: AuditContext,
): Row {
  const { level } = context.settings;
  const parts = mixed === null ? null : shapley(mixed, metric, room);
  if (parts === null) {
    const none = undefinedFigure(reason ?? 'undefined-on-one-side');
    return {
      level: name,
      gap: none,
      labelMix: none,
      caseMix: none,
      conditional: none,
      verdict: 'cannot-tell',
      outsideSupport,
    };
  }
  return {
    level: name,
    gap: differenceFigure(parts.gap, level),
    labelMix: differenceFigure(parts.labelMix, level),
    caseMix: hasStrata
      ? differenceFigure(parts.caseMix, level)
      : undefinedFigure('no-case-mix-attribute'),
    conditional: differenceFigure(parts.conditional, level),
    verdict: verdictOf(parts),
    outsideSupport,
  };
}

/** The part that carries the gap: its own interval must leave 0, and the conditional part takes precedence. */
function verdictOf({ gap, labelMix, caseMix, conditional }: GapParts): Row['verdict'] {
  const isClear = (part: Linearised): boolean =>
    Math.abs(part.value) > 1.96 * standardErrorOf(part) && Math.abs(part.value) > 0.01;
  if (isClear(conditional)) return 'conditional';
  if (isClear(labelMix) && Math.abs(labelMix.value) >= Math.abs(caseMix.value)) return 'prevalence';
  if (isClear(caseMix)) return 'case-mix';
  return Math.abs(gap.value) + 1.96 * standardErrorOf(gap) < 0.05 ? 'none' : 'cannot-tell';
}

/** Strata in which both sides have positives and negatives, and the share of the group's rows outside them. */
function sharedStrata(
  run: PredictionRun,
  { rows, start }: Cells,
  strata: Strata,
): { readonly kept: readonly number[]; readonly outsideShare: number } {
  const { label } = run.job;
  const hasBoth = (from: number, to: number): boolean => {
    let seen = 0;
    for (let k = from; k < to && seen !== 3; k += 1) seen |= 1 << label[rows[k]!]!;
    return seen === 3;
  };
  const kept: number[] = [];
  let [inside, out] = [0, 0];
  for (let s = 0; s < strata.count; s += 1) {
    const [from, middle, to] = [start[2 * s]!, start[2 * s + 1]!, start[2 * s + 2]!];
    inside += middle - from;
    if (hasBoth(from, middle) && hasBoth(middle, to)) kept.push(s);
    else out += middle - from;
  }
  return { kept, outsideShare: inside === 0 ? 0 : out / inside };
}
