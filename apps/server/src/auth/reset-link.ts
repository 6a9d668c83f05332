import { offerPasswordReset, type Tx } from '@equipoise/store';
import { hashToken } from './tokens.ts';

/** How long a link that sets a password lives when nothing else is said. */
export const resetHours = 24;

/**
 * Keeps a new link of an account; earlier ones end.
 *
 * @param token of the link; its hash alone is stored
 * @param endsFactor whether using it takes the second factor away as well
 * @returns when the link ends
 */
export async function keepResetLink(
  tx: Tx,
  accountId: string,
  token: string,
  hours: number,
  endsFactor: boolean = false,
): Promise<string> {
  const expiresAt = new Date(Date.parse(tx.at) + hours * 3_600_000).toISOString();
  await offerPasswordReset(tx, { tokenHash: hashToken(token), accountId, expiresAt, endsFactor });
  return expiresAt;
}

/** The link. The token stands behind the hash sign: it reaches no log of any server. */
export function resetLink(publicUrl: string, token: string): string {
  return `${publicUrl}/reset#${token}`;
}
