import { deflateRawSync } from 'node:zlib';
import { encodeFrame } from '@equipoise/imaging';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeStoredFrame, frameStore } from '../../../src/stage/index.ts';
import { imageInfo, inflateInNode } from '../support/images.ts';

describe('a stored frame', () => {
  it('comes back as it went in: 8 and 16 bits, signed or not, grey and colour', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom('u8', 'i8', 'u16', 'i16', 'rgb'),
        fc.infiniteStream(fc.integer({ min: -32_768, max: 32_767 })),
        async (width, height, kind, stream) => {
          const channels = kind === 'rgb' ? 3 : 1;
          const is16 = kind.endsWith('16');
          const values = [...stream.take(width * height * channels)];
          const samples = is16 ? Uint16Array.from(values) : Uint8Array.from(values);
          const bytes = encodeFrame({ width, height, channels, samples }, (b) => deflateRawSync(b));
          const image = imageInfo({
            width,
            height,
            bits: is16 ? 16 : 8,
            signed: kind.startsWith('i'),
            kind: kind === 'rgb' ? 'rgb' : 'grey',
          });
          const back = await decodeStoredFrame(bytes, image, inflateInNode);
          const expected = { i16: Int16Array, i8: Int8Array }[kind as 'i8'] ?? null;
          expect([...back]).toEqual(expected ? [...expected.from(values)] : [...samples]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of another image is refused before it is unpacked', async () => {
    const frame = { width: 4, height: 4, channels: 1, samples: new Uint8Array(16) } as const;
    const bytes = encodeFrame(frame, (b) => deflateRawSync(b));
    const image = imageInfo({ width: 5, height: 4, bits: 8 });
    const inflate = () => Promise.reject(new Error('unpacked'));
    await expect(decodeStoredFrame(bytes, image, inflate)).rejects.toThrow('web/bad-frame');
  });
});

describe('a store of frames', () => {
  const image = imageInfo({ width: 2, height: 2, bits: 8, frameCount: 40 });

  function storeOver(asked: number[], mostBytes?: number) {
    return frameStore({
      image,
      ahead: 6,
      parallel: 2,
      inflate: inflateInNode,
      ...(mostBytes === undefined ? {} : { mostBytes }),
      fetchFrame: (index) => {
        asked.push(index);
        const samples = Uint8Array.from([index, 0, 0, 0]);
        const frame = { width: 2, height: 2, channels: 1, samples } as const;
        return Promise.resolve(encodeFrame(frame, (b) => deflateRawSync(b)));
      },
    });
  }

  const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 50));

  it('fetches what is wanted first, then what lies ahead, each once', async () => {
    const asked: number[] = [];
    const store = storeOver(asked);
    store.want(10);
    await settle();
    expect(asked[0]).toBe(10);
    expect(asked.filter((k) => k > 10).length).toBe(6);
    expect(asked.filter((k) => k < 10).length).toBe(2);
    expect(new Set(asked).size).toBe(asked.length);
    expect(store.frame(13)?.[0]).toBe(13);
    store.want(9);
    await settle();
    expect(Math.min(...asked)).toBe(3);
  });

  it('keeps within its memory and drops what is far away', async () => {
    const store = storeOver([], 40);
    for (const k of [0, 20, 21, 22]) {
      store.want(k);
      await settle();
    }
    expect(store.frame(0)).toBeNull();
    expect(store.frame(22)?.[0]).toBe(22);
  });

  it('keeps all frames of a volume once all were asked for', async () => {
    const store = storeOver([], 4);
    await store.requestAll();
    expect(Array.from({ length: 40 }, (_, k) => store.frame(k)?.[0])).toEqual([
      ...Array(40).keys(),
    ]);
  });

  it('tells of a frame that does not come, and asks again when it is wanted again', async () => {
    let count = 0;
    const store = frameStore({
      image: imageInfo({ width: 2, height: 2, bits: 8 }),
      fetchFrame: () => {
        count++;
        return Promise.reject(new Error('offline'));
      },
    });
    const told: unknown[] = [];
    store.subscribe((_, error) => told.push(error));
    store.want(0);
    await settle();
    store.want(0);
    await settle();
    expect(count).toBe(2);
    expect(told.map(String)).toEqual(['Error: offline', 'Error: offline']);
  });
});
