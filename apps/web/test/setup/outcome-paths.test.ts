import { expect, it } from 'vitest';
import { withPaths } from '../../src/pages/images/outcome-paths.ts';

const picked = (path: string) => ({ path, file: new File([], path) });

it('outcomes tell the folder of their file, each once, and leave members of archives alone', () => {
  const batch = ['a/slice.dcm', 'b/slice.dcm', 'all.zip'].map(picked);
  const outcomes = ['slice.dcm', 'slice.dcm', 'all.zip', 'all.zip/slice.dcm'].map((name) => ({
    name,
  }));
  expect(withPaths(batch, outcomes).map(({ name }) => name)).toEqual([
    'a/slice.dcm',
    'b/slice.dcm',
    'all.zip',
    'all.zip/slice.dcm',
  ]);
});
