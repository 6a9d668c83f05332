import type { Finding, ReadersEstimate } from '@equipoise/domain';
import { protectTable } from '../frame/protect-table.ts';
import { isTooSmall } from './agreement-context.ts';

/** Figures of a question that give its answer shares away where they stand beside each other. */
const telling =
  /^(percent-agreement|within-one-step|prevalence-index|bias-index|class-kappa)|kappa|alpha|gwet|-without$/;

const isPair = (one: ReadersEstimate): boolean => one.model.includes(' · ');

/**
 * Every figure that a share-safe report of agreement hides: those of too few people, and those from which one of them
 * could be had by subtraction:
 * - answers by reader and class, with the totals of readers and of classes;
 * - how often each reader could not tell, with the total of all;
 * - shares of one reader that come from one table of two by two;
 * - pairs of readers, with the mean over all;
 * - groups of patients, with all patients.
 * Where a share of answers is hidden, the question keeps its main coefficient and those of the pairs; equal answers
 * and further coefficients would give the share back.
 *
 * @param estimates all figures, none hidden
 * @param findings of the same analysis
 * @param below smallest number of people that may be shown
 * @returns ids of the figures to hide
 */
export function hiddenFigures(
  estimates: readonly ReadersEstimate[],
  findings: readonly Finding[],
  below: number,
): ReadonlySet<string> {
  const hidden = new Set<string>();
  for (const one of estimates) if (isTooSmall(one, below)) hidden.add(one.id);
  const heads = new Set(
    findings.flatMap((one) => (one.id.endsWith('|headline') ? (one.estimateIds[0] ?? []) : [])),
  );
  const byTask = new Map<string, ReadersEstimate[]>();
  for (const one of estimates) byTask.set(one.task, [...(byTask.get(one.task) ?? []), one]);
  for (const own of byTask.values()) {
    hidePairs(own, hidden);
    for (let before = -1; before !== hidden.size; ) {
      before = hidden.size;
      hideAnswers(own, hidden, heads);
      hideLine(
        own.filter(({ metric }) => metric === 'cannot-tell-share'),
        hidden,
      );
      hideTables(own, hidden);
      hideGroups(own, hidden);
    }
  }
  return hidden;
}

function hideAnswers(
  own: readonly ReadersEstimate[],
  hidden: Set<string>,
  heads: ReadonlySet<string>,
): void {
  const shares = own.filter(({ metric, slice }) => metric === 'answer-share' && isWhole(slice));
  const models = [...new Set(shares.map(({ model }) => model))];
  const classes = [...new Set(shares.map((one) => one.class))];
  const table = models.map((model) =>
    classes.map((name) => shares.find((one) => one.model === model && one.class === name)),
  );
  const safe = protectTable(
    table.map((row) => row.map((one) => one?.numerator ?? 0)),
    (r, c) => hidden.has(table[r]![c]?.id ?? ''),
    models.includes('') && models.length > 1,
  );
  table.forEach((row, r) => {
    row.forEach((one, c) => {
      if (one !== undefined && safe[r]![c]) hidden.add(one.id);
    });
  });
  if (!shares.some(({ id }) => hidden.has(id))) return;
  // The main coefficient has the same value over readers, with other limits.
  const head = own.find(({ id }) => heads.has(id))?.metric;
  const mains = [head, `${head}-over-readers`, `${head}-over-patients-and-readers`];
  for (const one of own) {
    if (!isWhole(one.slice)) continue;
    const isCoefficient = telling.test(one.metric);
    const isKept =
      (one.model === '' && mains.includes(one.metric)) ||
      (isPair(one) && one.metric !== 'percent-agreement' && one.metric !== 'within-one-step') ||
      one.metric.endsWith('-against-others') ||
      one.metric.endsWith('-against-reference');
    if (isCoefficient && !isKept) hidden.add(one.id);
  }
}

const isWhole = (slice: ReadersEstimate['slice']): boolean => Object.keys(slice).length === 0;

/** Of figures that add up to a known total not one alone is hidden. */
function hideLine(line: readonly ReadersEstimate[], hidden: Set<string>): void {
  if (line.filter(({ id }) => hidden.has(id)).length !== 1) return;
  const next = smallest(line, hidden);
  if (next !== null) hidden.add(next.id);
}

function smallest(
  line: readonly ReadersEstimate[],
  hidden: ReadonlySet<string>,
): ReadersEstimate | null {
  const open = line.filter(({ id }) => !hidden.has(id));
  const size = (one: ReadersEstimate): number => one.numerator ?? one.patientCount;
  // A count of nothing is a poor cover.
  const rank = (one: ReadersEstimate): number => (size(one) > 0 ? size(one) : 1e9);
  return open.reduce<ReadersEstimate | null>(
    (least, one) => (least === null || rank(one) < rank(least) ? one : least),
    null,
  );
}

/** Equal answers, sensitivity and specificity of a reader come from one table: all of them go, or none. */
function hideTables(own: readonly ReadersEstimate[], hidden: Set<string>): void {
  const families = [
    /^(equal-to-others|sensitivity-against-others|specificity-against-others)$/,
    /^(equal-to-reference|sensitivity-against-reference|specificity-against-reference)$/,
  ];
  for (const family of families) {
    const members = own.filter(({ metric }) => family.test(metric));
    const readers = new Set(members.filter(({ id }) => hidden.has(id)).map(({ model }) => model));
    for (const one of members) if (readers.has(one.model)) hidden.add(one.id);
  }
}

/** Figures of pairs whose mean is that of all; with two readers the pair is all. */
function hidePairs(own: readonly ReadersEstimate[], hidden: Set<string>): void {
  for (const metric of ['percent-agreement', 'within-one-step', 'dice']) {
    const pairs = own.filter((one) => one.metric === metric && isPair(one));
    const gone = pairs.filter(({ id }) => hidden.has(id));
    if (gone.length === 0) continue;
    hideLine(pairs, hidden);
    // The coefficient of a pair and the shares of its readers give the equal answers back.
    const names = new Set(pairs.filter(({ id }) => hidden.has(id)).map(({ model }) => model));
    for (const one of own) if (names.has(one.model)) hidden.add(one.id);
    const overall = metric === 'dice' ? 'pairwise-dice' : metric;
    for (const one of own) {
      const isTotal = one.model === '' && isWhole(one.slice) && one.metric.startsWith(overall);
      if (isTotal && pairs.length === 1) hidden.add(one.id);
    }
  }
}

/** Of the levels of an attribute not one alone is hidden, and no difference with a hidden level stands. */
function hideGroups(own: readonly ReadersEstimate[], hidden: Set<string>): void {
  const lines = new Map<string, ReadersEstimate[]>();
  for (const one of own) {
    const [attribute] = Object.keys(one.slice);
    if (attribute === undefined || one.versus !== null) continue;
    const key = `${attribute}|${one.metric}|${one.class ?? ''}`;
    lines.set(key, [...(lines.get(key) ?? []), one]);
  }
  for (const line of lines.values()) hideLine(line, hidden);
  for (const one of own) {
    const [entry] = Object.entries(one.slice);
    if (entry === undefined || one.versus === null) continue;
    const [attribute, level] = entry;
    const isGone = own.some(
      (other) =>
        hidden.has(other.id) &&
        other.versus === null &&
        other.metric === one.metric &&
        (other.slice[attribute] === level || other.slice[attribute] === one.versus),
    );
    if (isGone) hidden.add(one.id);
  }
}
