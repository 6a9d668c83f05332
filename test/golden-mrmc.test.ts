import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mrmcAdapters } from '../tools/golden/adapters/mrmc.ts';
import { readCases, runCase } from '../tools/golden/cases.ts';
import { sharedOrSkip } from './support/skip.ts';

const folder = sharedOrSkip('golden');

if (folder) {
  describe('golden mrmc.json', () => {
    for (const golden of [...readCases(join(folder, 'mrmc.json')).values()].flat())
      it(`${golden.id} (${golden.fn})`, () => {
        expect(runCase(golden, mrmcAdapters)).toMatchObject({ status: 'passed', why: [] });
      });
  });
} else {
  it.skip('golden cases need the shared folder');
}
