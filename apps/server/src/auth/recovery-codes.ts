import type { StoreWorld } from '@equipoise/store';
import { hashPassword, isPassword } from './passwords.ts';

/** How many codes a person gets. */
const codeCount = 10;
// Without i, l, o and u: none is taken for another, and no word comes out. 32 signs, so that a byte's remainder is fair.
const signs = '0123456789abcdefghjkmnpqrstvwxyz';

/** Ten codes of 60 random bits, such as `k7xp-2m9q-w4ht`. */
export function newRecoveryCodes(world: StoreWorld): readonly string[] {
  return Array.from({ length: codeCount }, () => {
    const text = [...world.randomBytes(12)].map((byte) => signs[byte % signs.length]).join('');
    return `${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`;
  });
}

/** What was typed, without what people add or mistake. */
function plainCode(typed: string): string {
  return typed.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1');
}

/** What is stored of codes: they are too short to be safe behind a fast hash. */
export async function hashRecoveryCodes(codes: readonly string[]): Promise<readonly string[]> {
  return Promise.all(codes.map((code) => hashPassword(plainCode(code))));
}

/** Which of the stored codes was typed; null when none. */
export async function findRecoveryCode<Row extends { readonly hash: string }>(
  rows: readonly Row[],
  typed: string,
): Promise<Row | null> {
  const plain = plainCode(typed);
  if (plain.length !== 12) return null;
  for (const row of rows) if (await isPassword(row.hash, plain)) return row;
  return null;
}
