// What esbuild must be told about the house: addresses of files, native modules, the schema library.
import { readFileSync } from 'node:fs';

/** Native modules: they stay in node_modules, are found from the package that asks, and load when needed. */
const native = ['sharp', '@duckdb/node-api'];

/**
 * Finds an installed package of the house from the bundle: the workbench is a dependency of the
 * command, and every other package is one of the workbench.
 */
const homeModule = `
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
const command = createRequire(import.meta.url);
let workbench;
export function homeOf(name) {
  workbench ??= createRequire(command.resolve('@equipoise/workbench'));
  return pathToFileURL(workbench.resolve('@equipoise/' + name)).href;
}
export function addressOf(name, file) {
  return new URL(file, homeOf(name)).href;
}
export function nativeOf(name, native) {
  return pathToFileURL(createRequire(homeOf(name)).resolve(native)).href;
}
`;

/** A default export that loads a module at its first use, where the source imports it at once. */
const lazy = (name, module) => `
import { createRequire } from 'node:module';
import { homeOf } from 'house:home';
let loaded;
const load = () => (loaded ??= createRequire(homeOf('${name}'))('${module}'));
export default new Proxy(function () {}, {
  apply: (_, self, args) => Reflect.apply(load(), self, args),
  get: (_, key) => load()[key],
});
`;

/** Package and file of a built path of the house. */
function placeOf(path) {
  const [, folder, name, file] =
    /\/(packages|apps)\/([a-z]+)\/dist\/(.*)$/.exec(path.replaceAll('\\', '/')) ?? [];
  return { folder, name, file };
}

/**
 * The built text of a file of the house as the bundle needs it.
 *
 * @param path absolute, below a package's dist
 */
function adapt(path) {
  const { folder, name, file } = placeOf(path);
  let text = readFileSync(path, 'utf8');
  if (name === 'domain') {
    // The same names, said so that what is unused (50 languages of messages) can be left out.
    text = text.replace("import { z } from 'zod';", "import * as z from 'zod';");
  }
  for (const module of native) {
    text = text.replaceAll(`import('${module}')`, `import(nativeOf('${name}', '${module}'))`);
  }
  // Who starts a thread of the statistics means the entry beside it, which the bundle has under the same name;
  // threads of other packages run from their own folder.
  const startsBundled = name === 'stats' && text.includes('startWorker(');
  if (!startsBundled) {
    // The command is found from its own bundle, one folder below dist; a package by its name.
    const here =
      folder === 'apps'
        ? `new URL('../${file}', import.meta.url).href`
        : `addressOf('${name}', '${file}')`;
    text = text.replaceAll('import.meta.url', here);
  }
  const used = ['addressOf', 'nativeOf'].filter((one) => text.includes(`${one}(`));
  return used.length === 0 ? text : `import { ${used.join(', ')} } from 'house:home';\n${text}`;
}

/** @type {import('esbuild').Plugin} */
export const housePlugin = {
  name: 'house',
  setup(build) {
    build.onLoad(
      { filter: /[\\/](packages|apps)[\\/][a-z]+[\\/]dist[\\/].*\.js$/ },
      ({ path }) => ({
        contents: adapt(path),
      }),
    );
    build.onResolve({ filter: /^house:home$/ }, () => ({ path: 'home', namespace: 'house' }));
    build.onLoad({ filter: /.*/, namespace: 'house' }, () => ({ contents: homeModule }));
    build.onResolve({ filter: new RegExp(`^(${native.join('|')})$`) }, ({ path, importer }) => ({
      path,
      namespace: 'house-native',
      pluginData: placeOf(importer).name,
    }));
    build.onLoad({ filter: /.*/, namespace: 'house-native' }, ({ path, pluginData }) => ({
      contents: lazy(pluginData, path),
    }));
  },
};
