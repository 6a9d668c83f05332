import { createHmac } from 'node:crypto';
import type { Study } from '@equipoise/store';

/** Key of a study's replacements of identifiers: the same for every file that it takes in. */
export function identifierKey(study: Pick<Study, 'pseudonymKey'>): Uint8Array {
  return createHmac('sha256', Buffer.from(study.pseudonymKey, 'hex'))
    .update('identifiers')
    .digest();
}
