import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BenchContext, Measure } from './bench.ts';

const root = resolve(import.meta.dirname, '..');

/** Path of the command's bin. */
export const bin: string = join(root, 'apps/cli/bin/equipoise.js');

function peakOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0; // The process has ended, or the system has no /proc.
  }
}

/**
 * Runs a program and measures wall time and peak resident memory, the latter polled every 10 ms.
 *
 * @param program path
 * @param args arguments
 * @param accepted exit codes that count as done
 * @throws Error with the end of stderr at any other exit code
 */
export async function timeProgram(
  program: string,
  args: readonly string[],
  accepted: readonly number[] = [0],
): Promise<Measure & { readonly stdout: string }> {
  const start = process.hrtime.bigint();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: root });
  let stdout = '';
  let stderr = '';
  let peakMb = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-2000);
  });
  const poll = setInterval(() => {
    if (child.pid !== undefined) peakMb = Math.max(peakMb, peakOf(child.pid));
  }, 10);
  const status = await new Promise<number | null>((done, failed) => {
    child.once('error', failed);
    child.once('close', done);
  }).finally(() => clearInterval(poll));
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (status === null || !accepted.includes(status)) {
    throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}`);
  }
  return {
    seconds,
    peakMb: peakMb > 0 ? peakMb : null,
    extrapolation: null,
    versions: { node: process.version },
    detail: {},
    stdout,
  };
}

/** Runs the command as a user does, in a fresh process. */
export async function timeCommand(args: readonly string[]): Promise<Measure> {
  const { stdout: _, ...measure } = await timeProgram(process.execPath, [bin, ...args], [0]);
  return measure;
}

/** What a child script or a peer prints as its last line. */
interface ChildReport {
  readonly seconds: number;
  readonly peakMb: number;
  readonly isExtrapolated?: boolean;
  readonly replicatesRun?: number;
  readonly replicatesAsked?: number;
  readonly versions?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

function readReport(stdout: string): Measure {
  const line = stdout.trim().split('\n').at(-1) ?? '';
  const { seconds, peakMb, versions, isExtrapolated, replicatesRun, replicatesAsked, ...detail } =
    JSON.parse(line) as ChildReport; // Our own scripts print this shape.
  return {
    seconds,
    peakMb,
    extrapolation: isExtrapolated
      ? { timed: replicatesRun ?? 0, asked: replicatesAsked ?? 0 }
      : null,
    versions: versions ?? {},
    detail,
  };
}

/** Runs a script of bench/peers and reads its report; the script times itself, reading apart. */
export async function timePeer(
  context: BenchContext,
  script: string,
  args: readonly string[],
): Promise<Measure> {
  if (context.peerPython === null) throw new Error('No Python for the peers.');
  const path = join(root, 'bench/peers', script);
  const budget = ['--budget', String(context.peerBudgetSeconds)];
  const withBudget = [path, ...args, ...budget];
  return readReport((await timeProgram(context.peerPython, withBudget)).stdout);
}

/** Runs a TypeScript script of bench on the built packages (from `dist`, as users have them). */
export async function timeScript(script: string, args: readonly string[]): Promise<Measure> {
  const path = join(root, 'bench', script);
  return readReport(
    (await timeProgram(process.execPath, ['--import', 'tsx', path, ...args])).stdout,
  );
}
