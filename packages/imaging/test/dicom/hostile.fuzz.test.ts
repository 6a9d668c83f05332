import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../src/index.ts';
import { computedMs } from '../support/computed.ts';
import { framesOf } from '../support/dicom.ts';
import { hostileFiles } from '../support/hostile.ts';

describe('files made to hurt', () => {
  it.each(hostileFiles().map((h) => [h.name, h] as const))('%s', async (_, hostile) => {
    // The bytes of the file itself are there before.
    const before = process.memoryUsage.rss();
    const from = computedMs();
    let code: string | null = null;
    try {
      await framesOf(hostile.bytes);
    } catch (error) {
      const refusal = refusalOf(error);
      code = refusal.code;
      expect(error).toHaveProperty('mend');
      expect(refusal.message).not.toBe('');
      expect(refusal.tag === null || /^\([0-9a-f]{4},[0-9a-f]{4}\)$/.test(refusal.tag)).toBe(true);
    }
    if (hostile.codes === null) expect(code).toBeNull();
    else expect(hostile.codes).toContain(code);
    expect(computedMs() - from).toBeLessThan(5000);
    const grown = process.memoryUsage.rss() - before;
    expect(grown).toBeLessThan(3 * hostile.bytes.length + 128 * 1_048_576);
  });
});
