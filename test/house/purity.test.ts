import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { arrowTable, readText, sourceFiles } from '../support/house.ts';

/** Visits every node of a source file and gathers `line: what` for those that the check names. */
function findNodes(path: string, check: (node: ts.Node) => string | null): readonly string[] {
  const source = ts.createSourceFile(path, readText(path), ts.ScriptTarget.ES2023, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const what = check(node);
    if (what !== null) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push(`${path}:${line + 1} ${what}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Things of the world that only what was passed in may give. */
const worldly = new Set([
  'Math.random',
  'Date.now',
  'performance.now',
  'process.env',
  'crypto.randomUUID',
]);

function readsTheWorld(node: ts.Node): string | null {
  if (ts.isPropertyAccessExpression(node)) {
    const name = `${node.expression.getText()}.${node.name.text}`;
    return worldly.has(name) ? name : null;
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date') {
    return (node.arguments ?? []).length === 0 ? 'new Date()' : null;
  }
  return null;
}

function isPower(node: ts.Node): string | null {
  if (ts.isBinaryExpression(node)) {
    const kind = node.operatorToken.kind;
    const isStars =
      kind === ts.SyntaxKind.AsteriskAsteriskToken ||
      kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken;
    return isStars ? '**' : null;
  }
  if (ts.isCallExpression(node) && node.expression.getText() === 'Math.pow') {
    const exponent = node.arguments[1];
    return exponent && ts.isNumericLiteral(exponent) && Number.isInteger(Number(exponent.text))
      ? null
      : 'Math.pow';
  }
  return null;
}

/** `any` as a type, and a default export. */
function isLoose(node: ts.Node): string | null {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return 'any';
  if (ts.isExportAssignment(node)) return 'export default';
  return null;
}

const anywhere = Object.entries(arrowTable)
  .filter(([, row]) => row.runsIn === 'anywhere')
  .map(([name]) => name);

describe('the source', () => {
  it('reads no clock, random number or environment in what runs anywhere', () => {
    // The one place where the reading page takes the browser's clock, to pass it in.
    const clock = 'apps/web/src/reading/room-clock.ts';
    const files = sourceFiles(anywhere)
      .filter((path) => !path.includes('/src/node/'))
      .filter((path) => path !== clock);
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap((path) => findNodes(path, readsTheWorld))).toEqual([]);
  });

  it('draws no random number but from a seeded stream, anywhere', () => {
    expect(
      sourceFiles().flatMap((path) =>
        findNodes(path, readsTheWorld).filter((one) => one.endsWith('Math.random')),
      ),
    ).toEqual([]);
  });

  it('takes no power in a statistic whose last bits differ between versions of Node', () => {
    const files = sourceFiles(['stats', 'metrics', 'audit']);
    expect(files.flatMap((path) => findNodes(path, isPower))).toEqual([]);
  });

  it('has no any and no default export', () => {
    expect(sourceFiles().flatMap((path) => findNodes(path, isLoose))).toEqual([]);
  });

  it('finds what it looks for: each check fires on a planted line', () => {
    const planted = ts.createSourceFile(
      'planted.ts',
      'const a = Math.random(); const b = new Date(); const c = 2 ** .5; const d: any = Math.pow(a, .5);',
      ts.ScriptTarget.ES2023,
      true,
    );
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      for (const check of [readsTheWorld, isPower, isLoose]) {
        const what = check(node);
        if (what !== null) found.push(what);
      }
      ts.forEachChild(node, visit);
    };
    visit(planted);
    expect(found).toEqual(['Math.random', 'new Date()', '**', 'any', 'Math.pow']);
  });
});
