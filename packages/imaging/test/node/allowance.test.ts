import { describe, expect, it } from 'vitest';
import { defaultIngestLimits } from '../../src/node/index.ts';
import { allowanceOf } from '../../src/node/ingest/reading-process.ts';

const mebibyte = 1_048_576;

describe('what reading a file may cost', () => {
  it('is five seconds and 512 MiB for an ordinary one', () => {
    const { maxMs, maxMemoryBytes } = allowanceOf(mebibyte, defaultIngestLimits);
    expect(maxMs).toBeLessThan(5300);
    expect(maxMemoryBytes).toBeLessThan(524 * mebibyte);
    expect(allowanceOf(0, defaultIngestLimits)).toEqual({
      maxMs: 5000,
      maxMemoryBytes: 512 * mebibyte,
    });
  });

  it('grows with what the file declares, up to the limits', () => {
    const large = allowanceOf(48 * mebibyte, defaultIngestLimits);
    expect(large.maxMs).toBeGreaterThan(15_000);
    expect(large.maxMemoryBytes).toBe((512 + 8 * 48) * mebibyte);
    const { maxMs, maxMemoryBytes } = defaultIngestLimits;
    for (const claim of [1e9, 1e12, Number.POSITIVE_INFINITY]) {
      expect(allowanceOf(claim, defaultIngestLimits)).toEqual({ maxMs, maxMemoryBytes });
    }
    expect(allowanceOf(1e9, { maxMs: 50, maxMemoryBytes: 1 })).toEqual({
      maxMs: 50,
      maxMemoryBytes: 1,
    });
  });
});
