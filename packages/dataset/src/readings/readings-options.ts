import type { AnswerKind } from '@equipoise/domain';

/** How answers are to be understood. Everything that is not declared here is proposed and noted, never guessed silently. */
export interface ReadingsOptions {
  /** Kind of a question; default by its answers, noted. */
  readonly kinds?: Readonly<Record<string, AnswerKind>> | undefined;
  /** Classes of a question in their order; any other answer is then an error. */
  readonly classes?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Words that mean that nothing was asked or recorded, beside the blank cell. */
  readonly notAsked?: readonly string[] | undefined;
  /** Words that mean that the reader could not tell; given, they replace the usual words. */
  readonly cannotTell?: readonly string[] | undefined;
  /** What to do where one reader answered one question about one case differently twice. */
  readonly repeats?: 'refuse' | 'first' | 'last' | undefined;
}

/** Words taken as "cannot tell" where none are declared; a note says so. */
export const usualCannotTell: readonly string[] = [
  'cannot tell',
  'can not tell',
  'cannot_tell',
  'cannot-tell',
  'ungradable',
  'ungradeable',
  'not gradable',
  'not gradeable',
  'unreadable',
  'indeterminate',
  'unassessable',
  'not assessable',
];
