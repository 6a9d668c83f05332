import { type Client, createClient } from '@equipoise/api';
import { basePath } from './base-path.ts';

/** The one client of the app: it keeps the token against forged requests. */
export const client: Client = createClient({
  fetch: (input, init) => globalThis.fetch(input, init),
  baseUrl: basePath(),
});
