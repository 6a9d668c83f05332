import { createHmac } from 'node:crypto';

/** Seconds that a code of a device is shown for. */
export const stepSeconds = 30;
/** Digits of a code. */
export const codeDigits = 6;

/**
 * A one-time code from a counter: HMAC-SHA-1 of the counter, cut to so many digits.
 *
 * @param counter a whole number from 0
 * @param digits 6 to 9
 * @returns the digits, zeros in front
 * @see RFC 4226, section 5.3
 */
export function hotp(secret: Uint8Array, counter: number, digits: number = codeDigits): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac('sha1', secret).update(message).digest();
  const offset = (mac[mac.length - 1] ?? 0) & 15;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % Number(`1e${digits}`)).padStart(digits, '0');
}

/**
 * The step of time at an instant.
 *
 * @param atMs ms since 1970
 * @see RFC 6238, section 4.2
 */
export function stepAt(atMs: number): number {
  return Math.floor(atMs / (stepSeconds * 1000));
}

/**
 * The step whose code was given: the present one, the one before or the one after, for clocks that differ. All three
 * are tried whatever fits, so that the time tells nothing.
 *
 * @param code six digits
 * @param atMs present time, ms since 1970
 * @returns null when the code is of none of them
 */
export function stepOfCode(secret: Uint8Array, code: string, atMs: number): number | null {
  const now = stepAt(atMs);
  const steps = [now - 1, now, now + 1].filter((step) => step >= 0);
  return steps.reduce<number | null>(
    (found, step) => (isSameCode(hotp(secret, step), code) ? step : found),
    null,
  );
}

function isSameCode(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i += 1) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}
