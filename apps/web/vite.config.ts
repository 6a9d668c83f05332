import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';

/** The server says at each answer below which path it lies: addresses of the page begin with it. */
const belowBasePath: Plugin = {
  name: 'below-base-path',
  enforce: 'post',
  transformIndexHtml: (html) => html.replaceAll('"./assets/', '"__BASE_PATH__/assets/'),
};

/** A page reads by schemas and never writes one out: what zod carries along for that stays at home. */
const withoutJsonSchema: Plugin = {
  name: 'without-json-schema',
  enforce: 'pre',
  load(id) {
    if (!/[/\\]zod[/\\]v4[/\\]core[/\\](to-json-schema|json-schema-processors)\.js$/.test(id))
      return null;
    const code = readFileSync(id, 'utf8');
    const own = [...code.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => name);
    const renamed = [...code.matchAll(/^export \{ \w+ as (\w+) \}/gm)].map(([, name]) => name);
    const names = [...own, ...renamed].map((name) => `none as ${name}`);
    return `const none = () => none;\nexport { ${names.join(', ')} };\n`;
  },
};

/** Parts of a route that a client looks at; the others are for the server and its OpenAPI document. */
const wantedOfRoute = new Set(['method', 'path', 'body', 'answer']);

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}
interface ObjectNode extends Node {
  readonly properties: readonly (Node & {
    readonly key?: { readonly name?: string };
    readonly value?: Node;
  })[];
}
interface CallNode extends Node {
  readonly callee?: { readonly name?: string };
  readonly arguments: readonly Node[];
}

/** Calls of a function by its name, wherever they stand below a node. */
function callsOf(node: unknown, name: string): CallNode[] {
  if (typeof node !== 'object' || node === null) return [];
  const below = Object.values(node).flatMap((one) => callsOf(one, name));
  const call = node as CallNode; // has these parts when it is a call
  return call.type === 'CallExpression' && call.callee?.name === name ? [call, ...below] : below;
}

/** The parts of the routes of a module that no client looks at: from where to where. */
function unusedParts(module: unknown): (readonly [from: number, to: number])[] {
  const parts: (readonly [number, number])[] = [];
  for (const table of callsOf(module, 'defineRoutes')) {
    for (const route of (table.arguments[0] as ObjectNode).properties) {
      for (const { key, value } of (route.value as ObjectNode).properties) {
        if (value === undefined || key?.name === undefined) continue;
        if (!wantedOfRoute.has(key.name)) parts.push([value.start, value.end]);
        // Of a body it counts which kind it is.
        const [body] = key.name === 'body' ? callsOf(value, 'jsonBody') : [];
        for (const part of body?.arguments ?? []) parts.push([part.start, part.end]);
      }
    }
  }
  return parts.sort(([a], [b]) => b - a);
}

const onlyWhatClientsNeed: Plugin = {
  name: 'only-what-clients-need',
  transform(code, id) {
    if (!/[/\\]api[/\\]src[/\\]routes[/\\][a-z-]+\.ts$/.test(id)) return null;
    let out = code;
    for (const [from, to] of unusedParts(this.parse(code))) {
      out = `${out.slice(0, from)}0${out.slice(to)}`;
    }
    return { code: out, map: null };
  },
};

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [withoutJsonSchema, onlyWhatClientsNeed, react(), belowBasePath],
  resolve: { conditions: ['@equipoise/source', ...defaultClientConditions] },
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    target: 'es2022',
    manifest: 'manifest.json',
    reportCompressedSize: false,
    // Data addresses would be another kind of source than the policy of the page names.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
  },
});
