import type { Block, ReadersEstimate, Readings, Verdict } from '@equipoise/domain';
import { agreementByGroup, type Ratings } from '@equipoise/stats';
import { type AgreementContext, mayShow } from './agreement-context.ts';
import { because, figure, jointly, listed, many, ranged, signed } from './agreement-words.ts';
import { chanceLine, forestRow } from './answers.ts';
import type { CoefficientChoice } from './coefficient-choice.ts';
import { intervalParts } from './overall.ts';
import type { RatedQuestion } from './rated-question.ts';

/** Above this number of groups each is compared with the largest alone. */
const mostAllPairs = 6;
/** Attributes with more levels are not compared. */
const mostLevels = 40;

interface Grouping {
  readonly ratings: Ratings;
  readonly groupOf: Int32Array;
  readonly levels: readonly string[];
  /** Patients whose cases lie in several groups. */
  readonly straddling: number;
}

/**
 * Groups of patients. A patient whose cases lie in several groups counts once in each.
 *
 * @param codes level of each case, −1 where missing
 */
function groupPatients(ratings: Ratings, codes: Int32Array, levels: readonly string[]): Grouping {
  const first = new Int32Array(ratings.patientCount).fill(-2);
  const straddles = new Set<number>();
  for (let u = 0; u < ratings.unitCount; u++) {
    const patient = ratings.patients[u]!;
    if (first[patient] === -2) first[patient] = codes[u]!;
    else if (first[patient] !== codes[u]) straddles.add(patient);
  }
  if (straddles.size === 0) {
    return { ratings, groupOf: first.map((code) => Math.max(-1, code)), levels, straddling: 0 };
  }
  const place = new Map<number, number>();
  const groupOf: number[] = [];
  const patients = ratings.patients.map((patient, u) => {
    const key = patient * (levels.length + 1) + codes[u]! + 1;
    let at = place.get(key);
    if (at === undefined) {
      at = groupOf.length;
      place.set(key, at);
      groupOf.push(codes[u]!);
    }
    return at;
  });
  return {
    ratings: { ...ratings, patients, patientCount: groupOf.length },
    groupOf: Int32Array.from(groupOf),
    levels,
    straddling: straddles.size,
  };
}

/** Agreement within groups of patients and its differences with simultaneous limits, one attribute at a time. */
export function groupsSection(
  readings: Readings,
  question: RatedQuestion,
  choice: CoefficientChoice,
  context: AgreementContext,
): Block[] {
  const blocks: Block[] = [];
  for (const attribute of readings.attributes) {
    const { levels, codes, missingLevel, name } = attribute;
    if (levels.length > mostLevels) {
      context.warn(
        'too-many-groups',
        `${name} has ${levels.length} levels; agreement is compared for up to ${mostLevels}.`,
      );
      continue;
    }
    const known = codes.map((code) => (code === missingLevel ? -1 : code));
    const grouping = groupPatients(question.ratings, known, levels);
    blocks.push(...attributeBlocks(name, missingLevel, grouping, question, choice, context));
  }
  return blocks;
}

