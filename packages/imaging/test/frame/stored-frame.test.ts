import { deflateRawSync, gzipSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Predictor, residuals, undoResiduals } from '../../src/frame/predictor.ts';
import { emptyRange, quantise, quantiserOf, widen } from '../../src/frame/quantise.ts';
import {
  decodeFrame,
  encodeFrame,
  type FrameSamples,
  frameHeaderBytes,
  readFrameHeader,
  residualBytes,
  restoreFrame,
} from '../../src/index.ts';
import { framesOf, hasShared, sample } from '../support/dicom.ts';

const pack = (bytes: Uint8Array): Uint8Array => deflateRawSync(bytes);
const unpack = (bytes: Uint8Array, most: number): Uint8Array =>
  inflateRawSync(bytes, { maxOutputLength: most });

const frames = fc
  .record({
    width: fc.integer({ min: 1, max: 23 }),
    height: fc.integer({ min: 1, max: 23 }),
    channels: fc.constantFrom<1 | 3>(1, 3),
    isDeep: fc.boolean(),
    seed: fc.integer(),
    roughness: fc.integer({ min: 1, max: 65_535 }),
  })
  .map(({ width, height, channels, isDeep, seed, roughness }) => {
    let state = seed >>> 0;
    const values = Array.from({ length: width * height * channels }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state % (roughness + 1);
    });
    const samples: FrameSamples = isDeep ? Uint16Array.from(values) : Uint8Array.from(values);
    return { width, height, channels, samples };
  });

describe('stored frames', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        expect(decodeFrame(encodeFrame(frame, pack), unpack)).toEqual(frame);
      }),
    );
  });

  it('every predictor is undone', () => {
    fc.assert(
      fc.property(frames, fc.constantFrom<Predictor>(0, 1, 2, 3), (frame, predictor) => {
        const row = frame.width * frame.channels;
        const coded = residuals(frame.samples, row, frame.channels, predictor);
        undoResiduals(coded, row, frame.channels, predictor);
        expect(coded).toEqual(frame.samples);
      }),
    );
  });

  it('are read by a browser’s own unpacking', async () => {
    const samples = Uint16Array.from({ length: 300 }, (_, i) => i * 211);
    const bytes = encodeFrame({ width: 20, height: 15, channels: 1, samples }, pack);
    const header = readFrameHeader(bytes);
    const packed = new Blob([bytes.slice(frameHeaderBytes)]);
    const stream = packed.stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const unpacked = new Uint8Array(await new Response(stream).arrayBuffer());
    expect(unpacked.length).toBe(residualBytes(header));
    expect(restoreFrame(header, unpacked).samples).toEqual(samples);
  });

  it('of exactly one mebibyte come back', () => {
    const samples = Uint8Array.from({ length: 1_048_576 }, (_, i) => (i * i) >> 7);
    const frame = { width: 1024, height: 1024, channels: 1, samples } as const;
    const back = decodeFrame(encodeFrame(frame, pack), unpack).samples;
    expect(Buffer.compare(new Uint8Array(back), samples)).toBe(0);
  });

  it('start with the letters EQF1 and their size', () => {
    const samples = new Uint8Array(6 * 5 * 3);
    const bytes = encodeFrame({ width: 6, height: 5, channels: 3, samples }, pack);
    expect(Buffer.from(bytes.subarray(0, 4)).toString()).toBe('EQF1');
    expect(readFrameHeader(bytes)).toMatchObject({
      bytesPerSample: 1,
      channels: 3,
      width: 6,
      height: 5,
    });
  });

  it('refuse other bytes and too few of them', () => {
    const bytes = encodeFrame(
      { width: 4, height: 4, channels: 1, samples: new Uint8Array(16) },
      pack,
    );
    const refused = expect.objectContaining({ code: 'imaging/bad-frame' });
    expect(() => readFrameHeader(bytes.subarray(0, 10))).toThrow(refused);
    expect(() => readFrameHeader(new Uint8Array(40))).toThrow(refused);
    expect(() => restoreFrame(readFrameHeader(bytes), new Uint8Array(15))).toThrow(refused);
    const wrong = { width: 4, height: 4, channels: 1, samples: new Uint8Array(15) } as const;
    expect(() => encodeFrame(wrong, pack)).toThrow(
      expect.objectContaining({ code: 'imaging/bad-argument' }),
    );
  });

  it.skipIf(!hasShared('dicom-samples/rsna-cxr.dcm'))('take less room than gzip', async () => {
    const report: string[] = [];
    for (const name of ['rsna-cxr.dcm', 'CT_small.dcm', 'MR_small.dcm', 'examples_overlay.dcm']) {
      const [raw] = await framesOf(sample(name));
      const bytes = new Uint8Array(raw!.buffer, raw!.byteOffset, raw!.byteLength);
      const samples = raw!.BYTES_PER_ELEMENT === 1 ? bytes : new Uint16Array(bytes.slice().buffer);
      const width = { 'rsna-cxr.dcm': 1024, 'CT_small.dcm': 128, 'MR_small.dcm': 64 }[name] ?? 484;
      const frame = { width, height: samples.length / width, channels: 1, samples } as const;
      const [ours, gzip] = [encodeFrame(frame, pack).length, gzipSync(bytes).length];
      report.push(`${name} ${ours} of ${gzip} (${(ours / gzip).toFixed(2)})`);
      expect(ours).toBeLessThan(gzip);
    }
    console.info(report.join(', '));
  });
});

describe('numbers of any width as 16 bits', () => {
  it('are exact for whole numbers that fit, and within half a step otherwise', () => {
    const numbers = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), {
      minLength: 1,
      maxLength: 50,
    });
    const whole = fc
      .tuple(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.array(fc.integer({ min: 0, max: 65_535 }), { minLength: 1 }),
      )
      .map(([base, list]) => list.map((v) => v + base));
    fc.assert(
      fc.property(fc.oneof(numbers, whole), (values) => {
        const range = emptyRange();
        widen(range, values);
        const q = quantiserOf(range);
        const samples = quantise(values, q);
        const signed = new Int16Array(samples.buffer);
        values.forEach((value, i) => {
          const back = q.slope * (q.signed ? signed[i]! : samples[i]!) + q.intercept;
          expect(Math.abs(back - value)).toBeLessThanOrEqual(q.isRounded ? q.slope * 0.5001 : 0);
        });
      }),
    );
  });
});
