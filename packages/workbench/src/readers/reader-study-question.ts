import { type StudyMetricId, type StudyQuestion, studyMetricIds } from '@equipoise/annotation';
import { fail } from '../errors.ts';
import { parseNumber } from '../protocol/parse-number.ts';
import type { ReaderStudyProtocol } from './reader-study-protocol.ts';

function bad(option: string, legal: string, got: string): never {
  return fail('workbench/bad-option', `${option} wants ${legal}, got "${got}".`, 'Correct it.');
}

function oneOf<T extends string>(
  option: string,
  legal: readonly T[],
  value: string | undefined,
  fallback: T,
): T {
  if (value === undefined) return fallback;
  return legal.find((one) => one === value) ?? bad(option, legal.join(', '), value);
}

function share(option: string, value: number | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  return value > 0 && value < 1 ? value : bad(option, 'a number between 0 and 1', String(value));
}

function partialOf(text: string | undefined): StudyQuestion['partial'] {
  if (text === undefined) return { axis: 'specificity', low: 0.9, high: 1 };
  const found = /^(specificity|sensitivity)=([^,]+),([^,]+)$/.exec(text);
  const legal = 'an axis and its two ends such as specificity=.9,1';
  if (!found) return bad('--partial', legal, text);
  const low = parseNumber(found[2] ?? '', '--partial');
  const high = parseNumber(found[3] ?? '', '--partial');
  if (!(low >= 0 && low < high && high <= 1)) return bad('--partial', legal, text);
  return { axis: found[1] === 'sensitivity' ? 'sensitivity' : 'specificity', low, high };
}

function marginsOf(
  texts: readonly string[] | undefined,
  primary: StudyMetricId | undefined,
): StudyQuestion['margins'] {
  const margins: Partial<Record<StudyMetricId, number>> = {};
  for (const text of texts ?? []) {
    const [name, value] = text.includes('=') ? text.split('=') : [primary, text];
    const metric = studyMetricIds.find((id) => id === name);
    const legal = 'a loss between 0 and 1 such as .05, or auc=.05';
    if (metric === undefined) return bad('--margin', legal, text);
    const number = parseNumber(value ?? '', '--margin');
    if (!(number > 0 && number < 1)) return bad('--margin', legal, text);
    margins[metric] = number;
  }
  return margins;
}

/** Confidence level: `--level`, or 1 − `--alpha`. */
export function studyLevel(protocol: ReaderStudyProtocol): number {
  if (protocol.alpha !== undefined && protocol.level !== undefined) {
    fail(
      'workbench/conflicting-options',
      '--alpha and --level say the same thing twice.',
      'Give one of them.',
    );
  }
  if (protocol.alpha !== undefined) return 1 - share('--alpha', protocol.alpha, 0.05);
  return share('--level', protocol.level, 0.95);
}

/** Figures of merit, margins and design as asked. @throws workbench/bad-option, workbench/missing-option */
export function studyQuestion(protocol: ReaderStudyProtocol): StudyQuestion {
  const asked = protocol.metric?.map(
    (name) =>
      studyMetricIds.find((id) => id === name) ?? bad('--metric', studyMetricIds.join(', '), name),
  );
  const usual: StudyMetricId[] = [
    ...(protocol.marks === undefined ? [] : (['wafroc'] as const)),
    ...(protocol.rating === undefined || protocol.marks !== undefined ? [] : (['auc'] as const)),
    ...(protocol.decision === undefined && protocol.threshold === undefined
      ? []
      : (['sensitivity', 'specificity'] as const)),
  ];
  const metrics = asked ?? usual;
  for (const id of metrics) {
    const isMarked = id.includes('afroc') || id === 'inferred-roc';
    const isRate = id === 'sensitivity' || id === 'specificity';
    if (isMarked && protocol.marks === undefined) {
      missing(
        `--metric ${id} needs marks with a place.`,
        'Write --marks marks.csv --lesion COLUMN.',
      );
    }
    if (!isMarked && protocol.marks !== undefined) {
      missing(
        `--metric ${id} needs ratings of whole cases, and --marks was given.`,
        'Run it on a table of ratings, or ask for inferred-roc.',
      );
    }
    if (isRate && protocol.decision === undefined && protocol.threshold === undefined) {
      missing(
        `--metric ${id} needs decisions.`,
        'Write --decision COLUMN, or --threshold for ratings.',
      );
    }
    if (!isMarked && !isRate && protocol.rating === undefined) {
      missing(`--metric ${id} needs ratings.`, 'Write --rating COLUMN.');
    }
  }
  const { difference } = protocol;
  if (difference !== undefined && !(difference > 0 && difference < 1)) {
    bad('--difference', 'a number between 0 and 1', String(difference));
  }
  return {
    metrics,
    margins: marginsOf(protocol.margin, metrics[0]),
    design: oneOf(
      '--design',
      ['fully-crossed', 'split-plot', 'auto'] as const,
      protocol.design,
      'auto',
    ),
    covariance:
      protocol.covariance === undefined
        ? null
        : oneOf(
            '--covariance',
            ['delong', 'jackknife', 'unbiased'] as const,
            protocol.covariance,
            'jackknife',
          ),
    partial: partialOf(protocol.partial),
    threshold: protocol.threshold ?? null,
    difference: difference ?? null,
    power: share('--power', protocol.power, 0.8),
  };
}

function missing(sentence: string, mend: string): never {
  return fail('workbench/missing-option', sentence, mend);
}