function attributeBlocks(
  attribute: string,
  missingLevel: number,
  grouping: Grouping,
  question: RatedQuestion,
  choice: CoefficientChoice,
  context: AgreementContext,
): Block[] {
  const { level, margin } = context.options;
  const { ratings, groupOf, levels } = grouping;
  const sizes = new Int32Array(levels.length);
  for (const group of groupOf) if (group >= 0) sizes[group]!++;
  const isMany = levels.length > mostAllPairs;
  const largest = sizes.indexOf(sizes.reduce((most, size) => Math.max(most, size), 0));
  const found = agreementByGroup(ratings, groupOf, choice.headline.coefficient, {
    level,
    ...(isMany ? { reference: largest } : {}),
  });
  const present = found.groups.filter(({ group }) => sizes[group]! > 0 && group !== missingLevel);
  const estimates = new Map(
    present.map(({ group, interval, leftOut }) => [
      group,
      context.estimate({
        metric: choice.headline.id,
        slice: { [attribute]: levels[group]! },
        ...intervalParts(interval),
        ...(leftOut === undefined ? {} : { caution: leftOut }),
      }),
    ]),
  );
  if (grouping.straddling > 0 && mayShow(grouping.straddling, context.options)) {
    context.warn(
      'patients-in-several-groups',
      `${many(grouping.straddling, 'patient')} ${grouping.straddling === 1 ? 'has' : 'have'} cases in several groups of ${attribute} and ${grouping.straddling === 1 ? 'counts' : 'count'} once in each; the limits of differences take the groups as independent.`,
    );
  }
  const differences = found.differences.map((one) => {
    const [a, b] = [estimates.get(one.group)!, estimates.get(one.other)!];
    const isHidden = a.suppressed === true || b.suppressed === true;
    const estimate = context.estimate({
      metric: choice.headline.id,
      slice: { [attribute]: levels[one.group]! },
      versus: levels[one.other]!,
      value: isHidden ? null : one.difference.value,
      low: one.limits[0],
      high: one.limits[1],
      method: 'simultaneous-max-t',
      caseCount: a.caseCount + b.caseCount,
      patientCount: a.patientCount + b.patientCount,
      readerCount: question.readers.length,
      readingCount: isHidden ? null : (a.readingCount ?? 0) + (b.readingCount ?? 0),
      reason: isHidden ? 'suppressed' : null,
    });
    return { estimate, adjustedP: one.adjustedP, a: levels[one.group]!, b: levels[one.other]! };
  });
  sayGroups(attribute, present, estimates, differences, levels, choice, margin, context);
  warnReadersDiffer(attribute, question, grouping, context);
  const blocks: Block[] = [
    {
      kind: 'forest',
      id: `groups-${attribute}-${question.name}`,
      title: `Agreement by ${attribute}`,
      caption: `${choice.headline.title} within each group of patients, with its own limits.`,
      task: question.name,
      axis: choice.headline.title,
      rule: chanceLine([...estimates.values()]),
      margin: null,
      digits: 2,
      rows: present.map(({ group }) => forestRow(levels[group]!, estimates.get(group)!)),
    },
  ];
  if (differences.length > 0) {
    blocks.push({
      kind: 'forest',
      id: `group-differences-${attribute}-${question.name}`,
      title: `Differences by ${attribute}`,
      caption: `Agreement in the first group minus agreement in the second.${jointly(differences.length)}`,
      task: question.name,
      axis: `difference in ${choice.headline.title}`,
      rule: 0,
      margin,
      digits: 2,
      rows: differences.map(({ a, b, estimate }) => forestRow(`${a} − ${b}`, estimate)),
    });
  }
  return blocks;
}

interface GroupDifference {
  readonly estimate: ReadersEstimate;
  readonly adjustedP: number;
  readonly a: string;
  readonly b: string;
}

