import { createHmac } from 'node:crypto';

/** Keyed replacements for identifiers, always the same under one key. */
export interface Pseudonyms {
  readonly mapUid: (uid: string) => string;
  readonly mapPatient: (patientId: string) => string;
  /** Days by which a patient's dates move, −1,825 to −1. */
  readonly shiftDays: (patientId: string) => number;
}

/**
 * Replacements by HMAC with a project's key: nobody without the key can tell which identifier stands behind one.
 *
 * @param key secret of the project, at least 16 bytes
 * @see DICOM PS3.5 annex B.2 (UIDs made from 128 bits)
 */
export function pseudonymsBy(key: Uint8Array | string): Pseudonyms {
  const mac = (kind: string, text: string): Buffer =>
    createHmac('sha256', key).update(`${kind}\0${text}`).digest();
  return {
    mapUid: (uid) => `2.25.${BigInt(`0x${mac('uid', uid).toString('hex', 0, 16)}`)}`,
    mapPatient: (id) => `P-${mac('patient', id).toString('hex', 0, 8)}`,
    shiftDays: (id) => -1 - (mac('days', id).readUInt32BE(0) % 1825),
  };
}
