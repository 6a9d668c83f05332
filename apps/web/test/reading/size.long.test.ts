import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { weighPage } from '../../../../test/support/page-weight.ts';

it('the reading page loads at most 200 kB of JavaScript, gzipped', () => {
  const build = resolve(import.meta.dirname, '../../../../tools/web/run.mjs');
  // Does nothing where the built app is up to date.
  execFileSync(process.execPath, [build], { stdio: 'ignore' });
  const sizes = weighPage('src/pages/reading/reading.page.tsx');
  expect(sizes.length).toBeGreaterThan(2);
  const total = sizes.reduce((sum, { gzip }) => sum + gzip, 0);
  console.info(`reading page: ${total} bytes in ${sizes.length} files`);
  // Too large? Fetch what is seldom needed when it is needed, as pages/reading/dialogs.tsx does.
  expect(total, JSON.stringify(sizes)).toBeLessThanOrEqual(200_000);
});
