import type { ReadTableOptions } from '@equipoise/dataset';

/** How a table is written, as far as that was declared. */
export interface DeclaredIntake {
  readonly encoding?: ReadTableOptions['encoding'] | null;
  readonly delimiter?: string | null | undefined;
  readonly decimal?: '.' | ',' | null | undefined;
  /** Texts that mean missing beside a blank. */
  readonly missing?: readonly string[] | null | undefined;
}

/** A separator as typed: `tab` and `\\t` stand for the tab. */
function delimiterCharacter(text: string): string {
  return text === 'tab' || text === '\\t' ? '\t' : text;
}

/** Declared ways of writing as options of the intake; what was not declared is left to it. */
export function intakeOptions(declared: DeclaredIntake): ReadTableOptions {
  const { encoding, delimiter, decimal, missing } = declared;
  return {
    ...(encoding ? { encoding } : {}),
    ...(delimiter ? { delimiter: delimiterCharacter(delimiter) } : {}),
    ...(decimal ? { decimal } : {}),
    ...(missing && missing.length > 0 ? { blanks: missing } : {}),
  };
}
