import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { adapters } from '../tools/golden/adapters/index.ts';
import { readCases, runCase } from '../tools/golden/cases.ts';

const shared =
  process.env['EQUIPOISE_SHARED'] ?? resolve(import.meta.dirname, '..', '..', 'shared');
const files = ['classification.json', 'resampling.json', 'fairness.json'];

for (const name of files) {
  const path = join(shared, 'golden', name);
  if (!existsSync(path)) {
    it.skip(`golden ${name}: not found, set EQUIPOISE_SHARED to the folder that holds golden/`);
    continue;
  }
  describe(`golden ${name}`, () => {
    for (const golden of [...readCases(path).values()].flat()) {
      const covered = Object.hasOwn(adapters, golden.fn);
      it.skipIf(!covered)(`${golden.id} (${golden.fn})`, () => {
        expect(runCase(golden, adapters).why).toEqual([]);
      });
    }
  });
}
