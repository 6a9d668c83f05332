import { Secret, TOTP } from 'otpauth';

/** Digits of a code. */
export const codeDigits = 6;
const period = 30;

/** Whose device shows the codes. */
interface DeviceNames {
  /** Host that people type; the issuer tells two servers apart. */
  readonly host: string;
  /** The account's address. */
  readonly email: string;
}

function totpOf(secret: Uint8Array, names?: DeviceNames): TOTP {
  return new TOTP({
    // A colon would part issuer and account.
    ...(names === undefined
      ? {}
      : { issuer: `Equipoise ${names.host.replaceAll(':', '.')}`, label: names.email }),
    algorithm: 'SHA1', // what apps of devices understand
    digits: codeDigits,
    period,
    secret: new Secret({ buffer: Uint8Array.from(secret).buffer }),
  });
}

/**
 * What a device is told: the secret to type, and the text of the picture to scan.
 *
 * @returns secret in base32; uri as `otpauth://totp/…`
 */
export function deviceOffer(
  secret: Uint8Array,
  names: DeviceNames,
): { readonly secret: string; readonly uri: string } {
  const totp = totpOf(secret, names);
  return { secret: totp.secret.base32, uri: totp.toString() };
}

/**
 * The step of time whose code was given: the present one, the one before or the one after, for clocks that differ.
 *
 * @param code six digits
 * @param atMs present time, ms since 1970
 * @returns null when the code is of none of them
 * @see RFC 6238, sections 4.2 and 5.2
 */
export function stepOfCode(secret: Uint8Array, code: string, atMs: number): number | null {
  const away = totpOf(secret).validate({ token: code, timestamp: atMs, window: 1 });
  return away === null ? null : Math.floor(atMs / (period * 1000)) + away;
}
