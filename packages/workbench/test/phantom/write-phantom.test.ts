import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePhantom } from '../../src/phantom/write-phantom.ts';
import { failure } from '../support/coded.ts';
import { folderWith } from '../support/folder.ts';

it('a study of one site leaves out the default flaws of other sites, and says which', async () => {
  const folder = await folderWith({});
  const { truth, leftOut } = await writePhantom(join(folder, 'one'), {
    patients: 60,
    sites: 1,
    flaws: 'all',
  });
  expect(leftOut).toEqual([
    'failing-intersection: it needs site S3, which this study does not have.',
    'prevalence-shift: it needs site S2, which this study does not have.',
  ]);
  const kinds = truth.flaws.map((flaw) => flaw.kind);
  expect(kinds).toHaveLength(5);
  expect(kinds).not.toContain('failing-intersection');
  expect(kinds).toContain('failing-subgroup');
});

it('the default study carries all of them', async () => {
  const folder = await folderWith({});
  const { truth, leftOut } = await writePhantom(join(folder, 'all'), { patients: 60 });
  expect(leftOut).toEqual([]);
  expect(truth.flaws).toHaveLength(7);
});

it('a flaw asked for by name must fit', async () => {
  const folder = await folderWith({});
  const error = await failure(
    writePhantom(join(folder, 'x'), { patients: 60, sites: 1, flaws: ['prevalence-shift'] }),
  );
  expect(error.code).toBe('dataset/bad-option');
});
