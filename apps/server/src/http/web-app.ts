import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreWorld } from '@equipoise/store';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { contentPolicy } from './security-headers.ts';

/**
 * Hands out the built web app: its files by name, its page for every other path. In the page `__CSP_NONCE__` becomes
 * the nonce of the answer and `__BASE_PATH__` the path that the server lies below.
 */
export async function serveWebApp(
  app: FastifyInstance,
  folder: string,
  basePath: string,
  world: StoreWorld,
): Promise<boolean> {
  const index = join(folder, 'index.html');
  if (!existsSync(index)) return false;
  await app.register(fastifyStatic, {
    root: folder,
    prefix: `${basePath}/`,
    index: false,
    wildcard: true,
    dotfiles: 'deny',
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isNamedByContent = /-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/.test(path);
      reply.setHeader(
        'cache-control',
        isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
  // The files' own route takes the start of the app for a file without a name.
  app.get(`${basePath}/`, (_request, reply) => reply.callNotFound());
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const isPage =
      request.method === 'GET' &&
      path.startsWith(`${basePath}/`) &&
      !path.startsWith(`${basePath}/api/`) &&
      !/\.[a-z0-9]{1,8}$/i.test(path);
    if (!isPage) {
      throw Object.assign(new Error('not found'), { code: 'FST_ERR_NOT_FOUND', statusCode: 404 });
    }
    // Read each time: an app built anew has files of other names.
    const page = readFileSync(index, 'utf8');
    const nonce = Buffer.from(world.randomBytes(16)).toString('base64url');
    return reply
      .header('content-security-policy', contentPolicy(nonce))
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(page.replaceAll('__CSP_NONCE__', nonce).replaceAll('__BASE_PATH__', basePath));
  });
  return true;
}
