import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readersDocumentKinds } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { renderMethodPages } from '../../tools/docs/method-pages.ts';
import { filesUnder, readText, root } from '../support/house.ts';

/** Present text of a page of docs/methods, empty where there is none. */
function pageOf(file: string): string {
  const path = join('docs/methods', file);
  return existsSync(join(root, path)) ? readText(path) : '';
}

/** One thing that a catalogue lists. */
interface Listed {
  readonly id: string;
  readonly title: string;
}

/** Reads a catalogue: the array that a module exports, under whichever name. */
async function readCatalogue(path: string): Promise<readonly Listed[]> {
  const exports: Record<string, unknown> = await import(join(root, path));
  const arrays = Object.values(exports).filter(
    (value): value is readonly Listed[] =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((one) => 'id' in one && 'title' in one),
  );
  expect(arrays.length, `${path} exports one plain array`).toBe(1);
  return arrays[0]!;
}

const catalogues = [
  ['metrics', 'packages/metrics/src/catalog.ts', true],
  ['audits', 'packages/audit/src/catalog.ts', true],
  ['dataset adapters', 'packages/dataset/src/adapters/catalog.ts', false],
] as const;

const methodPages = filesUnder('docs/methods')
  .map((path) => basename(path, '.md'))
  .filter((name) => name !== 'README');

describe.each(catalogues)('the catalogue of %s', (_name, path, hasPages) => {
  it('is a plain array of things with unique ids', async () => {
    const ids = (await readCatalogue(path)).map((one) => one.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it.runIf(hasPages)('has a docs page for each entry, with its parts', async () => {
    for (const { id } of await readCatalogue(path)) {
      expect(existsSync(join(root, 'docs/methods', `${id}.md`)), `docs/methods/${id}.md`).toBe(
        true,
      );
      const text = readText('docs/methods', `${id}.md`).toLowerCase();
      for (const part of ['question', 'formula', 'assumptions', 'when not to use it', 'source']) {
        expect(text, `docs/methods/${id}.md lacks "${part}"`).toContain(part);
      }
    }
  });
});

describe('docs/methods', () => {
  it.each([...renderMethodPages((file) => pageOf(file))])(
    '%s is as the declaration has it, and nothing is left unwritten',
    (file, text) => {
      expect(pageOf(file)).toBe(text);
      expect(text).not.toMatch(/not written yet/i);
    },
  );

  it('holds no page without a thing', async () => {
    // The questions about readers have a page each as well.
    const known = new Set<string>(readersDocumentKinds);
    for (const kind of readersDocumentKinds) expect(methodPages).toContain(kind);
    for (const [, path, hasPages] of catalogues) {
      if (hasPages) for (const { id } of await readCatalogue(path)) known.add(id);
    }
    expect(methodPages.filter((name) => !known.has(name))).toEqual([]);
  });
});
