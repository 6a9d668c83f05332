import type { z } from 'zod';

const kindWords: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
  map: 'keys with values',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  null: 'nothing',
  undefined: 'nothing',
  nan: 'no number',
};

function kindOf(input: unknown): string {
  if (input === null || input === undefined) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'number') return String(input);
  return kindWords[typeof input] ?? typeof input;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    // Only own keys of parsed data are followed, so any key type may index it.
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/**
 * Says in words what a schema found wrong with one value.
 *
 * @param issue as the schema library reports it
 * @param input what was checked, for the kind of value that came
 * @returns half a sentence behind the name of the key, such as `wants a list, got text`
 */
export function sayIssue(issue: z.core.$ZodIssue, input: unknown): string {
  const value = valueAt(input, issue.path);
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined
        ? 'is missing'
        : `wants ${kindWords[issue.expected] ?? issue.expected}, got ${kindOf(value)}`;
    case 'invalid_value':
      return value === undefined
        ? 'is missing'
        : `wants ${issue.values
            .map((one) => (/^\w/.test(String(one)) ? String(one) : `"${String(one)}"`))
            .join(', ')
            .replace(/, ([^,]*)$/, ' or $1')}`;
    case 'too_small':
      return issue.origin === 'array' || issue.origin === 'string'
        ? 'is empty'
        : `must be ${issue.inclusive === false ? 'above' : 'at least'} ${String(issue.minimum)}`;
    case 'too_big':
      if (issue.origin === 'string') return `is longer than ${String(issue.maximum)} character`;
      return `must be ${issue.inclusive === false ? 'below' : 'at most'} ${String(issue.maximum)}`;
    case 'invalid_union':
      return 'wants one character, or tab';
    default:
      return `is wrong (${issue.message})`;
  }
}

/**
 * How to mend a value of the wrong kind in YAML.
 *
 * @param issue as the schema library reports it
 * @param input what was checked
 */
export function mendIssue(issue: z.core.$ZodIssue, input: unknown): string {
  if (issue.code !== 'invalid_type') return 'Correct it.';
  const value = valueAt(input, issue.path);
  if (issue.expected === 'string' && typeof value !== 'object') return 'Put it in quotation marks.';
  if (issue.expected === 'array' && typeof value !== 'object') {
    return 'Write it in square brackets, also where it is one.';
  }
  return 'Correct it.';
}
