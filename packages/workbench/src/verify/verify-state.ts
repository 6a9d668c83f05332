import { readFile, rename, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { VerifyRow } from '@equipoise/stats';
import { fail } from '../errors.ts';

/** Finished cells of a long simulation, so that it can go on after a stop. */
export interface VerifyState {
  readonly seed: number;
  readonly statisticsHash: string;
  readonly seconds: number;
  readonly cells: Readonly<Record<string, readonly VerifyRow[]>>;
}

/**
 * Reads the state of an earlier run; null when there is none, or it is of another seed or other statistics.
 */
export async function readState(
  path: string,
  seed: number,
  statisticsHash: string,
): Promise<VerifyState | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return null;
  }
  try {
    // The file is written by writeState alone; anything else fails the comparison below.
    const state = JSON.parse(text) as VerifyState;
    return state.seed === seed && state.statisticsHash === statisticsHash ? state : null;
  } catch {
    return null;
  }
}

/**
 * Writes a file whole or not at all.
 *
 * @throws workbench/cannot-write
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  try {
    await writeFile(`${path}.new`, text);
    await rename(`${path}.new`, path);
  } catch (cause) {
    fail(
      'workbench/cannot-write',
      `${basename(path)} cannot be written.`,
      'Check folder and space.',
      cause,
    );
  }
}
