import type { AuditDocument, Verdict } from '@equipoise/domain';

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
  'no-spread': 'no variation: all answers are right, or all wrong',
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

const acronyms = new Set(
  'auroc auprc ppv npv ece mae rmse mcc f1 fpr fnr tpr tnr roc auc ovr ovo r2 ci icc'.split(' '),
);

const titles: Readonly<Record<string, string>> = {
  ece: 'Calibration error (ECE)',
  'observed-expected': 'Observed / expected',
};

/** An id as a title: `balanced-accuracy` becomes `Balanced accuracy`, `auroc` `AUROC`. */
export function titleOfId(id: string): string {
  const known = titles[id];
  if (known !== undefined) return known;
  const words = id
    .split('-')
    .map((word) => (acronyms.has(word.toLowerCase()) ? word.toUpperCase() : word));
  const text = words.join(' ');
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Title of a metric as declared; made from its id where none was declared. */
export function metricTitle(document: AuditDocument, id: string): string {
  return document.declared.metrics.find((metric) => metric.id === id)?.title ?? titleOfId(id);
}

/** A metric inside a sentence: `sensitivity`, but `AUROC`. */
export function metricInText(document: AuditDocument, id: string): string {
  const title = metricTitle(document, id);
  return /^[A-Z][a-z]/.test(title) ? title.slice(0, 1).toLowerCase() + title.slice(1) : title;
}

/**
 * A sentence as a reader expects it: true minus signs, verdicts in words, a metric by its title.
 *
 * @param text a sentence of the document
 */
export function prose(document: AuditDocument, text: string): string {
  let out = text
    .replace(/(^|[\s(])-(?=\d)/g, `$1\u2212`)
    .replace(/\b(within|beyond)-margin\b/g, '$1 the margin')
    .replace(/\bcannot-tell\b/g, 'cannot tell');
  const [first = ''] = out.split(' ');
  if (acronyms.has(first)) out = metricTitle(document, first) + out.slice(first.length);
  return out.slice(0, 1).toUpperCase() + out.slice(1);
}

/** A sentence without the name of its task in front, which stands beside it anyway. */
export function withoutTask(sentence: string, task: string): string {
  const rest = sentence.startsWith(`${task}: `) ? sentence.slice(task.length + 2) : sentence;
  return rest.slice(0, 1).toUpperCase() + rest.slice(1);
}

/** Short title of a metric for narrow places. */
export function metricShort(document: AuditDocument, id: string): string {
  const title = metricTitle(document, id);
  return title.length <= 14 ? title : titleOfId(id);
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

/** Cut in the middle: names often differ at their end. */
export function shortenMiddle(text: string, length: number): string {
  const points = [...text];
  if (points.length <= length) return text;
  const head = Math.ceil((length - 1) / 3);
  return `${points.slice(0, head).join('')}…${points.slice(points.length - (length - 1 - head)).join('')}`;
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

/** Widths of characters of a wide sans-serif letter, in thousandths of the letter size. */
const widths: Readonly<Record<string, number>> = Object.fromEntries(
  (
    [
      ['ijlIJ', 290],
      [" .,·|!'", 330],
      ['frt()/:;-[]', 400],
      ['sckvxyzZ', 565],
      ['aeo', 615],
      ['bdghnpquLFTYESP_0123456789', 640],
      ['ABKRVX', 690],
      ['CHUN', 750],
      ['DGOQ', 790],
      ['w+=<>\u2212\u2265\u2264', 840],
      ['M%&', 900],
      ['mW\u2014@', 1000],
    ] as const
  ).flatMap(([letters, width]) => [...letters].map((letter) => [letter, width])),
);

/** Pixels that a text may need at a letter size; fonts differ, so wide letters are taken. */
export function textWidth(text: string, size = 11): number {
  let sum = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0)!;
    // Beyond Latin, Greek and Cyrillic letters are as wide as they are high.
    sum += widths[letter] ?? (code > 0x1100 ? 1000 : 700);
  }
  return (sum * size) / 1000;
}

/** Cut with an ellipsis to what fits into some pixels at 11 px. */
export function fitted(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const points = [...text];
  while (points.length > 1 && textWidth(`${points.join('')}…`) > width) points.pop();
  return `${points.join('').trimEnd()}…`;
}

/** Pixels that the longest of some labels needs at 11 px, within limits. */
export function labelRoom(labels: readonly string[], least: number, most: number): number {
  const longest = Math.max(0, ...labels.map((label) => textWidth(label)));
  return Math.min(most, Math.max(least, Math.ceil(longest) + 10));
}
