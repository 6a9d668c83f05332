import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { filesUnder, root } from '../support/house.ts';

/** Attributes that people read or hear. */
const spoken = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-roledescription',
  'aria-valuetext',
  'description',
  'error',
  'label',
  'lead',
  'placeholder',
  'title',
]);

/** Text of a page that does not come from the catalogue, as `file:line text`. */
function strayWords(path: string): readonly string[] {
  const source = ts.createSourceFile(
    path,
    readFileSync(join(root, path), 'utf8'),
    ts.ScriptTarget.ESNext,
    true,
    ts.ScriptKind.TSX,
  );
  const found: string[] = [];
  const note = (node: ts.Node, text: string): void => {
    if (!/\p{L}{2}/u.test(text)) return;
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${path}:${line + 1} ${text.trim()}`);
  };
  const look = (node: ts.Node): void => {
    // Names of keys are what stands on them.
    if (ts.isJsxElement(node) && node.openingElement.tagName.getText() === 'kbd') return;
    if (ts.isJsxText(node)) note(node, node.text);
    if (ts.isJsxExpression(node) && node.expression !== undefined) {
      const isChild = ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent);
      if (isChild && ts.isStringLiteralLike(node.expression)) note(node, node.expression.text);
    }
    if (ts.isJsxAttribute(node) && spoken.has(node.name.getText())) {
      const value = node.initializer;
      if (value !== undefined && ts.isStringLiteral(value)) note(node, value.text);
      if (value !== undefined && ts.isJsxExpression(value) && value.expression !== undefined) {
        if (ts.isStringLiteralLike(value.expression)) note(node, value.expression.text);
      }
    }
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

describe('what the interface says', () => {
  const pages = filesUnder('apps/web/src').filter((path) => path.endsWith('.tsx'));

  it('finds words that stand in a page', () => {
    expect(pages.length).toBeGreaterThan(20);
  });

  it('comes from the catalogue', () => {
    expect(pages.flatMap(strayWords)).toEqual([]);
  });
});
