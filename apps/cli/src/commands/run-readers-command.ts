import type { RunReadersOptions, RunReadersResult } from '@equipoise/workbench';
import { makeProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { readersJson, showReaders, warnReaders } from './show-readers.ts';
import { typedCommand } from './typed-command.ts';

/** Runs a command about readers with progress, and shows what it found. */
export async function runReadersCommand(
  verb: string,
  options: Readonly<Record<string, unknown>>,
  terminal: Terminal,
  run: (options: RunReadersOptions) => Promise<RunReadersResult>,
): Promise<number> {
  const progress = makeProgress(terminal);
  try {
    const result = await run({
      clock: terminal.clock,
      nodeVersion: terminal.nodeVersion,
      signal: terminal.signal,
      onProgress: progress.report,
      command: typedCommand(verb, (options['argv'] as string[] | undefined) ?? []),
      ...(typeof options['workers'] === 'number' ? { workers: options['workers'] } : {}),
    });
    progress.end();
    warnReaders(result.document, terminal);
    if (options['json'] === true) {
      terminal.out(readersJson(result.document, result.folder, result.exitCode));
    } else showReaders(result.document, result.folder, terminal);
    return result.exitCode;
  } finally {
    progress.end();
  }
}
