import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { imagingErrors, maskOfNifti, readNifti, writeNifti } from '../../src/index.ts';
import { gunzip } from '../../src/node/index.ts';

/** A small stream of numbers from a seed, the same on every machine. */
function stream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return ((x ^ (x >>> 16)) >>> 0) / 4294967296;
  };
}

function sample(version: 1 | 2, datatype: number): Uint8Array {
  const data = [
    new Uint8Array(60).fill(1, 20, 40),
    new Int16Array(60).fill(1, 20, 40),
    new Float32Array(60).fill(1, 20, 40),
  ][datatype]!;
  const affine = [
    [-2, 0, 0, 90],
    [0, 2, 0, -126],
    [0, 0, 2, -72],
  ] as const;
  return writeNifti({ shape: [3, 4, 5], spacingMm: [2, 2, 2], affine, data }, version);
}

function mutate(bytes: Uint8Array, next: () => number): Uint8Array {
  let out = bytes.slice();
  const kind = Math.floor(next() * 5);
  if (kind === 0) return out.subarray(0, Math.floor(next() * out.length));
  const reach = kind === 1 ? out.length : 560;
  const edits = 1 + Math.floor(next() * (kind === 4 ? 60 : 6));
  for (let k = 0; k < edits; k++) {
    const at = Math.floor(next() * Math.min(reach, out.length));
    out[at] =
      kind === 2 ? 255 : kind === 3 ? out[at]! ^ (1 << Math.floor(next() * 8)) : next() * 256;
  }
  if (next() < 0.2) {
    const extra = new Uint8Array(out.length + 100);
    extra.set(out);
    out = extra;
  }
  return out;
}

describe('damaged NIfTI files', () => {
  it('are read or refused with a code, never anything else, 600 of 600', () => {
    const next = stream(20);
    const outcomes = { read: 0, refused: 0 };
    for (let round = 0; round < 600; round++) {
      const whole = sample(round % 2 === 0 ? 1 : 2, round % 3);
      let bytes = mutate(whole, next);
      // Every fourth file is packed, and every eighth damaged only after packing.
      if (round % 8 === 0) bytes = mutate(gzipSync(whole), next);
      else if (round % 4 === 0) bytes = gzipSync(bytes);
      try {
        const image = readNifti(bytes, { inflate: gunzip, maxBytes: 1_000_000 });
        maskOfNifti(image, { volume: 0, threshold: 0.5 });
        outcomes.read++;
      } catch (error) {
        const { code, message } = error as { code: string; message: string };
        expect(Object.keys(imagingErrors), message).toContain(code);
        outcomes.refused++;
      }
    }
    expect(outcomes.read).toBeGreaterThan(100);
    expect(outcomes.refused).toBeGreaterThan(100);
  });

  it('that unpack to far more than allowed are refused', () => {
    const bomb = gzipSync(new Uint8Array(30_000_000));
    expect(() => readNifti(bomb, { inflate: gunzip, maxBytes: 1_000_000 })).toThrow(
      'imaging/too-large',
    );
  });
});
