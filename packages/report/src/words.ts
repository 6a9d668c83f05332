import type { AuditDocument, SliceRef, Verdict } from '@equipoise/domain';

/** A verdict as it is shown: never by colour alone. */
export interface VerdictWords {
  readonly glyph: string;
  readonly name: string;
  readonly meaning: string;
  readonly className: string;
}

/** Glyph, name and meaning of each verdict. */
export const verdictWords: Readonly<Record<Verdict, VerdictWords>> = {
  'beyond-margin': {
    glyph: '▲',
    name: 'Beyond the margin',
    meaning: 'the whole interval of at least one gap lies outside the margin',
    className: 'beyond',
  },
  'cannot-tell': {
    glyph: '?',
    name: 'Cannot tell',
    meaning: 'an interval crosses the margin: these data cannot answer',
    className: 'cannot',
  },
  'within-margin': {
    glyph: '=',
    name: 'Within the margin',
    meaning: 'the interval of every gap lies inside the margin',
    className: 'within',
  },
  'not-assessable': {
    glyph: '–',
    name: 'Not assessable',
    meaning: 'the question could not be put: something is missing',
    className: 'none',
  },
};

/** Verdicts in the order in which a reader needs them. */
export const verdictOrder: readonly Verdict[] = [
  'beyond-margin',
  'cannot-tell',
  'within-margin',
  'not-assessable',
];

const reasons: Readonly<Record<string, string>> = {
  suppressed: 'hidden: too few people',
  'one-class': 'only one outcome occurs',
  'no-positives': 'no positive case',
  'no-negatives': 'no negative case',
  'too-few-positive-patients': 'too few positive patients',
  'too-few-negative-patients': 'too few negative patients',
  'too-few-patients': 'too few patients',
  'too-few-clusters': 'too few patients',
  'no-margin-declared': 'no margin was declared',
  'zero-denominator': 'nothing to divide by',
  'zero-variance': 'no variation between patients',
  'scores-outside-unit-interval': 'scores are not probabilities',
  'scores-not-probabilities': 'scores are not probabilities',
  'no-threshold': 'no threshold was declared',
  'empty-group': 'nobody in the group',
};

/** A kebab-case reason in words. */
export function reasonWords(reason: string | null | undefined): string {
  if (!reason) return '';
  const known = reasons[reason];
  if (known !== undefined) return known;
  return /^[a-z0-9]+(-[a-z0-9]+)+$/.test(reason) ? reason.replaceAll('-', ' ') : reason;
}

/** Title of a metric as declared; its id where none was declared. */
export function metricTitle(document: AuditDocument, id: string): string {
  return document.declared.metrics.find((metric) => metric.id === id)?.title ?? id;
}

/** Short title of a metric for narrow places. */
export function metricShort(document: AuditDocument, id: string): string {
  const title = metricTitle(document, id);
  return title.length <= 14 ? title : id.length <= 5 ? id.toUpperCase() : id.replaceAll('-', ' ');
}

/** A slice in words; everyone for the empty slice. */
export function sliceWords(slice: SliceRef): string {
  const entries = Object.entries(slice);
  if (entries.length === 0) return 'everyone';
  return entries.map(([attribute, level]) => `${attribute} ${level}`).join(', ');
}

/** Names of levels that stand for all patients together. */
export function isOverall(level: string): boolean {
  return ['overall', 'everyone', 'all', '(all)'].includes(level.toLowerCase());
}

/** Cut to a length with an ellipsis. */
export function shorten(text: string, length: number): string {
  const points = [...text];
  return points.length <= length ? text : `${points.slice(0, length - 1).join('')}…`;
}

/** Lower-case letters, digits and hyphens only: for file names and anchors. */
export function slug(text: string): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return plain === '' ? 'x' : plain;
}

/** `1 patient`, `2 patients`. */
export function plural(number: number, one: string, many: string): string {
  return number === 1 ? one : many;
}

/** Pixels that the longest of some labels needs at 11 px, within limits. */
export function labelRoom(labels: readonly string[], least: number, most: number): number {
  const longest = Math.max(0, ...labels.map((label) => [...label].length));
  return Math.min(most, Math.max(least, Math.round(longest * 6.2) + 14));
}
