import type { Command } from 'commander';
import type { Terminal } from './terminal.ts';

/** One verb of the command line: the only place where it describes itself. */
export interface CommandSpec {
  readonly verb: string;
  readonly summary: string;
  readonly examples: readonly string[];
  /** Adds arguments and options. */
  configure(command: Command): void;
  /** Does the work; loads what it needs when it is called. Returns the exit code. */
  run(
    args: readonly unknown[],
    options: Readonly<Record<string, unknown>>,
    terminal: Terminal,
  ): Promise<number>;
}
