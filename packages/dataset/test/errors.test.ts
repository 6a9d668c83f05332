import { expect, test } from 'vitest';
import { fail } from '../src/errors.ts';
import { datasetErrors } from '../src/index.ts';
import { caught } from './fixtures/caught.ts';

test('an error says where, what and how to mend it', async () => {
  const error = await caught(() =>
    fail('dataset/nan', 'NaN stands here.', 'Leave it blank.', {
      file: 'a.csv',
      row: 3,
      column: 'p',
    }),
  );
  expect(error.message).toBe(
    "dataset/nan: a.csv, row 3, column 'p': NaN stands here. Leave it blank.",
  );
  expect(error).toMatchObject({
    code: 'dataset/nan',
    mend: 'Leave it blank.',
    file: 'a.csv',
    row: 3,
    column: 'p',
  });
});

test('every code carries the name of the package and a sentence', () => {
  for (const [code, sentence] of Object.entries(datasetErrors)) {
    expect(code).toMatch(/^dataset\/[a-z]+(-[a-z]+)*$/);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
  }
});
