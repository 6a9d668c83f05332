import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A script of the tests in a process of its own; each line it prints is a JSON document. */
export interface Child {
  readonly process: ChildProcess;
  /** The next line; rejects when the process ends first. */
  readonly line: () => Promise<Record<string, unknown>>;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
}

/**
 * Starts `test/support/NAME.ts`.
 *
 * @param before a program and its arguments to put before node, such as strace
 */
export function startChild(
  name: string,
  args: readonly string[],
  before: readonly string[] = [],
): Child {
  const script = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const [program = '', ...rest] = [
    ...before,
    process.execPath,
    '--conditions=@equipoise/source',
    '--import',
    'tsx',
    script,
    ...args,
  ];
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const waiting: (() => void)[] = [];
  let said = '';
  let isOver = false;
  const wake = (): void => {
    for (const go of waiting.splice(0)) go();
  };
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    wake();
  });
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => {
      isOver = true;
      wake();
      resolve();
    });
  });
  return {
    process: child,
    ended,
    async line(): Promise<Record<string, unknown>> {
      for (;;) {
        const line = lines.shift();
        if (line !== undefined) return JSON.parse(line) as Record<string, unknown>;
        if (isOver) throw new Error(`the child ended: ${said}`);
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
}
