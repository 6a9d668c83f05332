import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { skipUnless } from '../../../../test/support/skip.ts';
import { startChild } from '../support/child.ts';
import { temporaryFolder } from '../support/temporary-store.ts';

const isSkipped = skipUnless(
  spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0,
  'strace is not installed or may not trace: the accounting of syncs is left out',
);

/** Kill tests cannot see a missing sync, for the kernel's cache outlives the process: this counts them. */
test.skipIf(isSkipped)(
  'between a write and its acknowledgement the disk is told to keep it',
  async () => {
    const folder = temporaryFolder();
    const trace = join(folder, 'trace');
    const calls = 'trace=fsync,fdatasync,write,rename,renameat2';
    const child = startChild(
      'sync-writer',
      [join(folder, 'data')],
      ['strace', '-f', '--seccomp-bpf', '-y', '-s', '60', '-e', calls, '-o', trace],
    );
    await child.ended;
    // In one trace of all processes: the acknowledgements, and what was synced before each.
    let since: string[] = [];
    const found: { readonly what: string; readonly synced: readonly string[] }[] = [];
    for (const line of readFileSync(trace, 'utf8').split('\n')) {
      const said = /write\(1<.*\{\\"ack\\":\\"(\w+)\\"/.exec(line);
      if (said) {
        found.push({ what: said[1] ?? '', synced: since });
        since = [];
      } else if (/(fsync|fdatasync)\(.*<(.*)>.*= 0/.test(line)) {
        since.push(/<(.*)>/.exec(line)?.[1] ?? '');
      } else if (/<\.\.\. (fsync|fdatasync) resumed>.*= 0/.test(line)) {
        since.push('resumed');
      } else if (/rename/.test(line) && line.includes('incoming')) {
        since.push('rename');
      }
    }
    const answers = found.filter(({ what }) => what === 'answer');
    const blobs = found.filter(({ what }) => what === 'blob');
    expect([answers.length, blobs.length]).toEqual([40, 40]);
    for (const { synced } of answers) {
      expect(synced.filter((path) => path !== 'rename').length).toBeGreaterThanOrEqual(1);
    }
    for (const { synced } of blobs) {
      // The content before the name appears, the folder after it.
      const renamed = synced.indexOf('rename');
      expect(renamed).toBeGreaterThanOrEqual(1);
      expect(synced.length).toBeGreaterThan(renamed + 1);
    }
    const count = (list: typeof found): number =>
      list.reduce((sum, { synced }) => sum + synced.filter((path) => path !== 'rename').length, 0);
    console.log(
      `syncs an acknowledgement: answers ${count(answers) / 40}, blobs ${count(blobs) / 40}`,
    );
    rmSync(folder, { recursive: true });
  },
  300_000,
);
