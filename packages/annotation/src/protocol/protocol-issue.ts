import type { studyProtocolSchema } from '@equipoise/domain';

/** Something in a protocol that must be mended. */
export interface ProtocolIssue {
  /** Keys and 0-based places from the root, for a form. */
  readonly path: readonly (string | number)[];
  /** The same in words, such as `questions[1] (grade) › options[0] › text`. */
  readonly place: string;
  /** What was expected and what came. */
  readonly message: string;
  readonly mend: string;
  /** `reading`: the document cannot be read so; `lock`: it may be kept as a draft. */
  readonly blocks: 'reading' | 'lock';
}

/** What the schema found, without naming the schema library. */
export type SchemaIssue = NonNullable<
  ReturnType<typeof studyProtocolSchema.safeParse>['error']
>['issues'][number];

const words: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  tuple: 'a list',
};

function at(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    // Only own keys of parsed data are followed.
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return words[typeof value] ?? typeof value;
}

/**
 * The place of a value in words. Questions are named by their id; cases and readers by their number alone, since
 * their names may not stand in messages.
 */
export function placeOf(path: readonly (string | number)[], input: unknown): string {
  const parts: string[] = [];
  path.forEach((key, depth) => {
    if (typeof key === 'number') {
      const list = parts.pop() ?? '';
      const item = at(input, path.slice(0, depth + 1));
      const id = path[0] === 'questions' && depth === 1 ? at(item, ['id']) : undefined;
      parts.push(`${list}[${key}]${typeof id === 'string' ? ` (${id.slice(0, 60)})` : ''}`);
    } else parts.push(key);
  });
  return parts.join(' › ') || 'the root';
}

function listed(values: readonly unknown[]): string {
  const texts = values.map((value) => (typeof value === 'string' ? value : String(value)));
  return texts.length < 2
    ? texts.join('')
    : `${texts.slice(0, -1).join(', ')} or ${texts[texts.length - 1]}`;
}

interface Said {
  readonly message: string;
  readonly mend: string;
}

function say(issue: SchemaIssue, input: unknown): Said {
  const value = at(input, issue.path);
  if (value === undefined && issue.code !== 'unrecognized_keys') {
    return { message: 'is missing', mend: 'Write it.' };
  }
  switch (issue.code) {
    case 'invalid_type':
      return {
        message: `wants ${words[issue.expected] ?? issue.expected}, got ${kindOf(value)}`,
        mend:
          issue.expected === 'array'
            ? 'Write it in square brackets, also where it is one.'
            : 'Write a value of that kind.',
      };
    case 'invalid_value':
      return {
        message: `wants ${listed(issue.values)}, got ${kindOf(value)}`,
        mend: `Write ${listed(issue.values)}.`,
      };
    case 'unrecognized_keys':
      return {
        message: `has no key ${listed(issue.keys.map((key) => `"${key.slice(0, 60)}"`))}`,
        mend: 'Remove it, or correct its spelling.',
      };
    case 'too_small':
      return issue.origin === 'array' || issue.origin === 'string'
        ? {
            message:
              Number(issue.minimum) === 1 ? 'is empty' : `has fewer than ${issue.minimum} entries`,
            mend: issue.origin === 'array' ? 'Add an entry.' : 'Write a text.',
          }
        : {
            message: `must be ${issue.inclusive === false ? 'above' : 'at least'} ${issue.minimum}`,
            mend: 'Write a larger number.',
          };
    case 'too_big':
      return issue.origin === 'array' || issue.origin === 'string'
        ? { message: `is longer than ${issue.maximum}`, mend: 'Shorten it.' }
        : {
            message: `must be ${issue.inclusive === false ? 'below' : 'at most'} ${issue.maximum}`,
            mend: 'Write a smaller number.',
          };
    case 'invalid_union': {
      const kind = issue.path[issue.path.length - 1];
      return kind === 'kind' || kind === 'outcome'
        ? {
            message: 'is none of the kinds there are',
            mend: 'Write one of the kinds in the reference.',
          }
        : { message: issue.message, mend: 'Write it in one of these forms.' };
    }
    case 'invalid_format':
    case 'custom':
      return { message: issue.message, mend: 'Correct it.' };
    default:
      return { message: `is wrong (${issue.message})`, mend: 'Correct it.' };
  }
}

/** An issue of the schema in the words of the house. */
export function schemaIssue(issue: SchemaIssue, input: unknown): ProtocolIssue {
  // Paths of JSON hold texts and numbers only.
  const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
  return { path, place: placeOf(path, input), ...say(issue, input), blocks: 'reading' };
}
