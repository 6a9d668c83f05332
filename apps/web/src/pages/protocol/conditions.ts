import type { Condition } from '@equipoise/domain';

/** A condition that looks at one question. */
export type Atom = Exclude<
  Condition,
  { readonly all: unknown } | { readonly any: unknown } | { readonly not: unknown }
>;

/** A line of the form: a condition on one question, or its opposite. */
export interface ConditionLine {
  readonly atom: Atom;
  readonly isNot: boolean;
}

/** A condition as the form edits it. */
export interface ConditionForm {
  readonly join: 'all' | 'any';
  readonly lines: readonly ConditionLine[];
}

function isAtom(condition: Condition): condition is Atom {
  return 'question' in condition;
}

function lineOf(condition: Condition): ConditionLine | null {
  if (isAtom(condition)) return { atom: condition, isNot: false };
  return 'not' in condition && isAtom(condition.not) ? { atom: condition.not, isNot: true } : null;
}

/** A condition as lines of a form; null where it is nested deeper than the form goes. */
export function formOf(condition: Condition): ConditionForm | null {
  const single = lineOf(condition);
  if (single !== null) return { join: 'all', lines: [single] };
  const join = 'all' in condition ? 'all' : 'any';
  const parts = 'all' in condition ? condition.all : 'any' in condition ? condition.any : null;
  if (parts === null) return null;
  const lines = parts.map(lineOf);
  return lines.every((line) => line !== null) ? { join, lines } : null;
}

/** The condition that the lines of a form say; null without a line. */
export function conditionOf(form: ConditionForm): Condition | null {
  const parts = form.lines.map(({ atom, isNot }): Condition => (isNot ? { not: atom } : atom));
  const [first] = parts;
  if (first === undefined) return null;
  return parts.length === 1 ? first : form.join === 'all' ? { all: parts } : { any: parts };
}

/** What a line tests. */
export type ConditionTest = 'is' | 'range' | 'answered' | 'ungradable' | 'nothing-found';

/** What a line tests now. */
export function testOf(atom: Atom): ConditionTest {
  if ('is' in atom) return 'is';
  return 'outcome' in atom ? atom.outcome : 'range';
}

/** A line of another test or question; values that fit are kept. */
export function atomOf(question: string, test: ConditionTest, values: readonly string[]): Atom {
  switch (test) {
    case 'is':
      return { question, is: values };
    case 'range':
      return { question, from: null, to: null };
    case 'answered':
    case 'ungradable':
    case 'nothing-found':
      return { question, outcome: test };
    default:
      return test satisfies never;
  }
}
