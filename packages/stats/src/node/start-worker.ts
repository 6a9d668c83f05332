import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/**
 * Starts one worker thread. Built code is loaded by its address; from source, Node 20 loads no `.ts` entry,
 * so a line of code registers the loader first.
 *
 * @param name the entry, without its ending
 * @param beside address of a module in the same folder
 */
export function startWorker(name: string, beside: string): Worker {
  if (!beside.endsWith('.ts')) return new Worker(new URL(`./${name}.js`, beside));
  // `require` finds the CommonJS twin; an import needs the module beside it.
  const twin = createRequire(import.meta.url).resolve('tsx/esm/api');
  const loader = pathToFileURL(twin.replace(/\.cjs$/, '.mjs')).href;
  const entry = new URL(`./${name}.ts`, beside).href;
  const code = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(entry)}); });`;
  return new Worker(code, { eval: true });
}
