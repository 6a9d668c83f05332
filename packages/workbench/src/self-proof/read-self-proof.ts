import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { SelfProof } from '@equipoise/domain';
import { fail } from '../errors.ts';
import { hashStatistics } from './statistics-hash.ts';

const tablePath = fileURLToPath(new URL('../../self-proof.json', import.meta.url));
const sourceFolder = fileURLToPath(new URL('../../../stats/src', import.meta.url));

/** The table of operating characteristics as it is checked in; `isStale` is decided when it is read. */
export type StoredSelfProof = Omit<SelfProof, 'isStale'>;

/** Where the table is checked in. */
export const selfProofPath: string = tablePath;

/**
 * The hash of the statistics at hand: of the source files where they are there, else null.
 */
export async function statisticsHash(): Promise<string | null> {
  return existsSync(sourceFolder) ? hashStatistics(sourceFolder) : null;
}

/**
 * Reads the operating characteristics that the release carries.
 *
 * Without source files (an installed package) the table is taken at its word; a test of the
 * repository holds it to the hash.
 *
 * @param currentHash hash of the statistics at hand; null when unknown
 * @returns null when no table is checked in
 * @throws workbench/self-proof-missing when it cannot be read
 */
export async function readSelfProof(currentHash: string | null): Promise<SelfProof | null> {
  if (!existsSync(tablePath)) return null;
  try {
    // The file is written by this package alone and held to its shape by a test.
    const stored = JSON.parse(await readFile(tablePath, 'utf8')) as StoredSelfProof;
    return { ...stored, isStale: currentHash !== null && currentHash !== stored.statisticsHash };
  } catch (cause) {
    return fail(
      'workbench/self-proof-missing',
      'The table of operating characteristics cannot be read.',
      'Install the program again, or run equipoise verify-stats --full.',
      cause,
    );
  }
}
