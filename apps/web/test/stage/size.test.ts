import { expect, it } from 'vitest';
import { stageSize } from './support/stage-page.ts';

it('the stage alone is at most 40 kB, minified and gzipped', async () => {
  const { plain, gzip } = await stageSize();
  console.log(`stage: ${plain} bytes minified, ${gzip} gzipped`);
  // Too large? Look whether a package it imports from says "sideEffects": false.
  expect(gzip).toBeLessThanOrEqual(40_000);
});
