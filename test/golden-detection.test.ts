import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectionAdapters } from '../tools/golden/adapters/detection.ts';
import { readCases, runCase } from '../tools/golden/cases.ts';
import { sharedOrSkip } from './support/skip.ts';

const folder = sharedOrSkip('golden');

if (folder) {
  describe('golden detection.json', () => {
    for (const golden of [...readCases(join(folder, 'detection.json')).values()].flat())
      it(`${golden.id} (${golden.fn})`, () => {
        expect(runCase(golden, detectionAdapters)).toMatchObject({ status: 'passed', why: [] });
      });
  });
} else {
  it.skip('golden cases need the shared folder');
}
