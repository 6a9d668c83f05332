import type { Attribute, Block, ReadersEstimate, Readings } from '@equipoise/domain';
import { scoresByGroup } from '../frame/score-groups.ts';
import { type AgreementContext, mayShow } from './agreement-context.ts';
import type { MaskSource } from './agreement-options.ts';
import { because, figure, jointly, many, ranged, signed } from './agreement-words.ts';
import { forestRow } from './answers.ts';
import { verdictOf } from './groups.ts';
import type { MaskCase } from './mask-cases.ts';

/** Attributes with more levels are not compared. */
const mostLevels = 40;

interface Score {
  readonly metric: string;
  readonly title: string;
  readonly pick: (one: MaskCase) => number | null;
}

/**
 * Agreement of masks within groups of patients, with differences whose limits hold together within one attribute and
 * figure: the mean Dice of a case's pairs of readers, and their mean surface Dice.
 */
export function maskGroupBlocks(
  readings: Readings,
  source: MaskSource,
  cases: readonly MaskCase[],
  readerCount: number,
  context: AgreementContext,
): Block[] {
  const scores: readonly Score[] = [
    { metric: 'pairwise-dice', title: 'Dice', pick: (one) => one.diceMean },
    {
      metric: 'surface-dice',
      title: `surface Dice at ${context.options.surfaceTolerance} ${source.unit}`,
      pick: (one) => one.surfaceDice,
    },
  ];
  return readings.attributes.flatMap((attribute) => {
    if (attribute.levels.length > mostLevels) {
      context.warn(
        'too-many-groups',
        `${attribute.name} has ${attribute.levels.length} levels; agreement is compared for up to ${mostLevels}.`,
      );
      return [];
    }
    return scores.flatMap((score) =>
      scoreBlocks(readings, source, cases, readerCount, attribute, score, context),
    );
  });
}

function scoreBlocks(
  readings: Readings,
  source: MaskSource,
  cases: readonly MaskCase[],
  readerCount: number,
  attribute: Attribute,
  { metric, title, pick }: Score,
  context: AgreementContext,
): Block[] {
  const { level } = context.options;
  const { name, levels } = attribute;
  const codes = cases.map(({ caseIndex }) => {
    const code = attribute.codes[caseIndex]!;
    return code === attribute.missingLevel ? -1 : code;
  });
  const found = scoresByGroup(
    cases.map((one) => pick(one) ?? Number.NaN),
    cases.map(({ caseIndex }) => readings.patient[caseIndex]!),
    codes,
    levels.length,
    level,
  );
  if (found.groups.length === 0) return [];
  const masksOf = (group: number): number =>
    cases.reduce((sum, one, at) => sum + (codes[at] === group ? one.readers.length : 0), 0);
  const estimates = new Map(
    found.groups.map(({ group, mean, leftOut }) => [
      group,
      context.estimate({
        metric,
        slice: { [name]: levels[group]! },
        value: mean.estimate.value,
        low: mean.limits === null ? null : Math.max(0, mean.limits[0]),
        high: mean.limits === null ? null : Math.min(1, mean.limits[1]),
        method: mean.method,
        caseCount: mean.unitCount,
        patientCount: mean.patientCount,
        readerCount,
        readingCount: masksOf(group),
        reason: mean.estimate.reason ?? null,
        caution: leftOut,
      }),
    ]),
  );
  const isTold = found.straddlingCount > 0 && mayShow(found.straddlingCount, context.options);
  if (metric === 'pairwise-dice' && isTold) {
    context.warn(
      'patients-in-several-groups',
      `${many(found.straddlingCount, 'patient')} ${found.straddlingCount === 1 ? 'has' : 'have'} cases in several groups of ${name} and ${found.straddlingCount === 1 ? 'counts' : 'count'} once in each; the limits of differences take the groups as independent.`,
    );
  }
  const differences = found.differences.map((one) => {
    const [a, b] = [estimates.get(one.group)!, estimates.get(one.other)!];
    const isHidden = a.suppressed === true || b.suppressed === true;
    return {
      a: levels[one.group]!,
      b: levels[one.other]!,
      estimate: context.estimate({
        metric,
        slice: { [name]: levels[one.group]! },
        versus: levels[one.other]!,
        value: isHidden ? null : one.difference,
        low: one.limits[0],
        high: one.limits[1],
        method: 'simultaneous-max-t',
        caseCount: a.caseCount + b.caseCount,
        patientCount: a.patientCount + b.patientCount,
        readerCount,
        readingCount: isHidden ? null : (a.readingCount ?? 0) + (b.readingCount ?? 0),
        reason: isHidden ? 'suppressed' : null,
      }),
    };
  });
  for (const { group, leftOut } of found.groups) {
    const estimate = estimates.get(group)!;
    if (leftOut === null || metric !== 'pairwise-dice' || estimate.suppressed === true) continue;
    context.find({
      key: `small|${name}|${levels[group]}|${metric}`,
      attribute: name,
      metric,
      reason: leftOut,
      estimateIds: [estimate.id],
      sentence: `${name} ${levels[group]} is not compared: ${because(leftOut)}${estimate.value === null ? '' : ` (${title} ${ranged(estimate)})`}.`,
    });
  }
  sayDifferences(name, metric, title, differences, context);
  return [
    {
      kind: 'forest',
      id: `mask-groups-${name}-${metric}`,
      title: `Masks by ${name}: ${title}`,
      caption: `Mean ${title} of two readers’ masks within each group of patients, with its own limits.`,
      task: source.name,
      axis: title,
      rule: null,
      margin: null,
      digits: 2,
      rows: found.groups.map(({ group }) => forestRow(levels[group]!, estimates.get(group)!)),
    },
    ...(differences.length === 0
      ? []
      : [
          {
            kind: 'forest' as const,
            id: `mask-group-differences-${name}-${metric}`,
            title: `Differences by ${name}: ${title}`,
            caption: `Mean ${title} in the first group minus that in the second.${jointly(differences.length)}`,
            task: source.name,
            axis: `difference in ${title}`,
            rule: 0,
            margin: context.options.margin,
            digits: 2,
            rows: differences.map(({ a, b, estimate }) => forestRow(`${a} − ${b}`, estimate)),
          },
        ]),
  ];
}

