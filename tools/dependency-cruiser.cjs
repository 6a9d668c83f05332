// The arrows of the house as rules: everything here is derived from arrows.json.
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

/** @type {{packages: Record<string, {floor: number, imports: string[], runsIn: string, node?: string[]}>}} */
const table = JSON.parse(readFileSync(join(__dirname, 'arrows.json'), 'utf8'));
const names = Object.keys(table.packages);

/** Files that packages open beside their main and Node entries, as patterns of paths. */
const openFiles = ['packages', 'apps'].flatMap((kind) => {
  const home = join(__dirname, '..', kind);
  return (existsSync(home) ? readdirSync(home) : []).flatMap((name) => {
    const path = join(home, name, 'package.json');
    if (!existsSync(path)) return [];
    const entries = Object.values(JSON.parse(readFileSync(path, 'utf8')).exports ?? {});
    return entries
      .map((entry) => (typeof entry === 'string' ? entry : entry['@equipoise/source']))
      .filter((file) => file?.startsWith('./src/'))
      .map((file) => `^${kind}/${name}/${file.slice(2).replaceAll('.', '\\.')}$`);
  });
});

const homeOf = (name) => `(packages|apps)/${name}/`;
const anyOf = (list) => `(${list.join('|')})`;

/** Source of a package imports only what its row of the table allows. */
const arrows = names.map((name) => {
  const allowed = [name, ...table.packages[name].imports];
  return {
    name: `arrow-${name}`,
    severity: 'error',
    comment: `${name} may import only: ${table.packages[name].imports.join(', ') || 'nothing of the house'} (tools/arrows.json).`,
    from: { path: `^${homeOf(name)}(src|bin)/` },
    to: { path: `^(packages|apps)/`, pathNot: `^(packages|apps)/${anyOf(allowed)}/` },
  };
});

/** Tests may import any lower floor. */
const testArrows = names.map((name) => {
  const own = table.packages[name].floor;
  const allowed = names.filter((other) => other === name || table.packages[other].floor < own);
  return {
    name: `arrow-test-${name}`,
    severity: 'error',
    comment: `Tests of ${name} may import any lower floor, and no other package of their own floor.`,
    from: { path: `^${homeOf(name)}(test|e2e)/` },
    to: { path: `^(packages|apps)/`, pathNot: `^(packages|apps)/${anyOf(allowed)}/` },
  };
});

/** What runs anywhere has `node:` only in the folders that the table names. */
const anywhere = names
  .filter((name) => table.packages[name].runsIn !== 'node')
  .map((name) => {
    const folders = table.packages[name].node ?? [];
    return {
      name: `anywhere-${name}`,
      severity: 'error',
      comment: `${name} runs anywhere: node: imports are allowed only under ${folders.map((f) => `src/${f}/`).join(', ') || 'no folder'}.`,
      from: {
        path: `^${homeOf(name)}src/`,
        ...(folders.length > 0 ? { pathNot: `^${homeOf(name)}src/${anyOf(folders)}/` } : {}),
      },
      to: { dependencyTypes: ['core'] },
    };
  });

/** The half that runs anywhere must not reach into its own Node half either. */
const ownNodeHalf = names
  .filter((name) => (table.packages[name].node ?? []).length > 0)
  .map((name) => ({
    name: `node-half-${name}`,
    severity: 'error',
    comment: `The part of ${name} that runs anywhere does not import its Node part.`,
    from: {
      path: `^${homeOf(name)}src/`,
      pathNot: `^${homeOf(name)}src/${anyOf(table.packages[name].node)}/`,
    },
    to: { path: `^${homeOf(name)}src/${anyOf(table.packages[name].node)}/` },
  }));

/** Packages that run anywhere take only the anywhere entry of others. */
const anywhereEntries = names
  .filter((name) => table.packages[name].runsIn !== 'node')
  .map((name) => ({
    name: `anywhere-entry-${name}`,
    severity: 'error',
    comment: `${name} runs anywhere: it must not import the Node entry of another package.`,
    from: {
      path: `^${homeOf(name)}src/`,
      ...((table.packages[name].node ?? []).length > 0
        ? { pathNot: `^${homeOf(name)}src/${anyOf(table.packages[name].node)}/` }
        : {}),
    },
    to: { path: `^(packages|apps)/[^/]+/src/node/`, pathNot: `^${homeOf(name)}` },
  }));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...arrows,
    ...testArrows,
    ...anywhere,
    ...ownNodeHalf,
    ...anywhereEntries,
    {
      name: 'no-circle',
      severity: 'error',
      comment: 'No circle of files, not even of types.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-deep-import',
      severity: 'error',
      comment: "No import reaches past another package's exports.",
      from: { path: '^(packages|apps)/([^/]+)/' },
      to: {
        path: '^(packages|apps)/[^/]+/',
        pathNot: [
          '^(packages|apps)/$2/',
          '^(packages|apps)/[^/]+/src/(node/)?index\\.ts$',
          ...openFiles,
        ],
      },
    },
    {
      name: 'no-relative-neighbour',
      severity: 'error',
      comment: 'Another package is imported by its name, not by a path across folders.',
      from: { path: '^(packages|apps)/([^/]+)/' },
      to: {
        path: '^(packages|apps)/[^/]+/',
        pathNot: '^(packages|apps)/$2/',
        dependencyTypes: ['local'],
      },
    },
    {
      name: 'not-to-test',
      severity: 'error',
      comment: 'Source does not import tests, tools or benchmarks.',
      from: { path: '^(packages|apps)/[^/]+/(src|bin)/' },
      to: { path: '(^|/)(test|e2e|bench|tools)/', pathNot: '(node_modules|/src)/' },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'Every import resolves (a path past exports does not).',
      from: {},
      to: { couldNotResolve: true, pathNot: '/dist/' },
    },
    {
      name: 'declared',
      severity: 'error',
      comment: 'Source imports only what its own package.json declares under dependencies.',
      // What the web app is made of is built into its files.
      from: {
        path: '^(packages|apps)/[^/]+/(src|bin)/',
        pathNot: '^apps/web/src/(?!stage/)',
      },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'deprecated'] },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@equipoise/source', 'import', 'require', 'node', 'types', 'default'],
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'],
    },
  },
};
