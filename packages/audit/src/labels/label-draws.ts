import type {
  IndependenceCheck,
  LabelEvidence,
  LabelSampler,
  LabelSampling,
} from '@equipoise/domain';
import { randomStream } from '@equipoise/stats';
import type { AuditContext } from '../frame/audit-spec.ts';
import type { PredictionRun, RunAttribute } from '../frame/prediction-run.ts';

/** Draws of the labels where a protocol names no other number. */
export const defaultLabelDraws = 40;

/** Labels of a run, drawn several times. */
export interface LabelDraws {
  readonly count: number;
  /** 0 or 1 a row. To be asked for in order, from 0; earlier ones may be asked for again. */
  labels(draw: number): Uint8Array;
  /** Of the assumption behind the draws, once all are drawn; null where it cannot be looked at. */
  check(): IndependenceCheck | null;
}

const roads: readonly (keyof LabelSampling)[] = ['posterior', 'oneReader'];
/** Labels that are kept in memory for each run, attribute and road. */
const mostKept = 20_000_000;
const kept = new WeakMap<PredictionRun, Map<string, LabelDraws>>();

/**
 * Draws the labels of a run in one of the two ways, once: two audits that ask for the same draws get the same ones.
 *
 * @param run task, model and class
 * @param attribute whose levels are strata; null for one stratum
 * @param evidence what readers say of the run
 * @param road how labels are drawn
 * @param context with the port that draws
 */
export function labelDraws(
  run: PredictionRun,
  attribute: RunAttribute | null,
  evidence: LabelEvidence,
  road: keyof LabelSampling,
  context: AuditContext,
): LabelDraws {
  const key = `${attribute?.index ?? -1}/${road}`;
  const known = kept.get(run) ?? new Map<string, LabelDraws>();
  kept.set(run, known);
  const before = known.get(key);
  if (before !== undefined) return before;
  const { seed, labelDraws: count = defaultLabelDraws } = context.settings;
  const at = context.runs.indexOf(run);
  const path = [29, at, (attribute?.index ?? -1) + 1, roads.indexOf(road)];
  const start = (): LabelSampler =>
    context.labelSampling![road](evidence, randomStream(seed, ...path)); // The callers have looked.
  const isKept = evidence.rowCount * count <= mostKept;
  let sampler = start();
  let drawn: Uint8Array[] = [];
  let next = 0;
  const made: LabelDraws = {
    count,
    labels(draw) {
      if (isKept && draw < drawn.length) return drawn[draw]!;
      if (draw < next) {
        // Large draws are made again rather than kept: the same stream gives the same labels.
        sampler = start();
        drawn = [];
        next = 0;
      }
      let labels = sampler.next();
      for (; next < draw; next++) {
        if (isKept) drawn.push(labels);
        labels = sampler.next();
      }
      next++;
      if (isKept) drawn.push(labels);
      return labels;
    },
    check: () => sampler.check?.() ?? null,
  };
  known.set(key, made);
  return made;
}
