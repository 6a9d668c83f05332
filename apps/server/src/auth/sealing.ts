import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import type { StoreWorld } from '@equipoise/store';

/** Seals texts so that the database alone does not tell them. */
export interface Sealing {
  /** @param place what the text belongs to: sealed for one place, it opens at no other */
  readonly seal: (bytes: Uint8Array, place: string) => string;
  /** The bytes; null when another key sealed them, or they were changed or moved. */
  readonly open: (sealed: string, place: string) => Uint8Array | null;
  /** Whether this key sealed a text. */
  readonly isOwn: (sealed: string) => boolean;
}

const ivLength = 12;
const tagLength = 16;

/**
 * Sealing by AES-256-GCM with a key derived from the server's.
 *
 * @param key 32 bytes
 * @see NIST SP 800-38D; RFC 5869
 */
export function sealingBy(key: Uint8Array, world: StoreWorld): Sealing {
  const own = Buffer.from(hkdfSync('sha256', key, '', 'equipoise second factor', 32));
  const name = createHash('sha256')
    .update('equipoise-key-name:')
    .update(own)
    .digest('hex')
    .slice(0, 8);
  const prefix = `1.${name}.`;
  return {
    seal(bytes, place) {
      const iv = world.randomBytes(ivLength);
      const cipher = createCipheriv('aes-256-gcm', own, iv).setAAD(Buffer.from(place));
      const body = Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
      return prefix + body.toString('base64url');
    },
    open(sealed, place) {
      if (!sealed.startsWith(prefix)) return null;
      const body = Buffer.from(sealed.slice(prefix.length), 'base64url');
      if (body.length < ivLength + tagLength) return null;
      const end = body.length - tagLength;
      try {
        const decipher = createDecipheriv('aes-256-gcm', own, body.subarray(0, ivLength), {
          authTagLength: tagLength,
        })
          .setAAD(Buffer.from(place))
          .setAuthTag(body.subarray(end));
        return Buffer.concat([decipher.update(body.subarray(ivLength, end)), decipher.final()]);
      } catch {
        return null;
      }
    },
    isOwn: (sealed) => sealed.startsWith(prefix),
  };
}
