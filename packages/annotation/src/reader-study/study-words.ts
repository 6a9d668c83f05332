import type { StudyMetricId } from './study-rows.ts';

const minus = '\u2212';

/** A number with a true minus sign. */
export function figure(value: number | null, digits = 3): string {
  if (value === null || !Number.isFinite(value)) return '—';
  const text = value.toFixed(digits);
  return /^-?0(\.0*)?$/.test(text) ? text.replace('-', '') : text.replace('-', minus);
}

/** A difference with its sign. */
export function difference(value: number | null, digits = 3): string {
  const text = figure(value, digits);
  return value !== null && value > 0 && !/^0(\.0*)?$/.test(text) ? `+${text}` : text;
}

/** `0.715 (0.651 to 0.779)`. */
export function withRange(
  one: { readonly value: number | null; readonly low: number | null; readonly high: number | null },
  format: (value: number | null) => string = figure,
): string {
  if (one.value === null) return '—';
  if (one.low === null || one.high === null) return format(one.value);
  return `${format(one.value)} (${format(one.low)} to ${format(one.high)})`;
}

/** A share in per cent without decimals; one decimal below 10 and above 90. */
export function share(value: number | null): string {
  if (value === null) return '—';
  const hundred = value * 100;
  const isEdge = (hundred > 0 && hundred < 10) || (hundred > 90 && hundred < 100);
  return `${figure(hundred, isEdge ? 1 : 0)}\u202f%`;
}

/** A p-value as papers print it. */
export function pText(value: number | null): string {
  if (value === null) return 'no p-value';
  return value < 0.001 ? 'p < 0.001' : `p = ${value.toFixed(3)}`;
}

/** A count with thin spaces between thousands. */
export function counted(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}

/** `1 case`, `2 cases`. */
export function many(count: number, one: string, several = `${one}s`): string {
  return `${counted(count)} ${count === 1 ? one : several}`;
}

/** A difference of shares in points of a hundred. */
export function points(value: number | null): string {
  return difference(value === null ? null : value * 100, 1);
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? '';
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** A modality inside a sentence: in quotation marks where its name would read as part of it. */
export function quoted(name: string): string {
  return /^[A-Z0-9][\w-]*$|^\w+ \d+(\.\d+)?$/.test(name) ? name : `“${name}”`;
}

/** A sentence begins with a capital letter, whatever the name of the modality in front. */
export function capital(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}

/** How a figure of merit is called in tables and in sentences. */
export interface MetricWords {
  /** Short title of tables and axes. */
  readonly title: string;
  /** In a sentence: "the mean sensitivity". */
  readonly noun: string;
  /** What it says, for a person without statistics. */
  readonly plain: string;
  /** Value without any skill; null where there is none. */
  readonly chance: number | null;
  /** Sentence of the first screen around `68 % (A) and 72 % (B)`; null where the figure is no share. */
  readonly said: readonly [before: string, after: string] | null;
}

/** Words of every figure of merit. */
export const metricWords: Readonly<Record<StudyMetricId, MetricWords>> = {
  auc: {
    title: 'AUC',
    noun: 'AUC',
    plain: 'How often a reader rates a case with disease above a case without; 0.5 is guessing.',
    chance: 0.5,
    said: ['Of two cases, one of them with disease, readers pick the right one in', 'of the pairs'],
  },
  'partial-auc': {
    title: 'Partial AUC',
    noun: 'partial AUC',
    plain: 'The area under the ROC curve over the declared strip alone, not rescaled.',
    chance: null,
    said: null,
  },
  sensitivity: {
    title: 'Sensitivity',
    noun: 'sensitivity',
    plain: 'The share of cases with disease that readers call.',
    chance: null,
    said: ['Readers call', 'of the cases with disease'],
  },
  specificity: {
    title: 'Specificity',
    noun: 'specificity',
    plain: 'The share of cases without disease that readers leave alone.',
    chance: null,
    said: ['Readers leave', 'of the cases without disease alone'],
  },
  wafroc: {
    title: 'Weighted AFROC',
    noun: 'weighted AFROC area',
    plain:
      'How often a mark on a lesion outranks the highest false mark of a normal case; every diseased case counts the same, an unmarked lesion ranks below every mark.',
    chance: null,
    said: null,
  },
  afroc: {
    title: 'AFROC',
    noun: 'AFROC area',
    plain:
      'How often a mark on a lesion outranks the highest false mark of a normal case; every lesion counts the same, an unmarked lesion ranks below every mark.',
    chance: null,
    said: null,
  },
  wafroc1: {
    title: 'Weighted AFROC1',
    noun: 'weighted AFROC1 area',
    plain: 'As the weighted AFROC, with the false marks of all cases, diseased ones included.',
    chance: null,
    said: null,
  },
  afroc1: {
    title: 'AFROC1',
    noun: 'AFROC1 area',
    plain: 'As the AFROC, with the false marks of all cases, diseased ones included.',
    chance: null,
    said: null,
  },
  'inferred-roc': {
    title: 'Inferred ROC',
    noun: 'inferred ROC area',
    plain: 'The AUC of the highest mark of each case; a case without a mark ranks lowest.',
    chance: 0.5,
    said: null,
  },
};

/** Reasons of the statistics in words. */
export const reasonText: Readonly<Record<string, string>> = {
  'single-class': 'only cases with, or only cases without disease were read',
  'no-figure': 'only cases with, or only cases without disease were read',
  'no-variance': 'too few cases for a variance',
  'negative-variance': 'the estimated variance is negative',
  'zero-variance': 'no variation between readers and cases',
  'one-reader': 'there is one reader only',
  'one-test': 'there is one modality only',
  'one-cluster': 'there is one case or one reader only',
  'no-rows': 'no such reading',
  'too-few-cases': 'too few cases',
  'readers-too-few': 'no number of cases suffices',
  suppressed: 'hidden, since too few people stand behind it',
};

/** A reason as a phrase. */
export function because(reason: string | null | undefined): string {
  return reason ? (reasonText[reason] ?? reason.replaceAll('-', ' ')) : '';
}
