import { fail } from '../errors.ts';
import { nameEnd } from './parse-models.ts';
import { parseNumber, parseNumberIn } from './parse-number.ts';
import type { ThresholdDeclaration, ThresholdRule } from './resolved-protocol.ts';

const ruleNames: Readonly<Record<string, 'sensitivity' | 'specificity'>> = {
  sens: 'sensitivity',
  sensitivity: 'sensitivity',
  tpr: 'sensitivity',
  spec: 'specificity',
  specificity: 'specificity',
  tnr: 'specificity',
};

/**
 * Reads `--threshold`: `.37`, `youden`, `Effusion=.37` or `Effusion=youden`.
 *
 * @throws workbench/bad-option
 */
export function parseThreshold(text: string): ThresholdDeclaration {
  const equals = text.lastIndexOf('=');
  const task = equals < 0 ? null : text.slice(0, equals).trim();
  const what = text.slice(equals + 1).trim();
  const base = { task, file: null, rule: null };
  if (task === '') {
    fail('workbench/bad-option', `--threshold "${text}" names no task.`, 'Write task=.37 or .37.');
  }
  if (what === 'youden') return { ...base, kind: 'youden', threshold: null };
  return { ...base, kind: 'fixed', threshold: parseNumber(what, '--threshold') };
}

function parseRule(text: string, whole: string): ThresholdRule {
  if (text === 'youden') return { kind: 'youden', target: null };
  const [name = '', target] = text.split('=');
  const kind = ruleNames[name.trim()];
  if (kind === undefined || target === undefined) {
    return fail(
      'workbench/bad-option',
      `--threshold-from "${whole}" has no rule that is known.`,
      'Write it as val.csv@sens=.90, val.csv@spec=.90 or val.csv@youden.',
    );
  }
  return { kind, target: parseNumberIn(target, '--threshold-from', 0, 1) };
}

/**
 * Reads `--threshold-from`: `[task=]val.csv@sens=.90`, `@spec=.90` or `@youden`.
 *
 * @throws workbench/bad-option
 */
export function parseThresholdFrom(text: string): ThresholdDeclaration {
  const at = text.lastIndexOf('@');
  if (at <= 0) {
    fail(
      'workbench/bad-option',
      `--threshold-from "${text}" has no rule.`,
      'Write it as val.csv@sens=.90, val.csv@spec=.90 or val.csv@youden.',
    );
  }
  const left = text.slice(0, at);
  const equals = nameEnd(left);
  const task = equals < 0 ? null : left.slice(0, equals).trim();
  const file = left.slice(equals + 1);
  if (file === '' || task === '') {
    fail(
      'workbench/bad-option',
      `--threshold-from "${text}" names no file.`,
      'Write task=val.csv@sens=.90.',
    );
  }
  return {
    task,
    kind: 'from-file',
    threshold: null,
    file,
    rule: parseRule(text.slice(at + 1), text),
  };
}

/**
 * Reads `--threshold-range`: `.05-.40`.
 *
 * @throws workbench/bad-option
 */
export function parseThresholdRange(text: string): readonly [number, number] {
  const [low, high, more] = text.split(/[-,:]/);
  const range: [number, number] = [
    parseNumberIn(low ?? '', '--threshold-range', 0, 1),
    parseNumberIn(high ?? '', '--threshold-range', 0, 1),
  ];
  if (more !== undefined || range[0] >= range[1]) {
    fail(
      'workbench/bad-option',
      `--threshold-range "${text}" is no range.`,
      'Write it as .05-.40.',
    );
  }
  return range;
}