function sayGroups(
  attribute: string,
  present: readonly { readonly group: number; readonly leftOut?: string }[],
  estimates: ReadonlyMap<number, ReadersEstimate>,
  differences: readonly GroupDifference[],
  levels: readonly string[],
  choice: CoefficientChoice,
  margin: number | null,
  context: AgreementContext,
): void {
  const metric = choice.headline.id;
  for (const { group, leftOut } of present) {
    if (leftOut === undefined) continue;
    const estimate = estimates.get(group)!;
    context.find({
      key: `small|${attribute}|${levels[group]}`,
      attribute,
      metric,
      reason: leftOut,
      estimateIds: [estimate.id],
      sentence: `${attribute} ${levels[group]} is not compared: ${because(leftOut)}${estimate.value === null ? '' : ` (${choice.headline.title} ${ranged(estimate)})`}.`,
    });
  }
  const shown = differences.filter(({ estimate }) => estimate.value !== null);
  if (margin !== null) {
    for (const one of shown) {
      const { verdict, words } = verdictOf(one.estimate, margin);
      context.find({
        key: `groups|${attribute}|${one.a}|${one.b}`,
        attribute,
        metric,
        margin,
        verdict,
        role: 'confirmatory',
        reason: null,
        estimateIds: [one.estimate.id],
        sentence: `Readers’ agreement for ${attribute} ${one.a} and ${one.b} ${words}: difference in ${choice.headline.title} ${ranged(one.estimate, (value) => signed(value))}, margin ±${figure(margin)}.`,
      });
    }
    return;
  }
  if (shown.length === 0) return;
  const apart = shown.filter(({ estimate }) => estimate.low! > 0 || estimate.high! < 0);
  if (apart.length === 0) {
    const widest = [...shown].sort(
      (x, y) => Math.abs(y.estimate.value!) - Math.abs(x.estimate.value!),
    )[0]!;
    context.find({
      key: `groups|${attribute}`,
      attribute,
      metric,
      estimateIds: shown.map(({ estimate }) => estimate.id),
      sentence: `No difference in agreement by ${attribute} goes beyond chance; the largest seen is ${widest.a} minus ${widest.b}: ${ranged(widest.estimate, (value) => signed(value))}.`,
    });
    return;
  }
  for (const one of apart) {
    const [low, high] = one.estimate.high! < 0 ? [one.a, one.b] : [one.b, one.a];
    context.find({
      key: `groups|${attribute}|${one.a}|${one.b}`,
      attribute,
      metric,
      reason: 'group-difference',
      estimateIds: [one.estimate.id],
      sentence: `Readers agree less for ${attribute} ${low} than for ${high} (${choice.headline.title} of ${one.a} minus ${one.b}: ${ranged(one.estimate, (value) => signed(value))}). A model measured against these labels is held to a worse standard there.`,
    });
  }
}

/** Verdict on a difference against a declared margin, with its words. */
export function verdictOf(
  estimate: ReadersEstimate,
  margin: number,
): { verdict: Verdict; words: string } {
  const { low, high } = estimate;
  if (low === null || high === null) return { verdict: 'cannot-tell', words: 'cannot be compared' };
  if (low >= -margin && high <= margin) {
    return { verdict: 'within-margin', words: 'is equal within the margin' };
  }
  if (low > margin || high < -margin) {
    return { verdict: 'beyond-margin', words: 'differs by more than the margin' };
  }
  return { verdict: 'cannot-tell', words: 'may or may not differ by more than the margin' };
}

/** Where groups were read by other readers, a difference may be theirs. */
function warnReadersDiffer(
  attribute: string,
  question: RatedQuestion,
  grouping: Grouping,
  context: AgreementContext,
): void {
  const { ratings, groupOf, levels } = grouping;
  const k = question.readers.length;
  const counts = levels.map(() => new Float64Array(k));
  const totals = new Float64Array(levels.length);
  for (let u = 0; u < ratings.unitCount; u++) {
    const group = groupOf[ratings.patients[u]!]!;
    if (group < 0) continue;
    for (let i = ratings.starts[u]!; i < ratings.starts[u + 1]!; i++) {
      counts[group]![ratings.readers[i]!]!++;
      totals[group]!++;
    }
  }
  const used = levels.flatMap((_, g) => (totals[g]! >= 20 ? [g] : []));
  const apart: string[] = [];
  for (const [at, a] of used.entries())
    for (const b of used.slice(at + 1)) {
      let shared = 0;
      for (let r = 0; r < k; r++) {
        shared += Math.min(counts[a]![r]! / totals[a]!, counts[b]![r]! / totals[b]!);
      }
      if (shared < 0.5) apart.push(`${levels[a]} and ${levels[b]}`);
    }
  if (apart.length === 0) return;
  context.warn(
    'other-readers',
    `${attribute}: ${listed(apart)} were mostly read by different readers, so a difference in agreement may be the readers’.`,
  );
}
