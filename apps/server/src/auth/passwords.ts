import { hash, verify } from '@node-rs/argon2';

// Argon2id with 19 MiB and two passes (OWASP's first choice); the library's default algorithm is argon2id.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hash of a password, argon2id. */
export async function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}

let nobody: Promise<string> | null = null;

/**
 * Whether a password fits. Without a stored hash the same work is done, so that the time tells nothing about who
 * has an account.
 */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  if (stored !== null) return verify(stored, password);
  nobody ??= hashPassword('nobody has this password');
  await verify(await nobody, password);
  return false;
}
