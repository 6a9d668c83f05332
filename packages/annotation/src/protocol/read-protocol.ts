import { type StudyProtocol, studyProtocolSchema, studyProtocolVersion } from '@equipoise/domain';
import { fail } from '../errors.ts';
import { checkProtocol } from './check-protocol.ts';
import { type ProtocolIssue, placeOf, schemaIssue } from './protocol-issue.ts';

const deepest = 40;
const refusedKeys = new Set(['__proto__', 'constructor', 'prototype']);

/** A protocol as read, and what must be mended. */
export interface ReadProtocol {
  /** With every default written out; null when something blocks reading. */
  readonly protocol: StudyProtocol | null;
  readonly issues: readonly ProtocolIssue[];
}

function refusal(path: readonly (string | number)[], message: string, mend: string): ProtocolIssue {
  return { path, place: placeOf(path, null), message, mend, blocks: 'reading' };
}

/** What no schema should be asked about: documents too deep, names that are traps. */
function findTrap(input: unknown): ProtocolIssue | null {
  const open: { value: unknown; path: (string | number)[] }[] = [{ value: input, path: [] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, path } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (path.length > deepest) {
      return refusal(path.slice(0, 4), `is nested deeper than ${deepest}`, 'Flatten it.');
    }
    if (Array.isArray(value)) {
      value.forEach((entry, at) => {
        if (typeof entry === 'object' && entry !== null)
          open.push({ value: entry, path: [...path, at] });
      });
      continue;
    }
    for (const [key, entry] of Object.entries(value)) {
      if (refusedKeys.has(key)) return refusal(path, `has the key "${key}"`, 'Remove it.');
      if (typeof entry === 'object' && entry !== null)
        open.push({ value: entry, path: [...path, key] });
    }
  }
  return null;
}

/**
 * Reads a protocol and says everything that must be mended, with the place of each. Never throws: a form shows
 * what comes back while it is being filled in.
 *
 * @param input parsed JSON
 */
export function readProtocol(input: unknown): ReadProtocol {
  const trap = findTrap(input);
  if (trap !== null) return { protocol: null, issues: [trap] };
  const version =
    typeof input === 'object' && input !== null && 'schemaVersion' in input
      ? input.schemaVersion
      : null;
  if (typeof version === 'number' && version > studyProtocolVersion) {
    const message = `is ${version}; this release reads up to ${studyProtocolVersion}`;
    return { protocol: null, issues: [refusal(['schemaVersion'], message, 'Update equipoise.')] };
  }
  const parsed = studyProtocolSchema.safeParse(input);
  if (!parsed.success) {
    return {
      protocol: null,
      issues: parsed.error.issues.map((issue) => schemaIssue(issue, input)),
    };
  }
  const issues = checkProtocol(parsed.data);
  const isReadable = issues.every((issue) => issue.blocks !== 'reading');
  return { protocol: isReadable ? parsed.data : null, issues };
}

/**
 * A protocol from parsed JSON; it may lack what a lock needs.
 *
 * @throws annotation/bad-protocol naming the first place that is wrong and how to mend it
 */
export function parseStudyProtocol(input: unknown): StudyProtocol {
  const { protocol, issues } = readProtocol(input);
  if (protocol !== null) return protocol;
  const [issue] = issues;
  const more = issues.length > 1 ? ` ${issues.length - 1} more places are wrong.` : '';
  return fail(
    'annotation/bad-protocol',
    `${issue?.place ?? 'The protocol'}: ${issue?.message ?? 'is wrong'}.${more}`,
    issue?.mend ?? 'Correct it.',
  );
}
