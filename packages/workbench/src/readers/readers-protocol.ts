import type { AnswerKind } from '@equipoise/domain';
import { fail } from '../errors.ts';

/** What the four commands about readers have in common; everything as typed, nothing resolved. */
export interface ReadersProtocol {
  /** Files of readings: tables, or exports of Label Studio, CVAT or COCO. */
  readonly files: readonly string[];
  readonly caseColumn?: string | undefined;
  /** One column with the reader, or one column for each reader (comma list or a pattern with a star). */
  readonly reader?: readonly string[] | undefined;
  readonly label?: readonly string[] | undefined;
  readonly question?: string | undefined;
  readonly patient?: string | undefined;
  readonly group?: readonly string[] | undefined;
  readonly bins?: readonly string[] | undefined;
  readonly seconds?: string | undefined;
  /** `question=kind`, or a kind for all. */
  readonly kind?: readonly string[] | undefined;
  /** `question=a,b,c` in order, or `a,b,c` for all. */
  readonly classes?: readonly string[] | undefined;
  readonly notAsked?: readonly string[] | undefined;
  readonly cannotTell?: readonly string[] | undefined;
  readonly repeats?: 'refuse' | 'first' | 'last' | undefined;
  /** Shows the readers' names instead of pseudonyms. */
  readonly names?: boolean | undefined;
  readonly level?: number | undefined;
  readonly replicates?: number | undefined;
  readonly seed?: number | undefined;
  readonly suppress?: number | undefined;
  readonly encoding?: 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin-1' | undefined;
  readonly delimiter?: string | undefined;
  readonly decimal?: '.' | ',' | undefined;
  readonly missing?: readonly string[] | undefined;
  readonly out?: string | undefined;
  readonly title?: string | undefined;
}

const answerKinds: readonly AnswerKind[] = ['categorical', 'ordinal', 'numeric', 'mask'];

/** Declarations `question=text`, and one without a question that holds for all. */
function byQuestion(
  texts: readonly string[] | undefined,
  questions: readonly string[],
): Map<string, string> {
  const found = new Map<string, string>();
  for (const text of texts ?? []) {
    const at = text.indexOf('=');
    if (at < 0) for (const question of questions) found.set(question, text);
    else found.set(text.slice(0, at), text.slice(at + 1));
  }
  return found;
}

/** Kind of each question. @throws workbench/bad-option */
export function declaredKinds(
  protocol: ReadersProtocol,
  questions: readonly string[],
): Record<string, AnswerKind> {
  const kinds: Record<string, AnswerKind> = {};
  for (const [question, text] of byQuestion(protocol.kind, questions)) {
    const kind = answerKinds.find((name) => name === text);
    kinds[question] =
      kind ??
      fail(
        'workbench/bad-option',
        `--kind wants ${answerKinds.join(', ')}, got "${text}".`,
        'Write --kind finding=ordinal.',
      );
  }
  return kinds;
}

/** Classes of each question in their order. */
export function declaredClasses(
  protocol: ReadersProtocol,
  questions: readonly string[],
): Record<string, readonly string[]> {
  const classes: Record<string, readonly string[]> = {};
  for (const [question, text] of byQuestion(protocol.classes, questions)) {
    const names = text.split(',').map((name) => name.trim());
    if (names.length < 2 || new Set(names).size < names.length || names.includes('')) {
      fail(
        'workbench/bad-option',
        `--classes of "${question}" wants at least two different names, got "${text}".`,
        "Write --classes 'finding=absent,present'.",
      );
    }
    classes[question] = names;
  }
  return classes;
}
