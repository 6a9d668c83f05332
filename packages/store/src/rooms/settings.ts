import { eq } from 'drizzle-orm';
import { hashDocument } from '../canonical-json.ts';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { serverChain } from '../log/event.ts';
import { settings } from '../schema/outcome.ts';

/** A setting of the server; undefined when it was never set. */
export async function readSetting(tx: ReadTx, key: string): Promise<unknown> {
  const [row] = await tx.db.select().from(settings).where(eq(settings.key, key));
  return row?.value;
}

/** Sets a setting. Its value is hashed into the log, not written there. */
export async function writeSetting(tx: Tx, key: string, value: unknown): Promise<void> {
  const before = await readSetting(tx, key);
  const content = { value, changedAt: tx.at };
  await tx.db
    .insert(settings)
    .values({ key, ...content })
    .onConflictDoUpdate({ target: settings.key, set: content });
  tx.record({
    chain: serverChain,
    action: 'setting.write',
    object: { kind: 'setting', id: key },
    before: before === undefined ? null : hashDocument(before),
    after: hashDocument(value),
  });
}
