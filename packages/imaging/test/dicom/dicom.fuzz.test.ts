import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imagingErrors, refusalOf } from '../../src/index.ts';
import { computedMs } from '../support/computed.ts';
import { framesOf, hasShared, hasTool, run, sample, shared, smallFile } from '../support/dicom.ts';
import { mutate, stream } from '../support/mutate.ts';

const isThere = hasShared('dicom-samples/expected.json');
/** A sample in every syntax that other programs can make of it. */
function transcoded(): Uint8Array[] {
  if (!isThere || !hasTool('dcmcjpeg')) return [];
  const folder = mkdtempSync(join(tmpdir(), 'dcm-'));
  const kinds: readonly (readonly [string, readonly string[]])[] = [
    ['dcmcjpeg', ['+e1']],
    ['dcmcjpeg', ['+el', '+sv', '5']],
    ['dcmcjpeg', ['+ee']],
    ['dcmcjpeg', ['+ep']],
    ['dcmcjpls', ['+el', '+fs', '1']],
    ['dcmcrle', []],
    ['dcmconv', ['+td']],
    ['dcmconv', ['+tb', '-e']],
  ];
  try {
    return kinds.map(([program, options], i) => {
      const target = join(folder, String(i));
      const source = program === 'dcmcjpeg' ? 'examples_overlay.dcm' : 'MR_small.dcm';
      run(program, [...options, shared(`dicom-samples/${source}`), target]);
      return readFileSync(target);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const rounds = Number(process.env['EQUIPOISE_FUZZ'] ?? 1000);

describe('damaged DICOM files', () => {
  it(`are read or refused by name, ${rounds} of ${rounds}, none slower than five seconds`, async () => {
    const names = isThere
      ? readdirSync(shared('dicom-samples')).filter((n) => n.endsWith('.dcm'))
      : [];
    const seeds = [...names.map(sample), ...transcoded(), smallFile()].map(
      (b) => new Uint8Array(b),
    );
    const next = stream(20_260_401);
    const tally = { read: 0, refused: 0 };
    let slowest = 0;
    const first = process.memoryUsage.rss();
    for (let round = 0; round < rounds; round++) {
      const bytes = mutate(seeds[round % seeds.length]!, next);
      const from = computedMs();
      try {
        await framesOf(bytes);
        tally.read += 1;
      } catch (error) {
        const refusal = refusalOf(error);
        // An error of the language itself would be ours: it has no mend.
        expect(error, `round ${round}`).toHaveProperty('mend');
        expect(refusal.code in imagingErrors).toBe(true);
        expect(refusal.message.length, `round ${round}`).toBeGreaterThan(5);
        // Which element or which byte is to blame, in the form that people look it up by.
        expect(refusal.tag ?? refusal.offset, `round ${round}: ${refusal.code}`).not.toBeNull();
        if (refusal.tag !== null) expect(refusal.tag).toMatch(/^\([0-9a-f]{4},[0-9a-f]{4}\)$/);
        if (refusal.offset !== null) {
          expect(refusal.offset).toBeGreaterThanOrEqual(0);
          expect(refusal.offset).toBeLessThanOrEqual(bytes.length);
        }
        tally.refused += 1;
      }
      slowest = Math.max(slowest, computedMs() - from);
    }
    console.info(
      `${tally.read} read, ${tally.refused} refused, slowest ${slowest.toFixed(0)} ms, ` +
        `memory grown by ${((process.memoryUsage.rss() - first) / 1_048_576).toFixed(0)} MiB`,
    );
    expect(tally.refused).toBeGreaterThan(rounds / 5);
    expect(slowest).toBeLessThan(5000);
    expect(process.memoryUsage.rss() - first).toBeLessThan(512 * 1_048_576);
  }, 3_600_000);
});
