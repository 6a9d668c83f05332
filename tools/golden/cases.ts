import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Adapter } from './adapters/index.ts';
import { compare, decode, type Mismatch, type Tolerance } from './compare.ts';

/** One golden case as it stands in a file. */
export interface GoldenCase {
  readonly id: string;
  readonly fn: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expected: unknown;
  readonly tolerance?: Partial<Tolerance>;
  readonly notes?: string;
}

/** What became of one case. */
export interface CaseOutcome {
  readonly id: string;
  readonly fn: string;
  readonly status: 'passed' | 'failed' | 'not covered';
  /** Disagreements, or the error that was thrown. */
  readonly why: readonly string[];
}

/** A folder that is not there. */
export class MissingFolder extends Error {}

/**
 * Reads the cases of a file, or of every *.json of a folder.
 *
 * @param path a folder or one file
 * @returns cases per file, files in the order of their names
 */
export function readCases(path: string): Map<string, readonly GoldenCase[]> {
  if (!existsSync(path)) throw new MissingFolder(path);
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => join(path, name))
    : [path];
  const found = new Map<string, readonly GoldenCase[]>();
  for (const file of files) {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (content === null || typeof content !== 'object' || !('cases' in content)) continue;
    if (Array.isArray(content.cases)) found.set(file, content.cases as readonly GoldenCase[]);
  }
  return found;
}

/**
 * Runs one case through its adapter.
 *
 * @param golden the case
 * @param adapters the function behind each `fn`
 */
export function runCase(
  golden: GoldenCase,
  adapters: Readonly<Record<string, Adapter>>,
): CaseOutcome {
  const { id, fn } = golden;
  const adapter = Object.hasOwn(adapters, fn) ? adapters[fn] : undefined;
  if (!adapter) return { id, fn, status: 'not covered', why: [] };
  const tolerance = { abs: golden.tolerance?.abs ?? 1e-9, rel: golden.tolerance?.rel ?? 1e-9 };
  const reasonIsText = /reason.*(text|exact)/i.test(golden.notes ?? '');
  let got: unknown;
  try {
    got = adapter(decode(golden.input) as Record<string, unknown>);
  } catch (error) {
    return {
      id,
      fn,
      status: 'failed',
      why: [error instanceof Error ? error.message : String(error)],
    };
  }
  const misses = compare(decode(golden.expected), got, tolerance, { reasonIsText });
  return misses.length === 0
    ? { id, fn, status: 'passed', why: [] }
    : { id, fn, status: 'failed', why: misses.map(describeMiss) };
}

function describeMiss(miss: Mismatch): string {
  return `${miss.path}: want ${show(miss.want)}, got ${show(miss.got)}`;
}

function show(value: unknown): string {
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
