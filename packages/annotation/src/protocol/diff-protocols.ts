import { canonicalJson, type StudyProtocol } from '@equipoise/domain';

/** One difference of two protocols. */
export interface ProtocolChange {
  /** Keys from the root; entries of lists by their id. */
  readonly path: readonly string[];
  readonly kind: 'added' | 'removed' | 'changed' | 'moved';
  /** Canonical JSON; null where there was nothing. */
  readonly before: string | null;
  readonly after: string | null;
  /** What the change touches: `instructions` asks readers to read them again. */
  readonly touches: 'words' | 'instructions' | 'questions' | 'cases' | 'readers' | 'rules';
}

const idKeys = ['id', 'caseId', 'readerId', 'value', 'imageId'] as const;

function idOf(entry: unknown): string | null {
  if (typeof entry !== 'object' || entry === null) return null;
  if ('questionId' in entry && 'label' in entry) return `${entry.questionId}/${entry.label}`;
  for (const key of idKeys) {
    // The key was found on the entry itself.
    if (Object.hasOwn(entry, key)) return String((entry as Record<string, unknown>)[key]);
  }
  return null;
}

function touched(path: readonly string[]): ProtocolChange['touches'] {
  switch (path[0]) {
    case 'title':
    case 'description':
    case 'version':
    case 'parent':
    case 'template':
      return 'words';
    case 'instructionArms':
      // What an arm is called is told to no reader.
      return path[3] === 'title' ? 'words' : 'instructions';
    case 'instructions':
    case 'questions':
    case 'cases':
    case 'readers':
      return path[0];
    default:
      return 'rules';
  }
}

type Add = (path: readonly string[], kind: ProtocolChange['kind'], a: unknown, b: unknown) => void;

function compareLists(
  a: readonly unknown[],
  b: readonly unknown[],
  path: readonly string[],
  add: Add,
): void {
  const idsA = a.map(idOf);
  const idsB = b.map(idOf);
  const areNamed =
    [...idsA, ...idsB].every((id) => id !== null) &&
    new Set(idsA).size === a.length &&
    new Set(idsB).size === b.length;
  if (!areNamed) {
    if (canonicalJson(a) !== canonicalJson(b)) add(path, 'changed', a, b);
    return;
  }
  const inB = new Map(idsB.map((id, at) => [id, b[at]]));
  const inA = new Set(idsA);
  idsA.forEach((id, at) => {
    const entry = [...path, id ?? ''];
    if (inB.has(id)) compare(a[at], inB.get(id), entry, add);
    else add(entry, 'removed', a[at], undefined);
  });
  idsB.forEach((id, at) => {
    if (!inA.has(id)) add([...path, id ?? ''], 'added', undefined, b[at]);
  });
  const keptA = idsA.filter((id) => inB.has(id));
  const keptB = idsB.filter((id) => inA.has(id));
  if (keptA.some((id, at) => id !== keptB[at])) add(path, 'moved', keptA, keptB);
}

function compare(a: unknown, b: unknown, path: readonly string[], add: Add): void {
  if (Array.isArray(a) && Array.isArray(b)) {
    compareLists(a, b, path, add);
    return;
  }
  const areObjects =
    typeof a === 'object' && a !== null && typeof b === 'object' && b !== null && !Array.isArray(a);
  if (!areObjects || Array.isArray(b)) {
    if (canonicalJson(a ?? null) !== canonicalJson(b ?? null)) add(path, 'changed', a, b);
    return;
  }
  // Both are plain objects here.
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  for (const key of [...new Set([...Object.keys(left), ...Object.keys(right)])].sort()) {
    const entry = [...path, key];
    if (!Object.hasOwn(right, key)) add(entry, 'removed', left[key], undefined);
    else if (!Object.hasOwn(left, key)) add(entry, 'added', undefined, right[key]);
    else compare(left[key], right[key], entry, add);
  }
}

/**
 * What changed between two protocols; entries of lists are matched by their ids, not by their places.
 *
 * @returns in the order of the keys; empty when both have one hash
 */
export function diffProtocols(
  before: StudyProtocol,
  after: StudyProtocol,
): readonly ProtocolChange[] {
  const changes: ProtocolChange[] = [];
  compare(before, after, [], (path, kind, a, b) => {
    changes.push({
      path,
      kind,
      before: a === undefined ? null : canonicalJson(a),
      after: b === undefined ? null : canonicalJson(b),
      touches: touched(path),
    });
  });
  return changes;
}