function sayDifferences(
  attribute: string,
  metric: string,
  title: string,
  differences: readonly {
    readonly a: string;
    readonly b: string;
    readonly estimate: ReadersEstimate;
  }[],
  context: AgreementContext,
): void {
  const { margin } = context.options;
  const shown = differences.filter(({ estimate }) => estimate.value !== null);
  if (shown.length === 0) return;
  if (margin !== null) {
    for (const { a, b, estimate } of shown) {
      const { verdict, words } = verdictOf(estimate, margin);
      context.find({
        key: `groups|${attribute}|${metric}|${a}|${b}`,
        attribute,
        metric,
        margin,
        verdict,
        role: 'confirmatory',
        reason: null,
        estimateIds: [estimate.id],
        sentence: `Agreement of masks for ${attribute} ${a} and ${b} ${words}: difference in ${title} ${ranged(estimate, (value) => signed(value))}, margin ±${figure(margin)}.`,
      });
    }
    return;
  }
  const apart = shown.filter(({ estimate }) => estimate.low! > 0 || estimate.high! < 0);
  if (apart.length === 0) {
    const widest = [...shown].sort(
      (x, y) => Math.abs(y.estimate.value!) - Math.abs(x.estimate.value!),
    )[0]!;
    context.find({
      key: `groups|${attribute}|${metric}`,
      attribute,
      metric,
      estimateIds: shown.map(({ estimate }) => estimate.id),
      sentence: `No difference in ${title} of masks by ${attribute} goes beyond chance; the largest seen is ${widest.a} minus ${widest.b}: ${ranged(widest.estimate, (value) => signed(value))}.`,
    });
    return;
  }
  for (const { a, b, estimate } of apart) {
    const [low, high] = estimate.high! < 0 ? [a, b] : [b, a];
    context.find({
      key: `groups|${attribute}|${metric}|${a}|${b}`,
      attribute,
      metric,
      reason: 'group-difference',
      estimateIds: [estimate.id],
      sentence: `Readers’ masks agree less for ${attribute} ${low} than for ${high} (${title} of ${a} minus ${b}: ${ranged(estimate, (value) => signed(value))}). A model measured against these masks is held to a worse standard there.`,
    });
  }
}
