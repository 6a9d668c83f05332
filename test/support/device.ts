import { createHmac } from 'node:crypto';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * What a person's device shows: the code of RFC 6238, written apart from the server's.
 *
 * @param secret base32, as the page shows it
 * @param atMs ms since 1970
 */
export function deviceCode(secret: string, atMs: number): string {
  const bits = [...secret.replaceAll(' ', '')]
    .map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
  const counter = Math.floor(atMs / 30_000)
    .toString(16)
    .padStart(16, '0');
  const mac = createHmac('sha1', key).update(counter, 'hex').digest('hex');
  const from = 2 * Number.parseInt(mac.slice(-1), 16);
  const number = Number.parseInt(mac.slice(from, from + 8), 16) % 0x80000000;
  return String(number % 1_000_000).padStart(6, '0');
}
