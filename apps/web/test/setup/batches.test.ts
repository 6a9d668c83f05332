import { describe, expect, it } from 'vitest';
import { batchesOf, batchLimits } from '../../src/pages/images/batches.ts';

function file(path: string, size = 1): { path: string; file: File } {
  // Only the size is looked at.
  return { path, file: { size } as File };
}

describe('batches of files', () => {
  it('keep the files of a folder together, however many there are', () => {
    const slices = Array.from({ length: batchLimits.files + 20 }, (_, at) =>
      file(`ct/a/${at}.dcm`),
    );
    const batches = batchesOf([file('x.png'), ...slices, file('ct/b/1.dcm')], 'image');
    expect(batches.map((batch) => batch.length)).toEqual([1, slices.length, 1]);
  });

  it('are closed where they would grow too large', () => {
    const half = batchLimits.bytes / 2;
    const files = ['a/1', 'b/1', 'c/1'].map((path) => file(path, half));
    expect(batchesOf(files, 'none').map((batch) => batch.length)).toEqual([2, 1]);
  });

  it('hold all that lies below one folder when cases are patients', () => {
    const many = Array.from({ length: batchLimits.files }, (_, at) => file(`all/p1/s1/${at}`));
    const files = [...many, file('all/p1/s2/1'), file('all/p2/s1/1')];
    expect(batchesOf(files, 'patient').map((batch) => batch.length)).toEqual([many.length + 1, 1]);
    expect(batchesOf(files, 'image').map((batch) => batch.length)).toEqual([many.length, 2]);
  });

  it('of nothing are none', () => {
    expect(batchesOf([], 'image')).toEqual([]);
  });
});
