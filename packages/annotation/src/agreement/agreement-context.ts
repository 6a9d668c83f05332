import type { Finding, ReadersDocumentKind, ReadersEstimate } from '@equipoise/domain';
import { type EstimateParts, makeEstimate } from '../frame/make-estimate.ts';
import type { AgreementOptions } from './agreement-options.ts';

/** A finding without what the context knows. */
export type FindingParts = Pick<Finding, 'sentence'> &
  Partial<
    Pick<
      Finding,
      'verdict' | 'role' | 'model' | 'attribute' | 'metric' | 'margin' | 'reason' | 'estimateIds'
    >
  > & { readonly key: string };

/** What the parts of one question share, and where they put what they find. */
export interface AgreementContext {
  readonly task: string;
  readonly options: AgreementOptions;
  /** True where there are many questions: each says its main figure and what stands out, nothing more. */
  readonly isBrief: boolean;
  /** Adds an estimate; a figure of too few people is hidden first. */
  readonly estimate: (parts: Omit<EstimateParts, 'task' | 'level'>) => ReadersEstimate;
  readonly find: (parts: FindingParts) => void;
  readonly warn: (code: string, sentence: string) => void;
  /** Whether the answers of a reader are hidden: then nothing is shown from which they follow. */
  readonly hasHiddenAnswers: (reader: string) => boolean;
}

const none: ReadonlySet<string> = new Set();

/** What a context collects. */
export interface Collected {
  /** Estimates to hide because others could be had from them. */
  readonly hidden?: ReadonlySet<string>;
  readonly estimates: ReadersEstimate[];
  readonly findings: Finding[];
  readonly warnings: { readonly code: string; readonly sentence: string }[];
}

/** True where a count or its complement is above 0 and below the number of people that may be shown. */
function isSmallCell(estimate: ReadersEstimate, below: number): boolean {
  const { numerator, denominator } = estimate;
  if (numerator === undefined || numerator === null || !denominator) return false;
  const rest = denominator - numerator;
  return (numerator > 0 && numerator < below) || (rest > 0 && rest < below);
}

/** Whether too few people stand behind an estimate, or on one side of a share. */
export function isTooSmall(estimate: ReadersEstimate, below: number): boolean {
  return estimate.patientCount < below || isSmallCell(estimate, below);
}

/** An estimate as it may be shown: without its figures where too few people stand behind it, or where it is to be hidden with another. */
export function hideSmall(
  estimate: ReadersEstimate,
  below: number | null,
  hidden: ReadonlySet<string>,
): ReadersEstimate {
  if (below === null) return estimate;
  if (!isTooSmall(estimate, below) && !hidden.has(estimate.id)) return estimate;
  return {
    ...estimate,
    value: null,
    low: null,
    high: null,
    method: 'none',
    caseCount: 0,
    patientCount: 0,
    undefinedReason: 'suppressed',
    suppressed: true,
    positiveCount: null,
    readingCount: null,
    ...(estimate.standardError === undefined ? {} : { standardError: null }),
    ...(estimate.numerator === undefined ? {} : { numerator: null }),
    ...(estimate.denominator === undefined ? {} : { denominator: null }),
  };
}

/** Whether a figure that is no estimate may be shown. */
export function mayShow(people: number, options: AgreementOptions): boolean {
  return options.suppressBelow === null || people === 0 || people >= options.suppressBelow;
}

/** A context of one question that writes into common lists. */
export function makeContext(
  task: string,
  options: AgreementOptions,
  into: Collected,
  isBrief = false,
  kind: ReadersDocumentKind = 'agreement',
): AgreementContext {
  return {
    task,
    options,
    isBrief,
    estimate: (parts) => {
      const whole = makeEstimate({ ...parts, task, level: options.level });
      const made = hideSmall(whole, options.suppressBelow, into.hidden ?? none);
      into.estimates.push(made);
      return made;
    },
    find: ({ key, ...parts }) => {
      into.findings.push({
        id: `${kind}|${task}|${key}`,
        audit: kind,
        task,
        model: '',
        attribute: null,
        metric: null,
        verdict: 'not-assessable',
        margin: null,
        reason: 'no-margin-declared',
        estimateIds: [],
        evidenceIds: [],
        role: 'description',
        ...parts,
      });
    },
    hasHiddenAnswers: (reader) =>
      [...(into.hidden ?? none)].some((id) => id.startsWith(`${task}|${reader}|answer-share|`)),
    warn: (code, sentence) => {
      into.warnings.push({ code, sentence: task === '' ? sentence : `${task}: ${sentence}` });
    },
  };
}
