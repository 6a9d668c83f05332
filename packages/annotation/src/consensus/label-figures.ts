import type { Attribute, ReadersEstimate } from '@equipoise/domain';
import { clusteredProportion, hybridDifference } from '@equipoise/stats';
import { type Collector, hiddenLevels } from '../frame/collector.ts';
import { posteriorShare } from '../frame/posterior-share.ts';
import type { Consensus } from '../fusion/fuse.ts';
import type { FusedPanel } from './fuse-panel.ts';
import { toldClasses } from './panel.ts';

/** Prevalence of each told class under one method, and how often it gives the label of the vote. */
export interface MethodFigures {
  readonly consensus: Consensus;
  readonly prevalence: readonly ReadersEstimate[];
  readonly withVote: ReadersEstimate;
}

/** Prevalences and agreement with the vote, method by method. */
export function methodFigures(
  fused: FusedPanel,
  patients: Int32Array,
  collector: Collector,
): MethodFigures[] {
  const { panel, all } = fused;
  const vote = all.find((one) => one.method === 'vote')!;
  const counts = {
    task: panel.task,
    readerCount: panel.active.length,
    readingCount: panel.answers.label.length,
  };
  return all.map((consensus) => {
    const prevalence = toldClasses(panel).map((c) => {
      const one = posteriorShare(consensus.posterior, c, patients, collector.level);
      return collector.estimate({
        ...counts,
        model: consensus.method,
        metric: 'prevalence',
        class: panel.classes[c]!,
        value: one.value,
        low: one.limits?.[0] ?? null,
        high: one.limits?.[1] ?? null,
        method: 'wilson-clustered-with-label-doubt',
        caseCount: one.caseCount,
        patientCount: one.patientCount,
        reason: one.reason,
      });
    });
    const outcomes: number[] = [];
    const of: number[] = [];
    consensus.labels.forEach((label, t) => {
      if (label < 0 || vote.labels[t]! < 0) return;
      outcomes.push(label === vote.labels[t] ? 1 : 0);
      of.push(patients[t]!);
    });
    const same = clusteredProportion(outcomes, of, collector.level);
    const withVote = collector.estimate({
      ...counts,
      model: consensus.method,
      metric: 'agreement-with-vote',
      value: same.estimate.value,
      low: same.limits?.[0] ?? null,
      high: same.limits?.[1] ?? null,
      method: same.method,
      caseCount: same.rows,
      patientCount: same.clusters,
      numerator: same.successes,
      denominator: same.rows,
      reason: 'every-vote-is-tied',
    });
    return { consensus, prevalence, withVote };
  });
}

/** How often readers differ, in one level of an attribute. */
export interface GroupFigures {
  readonly attribute: string;
  readonly level: string;
  readonly differ: ReadersEstimate;
  /** Level minus all others; null where it cannot be had. */
  readonly versusRest: ReadersEstimate | null;
  readonly isSmall: boolean;
}

/** Patients that a level needs for a figure to enter a sentence. */
export const fewestPatients = 10;

/** Share of cases with two readings or more on which the readers differ: of everyone, and by group. */
export function disagreement(
  fused: FusedPanel,
  patients: Int32Array,
  attributes: readonly Attribute[],
  collector: Collector,
): { readonly whole: ReadersEstimate; readonly groups: readonly GroupFigures[] } {
  const { answers, task, active } = fused.panel;
  const rows: number[] = [];
  const differs: number[] = [];
  let readingCount = 0;
  for (let t = 0; t < answers.caseCount; t++) {
    const [from, to] = [answers.starts[t]!, answers.starts[t + 1]!];
    if (to - from < 2) continue;
    readingCount += to - from;
    rows.push(t);
    let isSplit = 0;
    for (let i = from + 1; i < to; i++) if (answers.label[i] !== answers.label[from]) isSplit = 1;
    differs.push(isSplit);
  }
  const shareOf = (keep: (at: number) => boolean, level: number) => {
    const kept = [...rows.keys()].filter(keep);
    return clusteredProportion(
      kept.map((i) => differs[i]!),
      kept.map((i) => patients[rows[i]!]!),
      level,
    );
  };
  const base = { task, metric: 'readers-differ', readerCount: active.length };
  const whole = shareOf(() => true, collector.level);
  const all = collector.estimate({
    ...base,
    readingCount,
    value: whole.estimate.value,
    low: whole.limits?.[0] ?? null,
    high: whole.limits?.[1] ?? null,
    method: whole.method,
    caseCount: whole.rows,
    patientCount: whole.clusters,
    numerator: whole.successes,
    denominator: whole.rows,
    reason: 'no-case-has-two-readings',
  });
  const groups: GroupFigures[] = attributes.flatMap((attribute) => {
    const levels = attribute.levels.filter((_, at) => at !== attribute.missingLevel);
    const strict = 1 - (1 - collector.level) / Math.max(1, levels.length);
    const people = attribute.levels.map(
      (_, code) =>
        new Set(rows.filter((t) => attribute.codes[t] === code).map((t) => patients[t])).size,
    );
    const hidden = hiddenLevels(people, collector.suppressBelow);
    return attribute.levels.map((level, code) => {
      const inside = (at: number): boolean => attribute.codes[rows[at]!] === code;
      const own = shareOf(inside, collector.level);
      const differ = collector.estimate(
        {
          ...base,
          readingCount: null,
          slice: { [attribute.name]: level },
          value: own.estimate.value,
          low: own.limits?.[0] ?? null,
          high: own.limits?.[1] ?? null,
          method: own.method,
          caseCount: own.rows,
          patientCount: own.clusters,
          numerator: own.successes,
          denominator: own.rows,
          reason: 'no-case-has-two-readings',
          caution: own.clusters < fewestPatients ? 'too-few-patients' : null,
        },
        hidden.has(code),
      );
      const wide = shareOf(inside, strict);
      const rest = shareOf(
        (at) => !inside(at) && attribute.codes[rows[at]!] !== attribute.missingLevel,
        strict,
      );
      const isSmall = Math.min(own.clusters, rest.clusters) < fewestPatients;
      const [a, b] = [wide.estimate.value, rest.estimate.value];
      if (code === attribute.missingLevel || a === null || b === null || hidden.has(code)) {
        return { attribute: attribute.name, level, differ, versusRest: null, isSmall };
      }
      const limits =
        wide.limits && rest.limits ? hybridDifference(a, wide.limits, b, rest.limits) : null;
      const versusRest = collector.estimate({
        ...base,
        readingCount: null,
        slice: { [attribute.name]: level },
        versus: 'rest',
        value: a - b,
        low: limits?.[0] ?? null,
        high: limits?.[1] ?? null,
        method: 'square-and-add-bonferroni',
        caseCount: own.rows,
        patientCount: own.clusters,
        caution: isSmall ? 'too-few-patients' : null,
      });
      return { attribute: attribute.name, level, differ, versusRest, isSmall };
    });
  });
  return { whole: all, groups };
}
