import type { ReadersEstimate } from '@equipoise/domain';

/** An estimate and the fewest people whose answers could be read off it. */
export interface Counted {
  readonly estimate: ReadersEstimate;
  readonly people: number;
}

/**
 * Which of some parts of a total are hidden: those of fewer people than `below`, and with them the next smallest
 * until no hidden one can be had by subtraction from the total, nor all hidden ones together when they are few.
 *
 * @param people distinct people behind each part; 0 is nobody and needs no hiding
 * @param below smallest number that may be shown; null hides nothing
 * @returns positions
 */
export function hiddenParts(people: readonly number[], below: number | null): Set<number> {
  const hidden = new Set<number>();
  if (below === null) return hidden;
  people.forEach((count, at) => {
    if (count > 0 && count < below) hidden.add(at);
  });
  complete(hidden, people, below);
  return hidden;
}

/** Adds the next smallest parts until at least two are hidden that together hold enough people. */
function complete(hidden: Set<number>, people: readonly number[], below: number): void {
  const isSafe = (): boolean =>
    hidden.size !== 1 && [...hidden].reduce((sum, at) => sum + people[at]!, 0) >= below;
  while (hidden.size > 0 && !isSafe()) {
    const rest = [...people.keys()].filter((at) => !hidden.has(at) && people[at]! > 0);
    const next = rest.sort((a, b) => people[a]! - people[b]! || a - b)[0];
    if (next === undefined) return;
    hidden.add(next);
  }
}

/** Figures of one modality and reader of which each follows from the others: never exactly one may be hidden. */
const tied: readonly (readonly string[])[] = [
  ['accuracy', 'answer-sensitivity', 'answer-specificity'],
  ['follows-wrong-advice', 'rejects-right-advice', 'agrees-with-advice'],
  ['accuracy', 'follows-wrong-advice', 'rejects-right-advice'],
  ['accuracy', 'same-error-without-advice', 'other-answer-without-advice'],
  ['same-error-without-advice', 'other-answer-without-advice', 'agrees-with-advice'],
  // The number of cases behind one of two is that of the study less that of the other.
  ['follows-wrong-advice', 'rejects-right-advice'],
  ['same-error-without-advice', 'other-answer-without-advice'],
  // The same answers, averaged over readers or counted once each.
  ['sensitivity', 'answer-sensitivity'],
  ['specificity', 'answer-specificity'],
];

/** How the AI alone is called among the modalities. */
const aiAlone = 'AI alone';

/**
 * Which estimates of a study a share-safe copy hides: those of too few people, and others until none of them can be
 * got by subtraction: from the figure of all readers, from a difference, or from a rate that holds it.
 *
 * @param counted every estimate of one study, nothing hidden
 * @param below smallest number of people that may be shown
 * @returns ids
 */
export function hiddenEstimates(counted: readonly Counted[], below: number): ReadonlySet<string> {
  const hidden = new Set<string>();
  const hide = (one: Counted): boolean => {
    if (hidden.has(one.estimate.id)) return false;
    hidden.add(one.estimate.id);
    return true;
  };
  for (const one of counted) if (one.people < below) hide(one);
  const lines = readerLines(counted);
  const groups = [...tiedGroups(counted), ...differenceGroups(counted)];
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (const line of lines) if (closeLine(line, hidden, hide, below)) isChanged = true;
    for (const group of groups) if (closeGroup(group, hidden, hide)) isChanged = true;
  }
  return hidden;
}

/** The figure of all readers and those of each, which add up to it or average to it. */
interface Line {
  readonly total: Counted | null;
  readonly parts: readonly Counted[];
}

const key = (...parts: readonly (string | null)[]): string => JSON.stringify(parts);

function readerOf({ estimate }: Counted): string | null {
  return estimate.slice['reader'] ?? null;
}

function readerLines(counted: readonly Counted[]): readonly Line[] {
  const totals = new Map<string, Counted>();
  const parts = new Map<string, Counted[]>();
  for (const one of counted) {
    const { model, metric, class: kind, versus } = one.estimate;
    const at = key(model, metric, kind, versus);
    if (readerOf(one) === null) totals.set(at, one);
    else parts.set(at, [...(parts.get(at) ?? []), one]);
  }
  return [...parts].map(([at, list]) => ({ total: totals.get(at) ?? null, parts: list }));
}

function closeLine(
  { total, parts }: Line,
  hidden: ReadonlySet<string>,
  hide: (one: Counted) => boolean,
  below: number,
): boolean {
  const people = parts.map((one) => one.people);
  const gone = new Set([...parts.keys()].filter((at) => hidden.has(parts[at]!.estimate.id)));
  if (gone.size === 0) return false;
  complete(gone, people, below);
  let isChanged = false;
  for (const at of gone) if (hide(parts[at]!)) isChanged = true;
  const sum = [...gone].reduce((so, at) => so + people[at]!, 0);
  // Nobody is left to hide behind: the figure of all is that of the few.
  if (total !== null && (gone.size === 1 || sum < below) && hide(total)) isChanged = true;
  return isChanged;
}

function tiedGroups(counted: readonly Counted[]): readonly (readonly Counted[])[] {
  const found = new Map<string, Counted>();
  const places = new Map<string, [model: string, reader: string | null]>();
  for (const one of counted) {
    const { model, metric, class: kind, versus } = one.estimate;
    if (kind !== null || versus !== null) continue;
    found.set(key(model, metric, readerOf(one)), one);
    places.set(key(model, readerOf(one)), [model, readerOf(one)]);
  }
  const out: Counted[][] = [];
  const add = (ids: readonly string[]): void => {
    const group = ids.flatMap((id) => found.get(id) ?? []);
    if (group.length === ids.length) out.push(group);
  };
  for (const [model, reader] of places.values()) {
    for (const metrics of tied) add(metrics.map((metric) => key(model, metric, reader)));
    // How often the AI is right says how many answers had wrong advice.
    for (const metric of ['follows-wrong-advice', 'rejects-right-advice'])
      add([key(aiAlone, 'accuracy', null), key(model, metric, reader)]);
  }
  return out;
}

/** A difference and the two figures it is taken of; another average beside the one reported. */
function differenceGroups(counted: readonly Counted[]): readonly (readonly Counted[])[] {
  const values = new Map<string, Counted>();
  const at = (model: string, one: Counted): string =>
    key(model, one.estimate.metric, readerOf(one));
  for (const one of counted)
    if (one.estimate.versus === null && one.estimate.class === null)
      values.set(at(one.estimate.model, one), one);
  return counted.flatMap((one): Counted[][] => {
    const { model, versus, class: kind } = one.estimate;
    const first = values.get(at(model, one));
    if (versus === null) return kind === null || first === undefined ? [] : [[one, first]];
    const second = values.get(at(versus, one));
    return first === undefined || second === undefined ? [] : [[one, first, second]];
  });
}

function closeGroup(
  group: readonly Counted[],
  hidden: ReadonlySet<string>,
  hide: (one: Counted) => boolean,
): boolean {
  const rest = group.filter((one) => !hidden.has(one.estimate.id));
  if (rest.length !== group.length - 1) return false;
  const next = [...rest].sort((a, b) => a.people - b.people)[0];
  return next !== undefined && hide(next);
}
