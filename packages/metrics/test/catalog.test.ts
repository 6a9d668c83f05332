import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { checkMetric, findMetric, methodPage, metricCatalog } from '../src/index.ts';

const here = dirname(fileURLToPath(import.meta.url));
const families = ['discrimination', 'decision', 'calibration', 'ordinal', 'regression'];
const pages = join(here, '../../../docs/methods');

describe('the catalogue of metrics', () => {
  test('has unique ids and aliases', () => {
    const names = metricCatalog.flatMap(({ id, aliases }) => [id, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('lists each file of each family', () => {
    const files = families.flatMap((family) => readdirSync(join(here, '../src', family)));
    expect(files.map((file) => file.replace('.ts', '')).sort()).toEqual(
      metricCatalog.map(({ id }) => id).sort(),
    );
  });

  test('finds a metric by id, by alias and in other spelling', () => {
    expect(findMetric('sens')?.id).toBe('sensitivity');
    expect(findMetric('TPR')?.id).toBe('sensitivity');
    expect(findMetric('brier_score')?.id).toBe('brier');
    expect(findMetric('no-such-metric')).toBeUndefined();
  });

  test('gives a default margin to sensitivity, specificity and AUROC alone', () => {
    const margins = metricCatalog.flatMap(({ id, defaultMargin }) =>
      defaultMargin === null ? [] : [[id, defaultMargin]],
    );
    expect(margins).toEqual([
      ['auroc', 0.03],
      ['sensitivity', 0.05],
      ['specificity', 0.05],
    ]);
  });

  test('names a source for each metric, by doi where it is a journal article', () => {
    for (const { id, source } of metricCatalog)
      expect(source, id).toMatch(/doi:10\.|working paper/);
  });
});

describe.each(metricCatalog.map((spec) => [spec.id, spec] as const))('%s', (id, spec) => {
  test('keeps what its declaration promises', () => {
    expect(checkMetric(spec)).toEqual([]);
  });

  // After a change to a declaration, `npx vitest run packages/metrics -u` writes the page anew.
  test('has the page in docs/methods that its declaration makes', async () => {
    await expect(methodPage(spec)).toMatchFileSnapshot(join(pages, `${id}.md`));
  });
});
