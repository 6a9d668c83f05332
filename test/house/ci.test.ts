import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readJson, root } from '../support/house.ts';
import { skipUnless } from '../support/skip.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'equipoise-ci-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A file of results as vitest's JSON reporter writes it. */
function result(passed: number, failed: number, brokenFiles = 0): string {
  return JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    testResults: Array.from({ length: brokenFiles }, () => ({
      status: 'failed',
      assertionResults: [],
    })),
  });
}

function count(status: string): string {
  const tool = join(root, 'tools/ci/count.mjs');
  return execFileSync(process.execPath, [tool, folder, status], { encoding: 'utf8' }).trim();
}

describe('the count that closes a run', () => {
  it('sums the files of all projects', () => {
    writeFileSync(join(folder, 'a.json'), result(10, 0));
    writeFileSync(join(folder, 'b.json'), result(5, 2));
    expect(count('1')).toBe('15 passed, 2 failed');
  });

  it('counts a file that does not load as failed', () => {
    writeFileSync(join(folder, 'a.json'), result(10, 0, 1));
    expect(count('1')).toBe('10 passed, 1 failed');
  });

  it('never closes a failed run with 0 failed', () => {
    writeFileSync(join(folder, 'a.json'), result(10, 0));
    expect(count('1')).toBe('10 passed, 1 failed');
    expect(count('0')).toBe('10 passed, 0 failed');
  });
});

describe('.ci/run', () => {
  it('fails where the shared folder is missing, and says which', () => {
    const run = spawnSync('bash', [join(root, '.ci/run')], {
      encoding: 'utf8',
      env: { ...process.env, EQUIPOISE_SHARED: join(folder, 'nowhere') },
    });
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('EQUIPOISE_SHARED');
    expect(run.stdout.trim().split('\n').at(-1)).toBe('0 passed, 1 failed');
  });

  it("runs the README's test command", () => {
    const script = readFileSync(join(root, '.ci/run'), 'utf8');
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain('npm ci && npm test');
    expect(script).toMatch(/npm ci .*\n.*npm test/);
    const { scripts } = readJson<{ scripts: Record<string, string> }>('package.json');
    const check = readFileSync(join(root, 'tools/check/run.mjs'), 'utf8');
    expect(scripts['check']).toBe('node tools/check/run.mjs');
    for (const part of ['types', 'lint', 'arrows', 'dead-code', 'unit']) {
      expect(scripts).toHaveProperty(part);
      expect(check).toContain(`'${part}'`);
    }
    expect(scripts['test']).toContain('npm run check');
    expect(scripts['test']).toContain('npm run full');
  });
});

describe('a skipped test', () => {
  it('leaves its reason in the log that .ci/run refuses', () => {
    const before = process.env['EQUIPOISE_SKIP_LOG'];
    const log = join(folder, 'skipped.txt');
    process.env['EQUIPOISE_SKIP_LOG'] = log;
    try {
      expect(skipUnless(true, 'present')).toBe(false);
      expect(skipUnless(false, 'a planted reason')).toBe(true);
      expect(readFileSync(log, 'utf8')).toBe('a planted reason\n');
    } finally {
      if (before === undefined) delete process.env['EQUIPOISE_SKIP_LOG'];
      else process.env['EQUIPOISE_SKIP_LOG'] = before;
    }
  });
});
