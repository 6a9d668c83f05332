/** Where a command speaks: results on one side, progress and warnings on the other. */
export interface Terminal {
  /** Results. */
  out(text: string): void;
  /** Progress, warnings, errors. */
  err(text: string): void;
  readonly isColoured: boolean;
  /** True where a line on stderr may be overwritten. */
  readonly isLive: boolean;
  /** Milliseconds since some moment, for the pace of progress alone. */
  now(): number;
  /** The time as ISO 8601. */
  clock(): string;
  readonly signal: AbortSignal;
  readonly nodeVersion: string;
}

/** Emphasis by ANSI codes where colours are wanted, else the text itself. */
export function paint(
  terminal: Pick<Terminal, 'isColoured'>,
  style: 'bold' | 'red' | 'yellow' | 'green' | 'dim',
  text: string,
): string {
  if (!terminal.isColoured) return text;
  const codes = { bold: 1, red: 31, yellow: 33, green: 32, dim: 2 } as const;
  return `\u001b[${codes[style]}m${text}\u001b[0m`;
}

/** Text without control characters, so that a name in a file cannot steer the terminal. */
export function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '�');
}
