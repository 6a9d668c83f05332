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

/** What the contract says of each route in words is for its OpenAPI document, which the server writes. */
const withoutSummaries: Plugin = {
  name: 'without-summaries',
  enforce: 'pre',
  transform(code, id) {
    if (!/[/\\]api[/\\]src[/\\]routes[/\\][a-z-]+\.ts$/.test(id)) return null;
    const text = /\bsummary:\s*(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"),/g;
    return { code: code.replaceAll(text, "summary: '',"), map: null };
  },
};

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [withoutJsonSchema, withoutSummaries, react(), belowBasePath],
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
