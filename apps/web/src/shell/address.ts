import { addressOf as pathOf } from '@equipoise/api';
import { basePath } from './base-path.ts';

/** Where a route of the server is, for links, pictures and frames; takes what `addressOf` of the contract takes. */
export const addressOf: typeof pathOf = (name, input) => `${basePath()}${pathOf(name, input)}`;
