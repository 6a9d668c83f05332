import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { imagingErrors } from '../../src/index.ts';
import { decodePngLabels } from '../../src/node/index.ts';

describe('damaged PNG files', () => {
  it('are read or refused with a code, never anything else, 300 of 300', async () => {
    const cells = Uint8Array.from({ length: 400 }, (_, i) => (i % 20 > 7 ? 255 : 0));
    const whole = await sharp(cells, { raw: { width: 20, height: 20, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    let state = 7;
    const next = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 4294967296;
    };
    let refused = 0;
    for (let round = 0; round < 300; round++) {
      let bytes = Uint8Array.from(whole);
      if (round % 5 === 0) bytes = bytes.subarray(0, Math.floor(next() * bytes.length));
      else {
        for (let k = 0; k <= round % 4; k++) {
          bytes[Math.floor(next() * bytes.length)] = Math.floor(next() * 256);
        }
      }
      try {
        const image = await decodePngLabels(bytes, { maxPixels: 1_000_000 });
        expect(image.data).toHaveLength(image.shape[0]! * image.shape[1]!);
      } catch (error) {
        const { code, message } = error as { code: string; message: string };
        expect(Object.keys(imagingErrors), message).toContain(code);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(50);
  });
});
