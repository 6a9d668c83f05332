import type { Finding, ReadersDocumentKind, ReadersEstimate } from '@equipoise/domain';
import { type EstimateParts, makeEstimate } from './make-estimate.ts';

/** What a finding says beside its key; the rest has a default. */
export type FindingParts = Pick<Finding, 'sentence'> &
  Partial<
    Pick<
      Finding,
      'verdict' | 'role' | 'model' | 'attribute' | 'metric' | 'margin' | 'reason' | 'estimateIds'
    >
  > & { readonly key: string };

/** Where the parts of an analysis put what they found. */
export interface Collector {
  readonly estimates: ReadersEstimate[];
  readonly findings: Finding[];
  readonly warnings: { readonly code: string; readonly sentence: string }[];
  readonly level: number;
  readonly suppressBelow: number | null;
  /** Adds an estimate; one of too few people, or one that is to be hidden with it, loses its figures first. */
  readonly estimate: (
    parts: Omit<EstimateParts, 'level'> & { level?: number },
    isHidden?: boolean,
  ) => ReadersEstimate;
  /** Adds a finding about a question; a description unless told otherwise. */
  readonly find: (task: string, parts: FindingParts) => void;
  readonly warn: (code: string, sentence: string) => void;
}

/** An estimate without its figures where fewer people stand behind it than `below`. */
function hidden(
  estimate: ReadersEstimate,
  below: number | null,
  isHidden: boolean,
): ReadersEstimate {
  if (below === null || (estimate.patientCount >= below && !isHidden)) return estimate;
  return {
    ...estimate,
    value: null,
    low: null,
    high: null,
    method: 'none',
    caseCount: 0,
    patientCount: 0,
    positiveCount: null,
    readingCount: null,
    undefinedReason: 'suppressed',
    suppressed: true,
    ...(estimate.standardError === undefined ? {} : { standardError: null }),
    ...(estimate.numerator === undefined ? {} : { numerator: null }),
    ...(estimate.denominator === undefined ? {} : { denominator: null }),
  };
}

/** Lists to fill for one analysis. */
export function makeCollector(
  kind: ReadersDocumentKind,
  options: { readonly level: number; readonly suppressBelow: number | null },
): Collector {
  const { level, suppressBelow } = options;
  const estimates: ReadersEstimate[] = [];
  const findings: Finding[] = [];
  const warnings: { code: string; sentence: string }[] = [];
  return {
    estimates,
    findings,
    warnings,
    level,
    suppressBelow,
    estimate: (parts, isHidden = false) => {
      const made = hidden(makeEstimate({ level, ...parts }), suppressBelow, isHidden);
      estimates.push(made);
      return made;
    },
    find: (task, { key, ...parts }) => {
      findings.push({
        id: `${kind}|${task}|${key}`,
        audit: kind,
        task,
        model: '',
        attribute: null,
        metric: null,
        margin: null,
        reason: null,
        estimateIds: [],
        evidenceIds: [],
        verdict: 'not-assessable',
        role: 'description',
        ...parts,
      });
    },
    warn: (code, sentence) => {
      if (!warnings.some((one) => one.sentence === sentence)) warnings.push({ code, sentence });
    },
  };
}

/**
 * Levels of an attribute whose figures are hidden: those of fewer people than `below`, and where that is one
 * level alone the next smallest too, since the one could be had by subtraction.
 *
 * @param people distinct people of each level
 * @param below smallest number that may be shown; null hides nothing
 */
export function hiddenLevels(people: readonly number[], below: number | null): ReadonlySet<number> {
  const hiddenOnes = new Set<number>();
  if (below === null) return hiddenOnes;
  people.forEach((count, at) => {
    if (count > 0 && count < below) hiddenOnes.add(at);
  });
  if (hiddenOnes.size !== 1) return hiddenOnes;
  const others = [...people.keys()].filter((at) => !hiddenOnes.has(at) && people[at]! > 0);
  const next = others.sort((a, b) => people[a]! - people[b]!)[0];
  if (next !== undefined) hiddenOnes.add(next);
  return hiddenOnes;
}
