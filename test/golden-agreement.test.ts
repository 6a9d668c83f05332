import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agreementAdapters } from '../tools/golden/adapters/agreement.ts';
import { readCases, runCase } from '../tools/golden/cases.ts';
import { sharedOrSkip } from './support/skip.ts';

const folder = sharedOrSkip('golden');

describe.skipIf(folder === null)('golden agreement.json', () => {
  const cases =
    folder === null ? [] : [...readCases(join(folder, 'agreement.json')).values()].flat();
  for (const golden of cases) {
    it(`${golden.id} (${golden.fn})`, () => {
      expect(runCase(golden, agreementAdapters).why).toEqual([]);
    });
  }
});
