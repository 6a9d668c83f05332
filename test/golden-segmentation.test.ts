import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { segmentationAdapters } from '../tools/golden/adapters/segmentation.ts';
import { readCases, runCase } from '../tools/golden/cases.ts';
import { sharedOrSkip } from './support/skip.ts';

const folder = sharedOrSkip('golden');

describe.skipIf(!folder)('golden segmentation.json', () => {
  const cases = folder ? [...readCases(join(folder, 'segmentation.json')).values()].flat() : [];
  for (const golden of cases) {
    it(`${golden.id} (${golden.fn})`, () => {
      expect(runCase(golden, segmentationAdapters).why).toEqual([]);
    });
  }
  it('covers every function of the file', () => {
    expect(cases.filter(({ fn }) => !Object.hasOwn(segmentationAdapters, fn))).toEqual([]);
  });
});
