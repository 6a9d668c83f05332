import { describe, expect, it } from 'vitest';
import { decodePngLabels, encodePngGrey } from '../../src/node/index.ts';

describe('grey PNG bytes', () => {
  it('come back cell by cell, with 8 and with 16 bits', async () => {
    const eight = Uint8Array.from({ length: 30 }, (_, i) => (i * 37) % 256);
    const read = await decodePngLabels(await encodePngGrey([5, 6], eight));
    expect(read.shape).toEqual([5, 6]);
    expect([...read.data]).toEqual([...eight]);
    const deep = Uint16Array.from({ length: 30 }, (_, i) => (i * 9973) % 65536);
    expect([...(await decodePngLabels(await encodePngGrey([6, 5], deep))).data]).toEqual([...deep]);
  });

  it('another number of cells is refused', async () => {
    await expect(encodePngGrey([5, 6], new Uint8Array(31))).rejects.toThrow(/31 cells/);
    await expect(encodePngGrey([1, 5, 6], new Uint8Array(30))).rejects.toThrow(/1×5×6/);
  });
});
