import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { consensusAdapters } from '../tools/golden/adapters/consensus.ts';
import { readCases, runCase } from '../tools/golden/cases.ts';
import { sharedOrSkip } from './support/skip.ts';

const folder = sharedOrSkip('golden');

if (folder) {
  describe('golden consensus.json', () => {
    for (const golden of [...readCases(join(folder, 'consensus.json')).values()].flat()) {
      it(`${golden.id} (${golden.fn})`, () => {
        expect(runCase(golden, consensusAdapters).why).toEqual([]);
      });
    }
  });
} else {
  it.skip('golden cases need the shared folder');
}
