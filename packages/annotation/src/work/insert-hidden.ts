import type { GoldRule, RepeatRule } from '@equipoise/domain';
import { shuffleInPlace, type Uniform } from '@equipoise/stats';
import type { DraftEntry } from './draft-entry.ts';

/**
 * Puts second servings of some cases behind their first, with enough cases in between. Places are drawn evenly over
 * the room there is.
 *
 * @returns the entries, and how many repeats found no room
 */
export function insertRepeats(
  entries: readonly DraftEntry[],
  rule: RepeatRule,
  uniform: Uniform,
): { readonly entries: DraftEntry[]; readonly missing: number } {
  const firsts = entries.filter((entry) => entry.period === 0).length;
  const wanted = Math.round(rule.rate * firsts);
  // Only the first period repeats: later ones are second servings already.
  const able = Array.from({ length: Math.max(0, firsts - rule.afterCases) }, (_, at) => at);
  const chosen = shuffleInPlace(able, uniform).slice(0, wanted);
  const keyed = entries.map((entry, at) => ({ entry, key: at }));
  for (const at of chosen) {
    const original = entries[at]!;
    const from = at + rule.afterCases;
    const key = from + uniform() * (firsts - 1 - from + 1);
    const repeat: DraftEntry = { ...original, purpose: 'repeat', original };
    keyed.push({ entry: repeat, key: Math.max(key, from + 1e-9) });
  }
  keyed.sort((a, b) => a.key - b.key);
  return { entries: keyed.map(({ entry }) => entry), missing: wanted - chosen.length };
}

/**
 * Hides gold cases among the others: one at a random place of each of as many equal stretches as there are gold
 * cases, each case once at most.
 */
export function insertGold(
  entries: readonly DraftEntry[],
  pool: readonly string[],
  rule: GoldRule,
  uniform: Uniform,
): DraftEntry[] {
  const wanted = Math.round((rule.rate * entries.length) / (1 - rule.rate));
  const gold = shuffleInPlace([...pool], uniform).slice(0, wanted);
  const keyed = entries.map((entry, at) => ({ entry, key: at }));
  gold.forEach((caseId, at) => {
    const key = ((at + uniform()) / gold.length) * entries.length - 0.5;
    // Looks like the case behind it: same period, arm of a neighbour.
    const beside = entries[Math.min(entries.length - 1, Math.max(0, Math.ceil(key)))];
    const entry: DraftEntry = {
      caseId,
      purpose: 'gold',
      original: null,
      isFlipped: false,
      arm: beside?.arm ?? null,
      period: beside?.period ?? 0,
    };
    keyed.push({ entry, key });
  });
  keyed.sort((a, b) => a.key - b.key);
  return keyed.map(({ entry }) => entry);
}

/** Mirrors half of all servings, a repeat the other way than its first, so that a mirrored image gives nothing away. */
export function mirror(entries: readonly DraftEntry[], uniform: Uniform): DraftEntry[] {
  const made = new Map<DraftEntry, DraftEntry>();
  return entries.map((entry) => {
    const original = entry.original === null ? null : (made.get(entry.original) ?? entry.original);
    const isFlipped = original === null ? uniform() < 0.5 : !original.isFlipped;
    const shown = { ...entry, original, isFlipped };
    made.set(entry, shown);
    return shown;
  });
}
