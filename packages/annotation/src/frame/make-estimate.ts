import type { ReadersEstimate, SliceRef } from '@equipoise/domain';

/** What differs from estimate to estimate; the rest is null. */
export interface EstimateParts {
  readonly task: string;
  /** The reader, pair of readers, method or modality it belongs to; '' for all. */
  readonly model?: string;
  readonly metric: string;
  readonly class?: string | null;
  readonly slice?: SliceRef;
  readonly versus?: string | null;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number;
  readonly method: string;
  readonly caseCount: number;
  readonly patientCount: number;
  readonly positiveCount?: number | null;
  readonly readerCount: number | null;
  readonly readingCount: number | null;
  readonly numerator?: number | null;
  readonly denominator?: number | null;
  readonly standardError?: number | null;
  readonly reason?: string | null;
  readonly caution?: string | null;
}

function idOf(parts: EstimateParts): string {
  const slice = Object.entries(parts.slice ?? {}).map(([key, level]) => `${key}=${level}`);
  return [
    parts.task,
    parts.model ?? '',
    parts.metric,
    parts.class ?? '',
    slice.join(';'),
    parts.versus ?? '',
  ].join('|');
}

const finite = (value: number | null | undefined): number | null =>
  value === null || value === undefined || !Number.isFinite(value) ? null : value;

/** An estimate of the common shape; a value that is no number becomes undefined with a reason. */
export function makeEstimate(parts: EstimateParts): ReadersEstimate {
  const value = finite(parts.value);
  return {
    id: idOf(parts),
    task: parts.task,
    model: parts.model ?? '',
    metric: parts.metric,
    class: parts.class ?? null,
    slice: parts.slice ?? {},
    versus: parts.versus ?? null,
    scale: parts.versus === undefined || parts.versus === null ? null : 'difference',
    threshold: null,
    thresholdSource: null,
    value,
    low: value === null ? null : finite(parts.low),
    high: value === null ? null : finite(parts.high),
    level: parts.level,
    method: value === null ? 'none' : parts.method,
    caseCount: parts.caseCount,
    patientCount: parts.patientCount,
    positiveCount: parts.positiveCount ?? null,
    undefinedReason: value === null ? (parts.reason ?? 'not-defined') : null,
    readerCount: parts.readerCount,
    readingCount: parts.readingCount,
    ...(parts.numerator === undefined ? {} : { numerator: parts.numerator }),
    ...(parts.denominator === undefined ? {} : { denominator: parts.denominator }),
    ...(parts.standardError === undefined ? {} : { standardError: finite(parts.standardError) }),
    ...(parts.caution === undefined ? {} : { caution: parts.caution }),
  };
}
