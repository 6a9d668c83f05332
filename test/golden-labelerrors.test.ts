import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { labelerrorsAdapters } from '../tools/golden/adapters/labelerrors.ts';
import { readCases, runCase } from '../tools/golden/cases.ts';
import { sharedOrSkip } from './support/skip.ts';

const folder = sharedOrSkip('golden');

if (folder) {
  describe('golden labelerrors.json', () => {
    for (const golden of [...readCases(join(folder, 'labelerrors.json')).values()].flat()) {
      it(`${golden.id} (${golden.fn})`, () => {
        expect(runCase(golden, labelerrorsAdapters).why).toEqual([]);
      });
    }
  });
} else {
  it.skip('golden cases need the shared folder');
}
