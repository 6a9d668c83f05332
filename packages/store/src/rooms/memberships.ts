import { and, asc, eq } from 'drizzle-orm';
import { hashDocument } from '../canonical-json.ts';
import { prepareTable } from '../database/prepared.ts';
import type { ReadTx, Tx } from '../database/transaction.ts';
import { accounts } from '../schema/accounts.ts';
import { memberships, type roles } from '../schema/people.ts';
import { one } from './rows.ts';

/** What a person may do in a study. */
export type Role = (typeof roles)[number];

/** A role someone has in a study. */
export type Membership = typeof memberships.$inferSelect;

/** A member with the name to show. */
export interface Member extends Membership {
  readonly displayName: string;
  readonly email: string;
}

/**
 * Gives a role, suspends it, takes it away or gives it back.
 *
 * @param why the reason, stored with the role and in the log
 */
export async function setMembership(
  tx: Tx,
  studyId: string,
  accountId: string,
  role: Role,
  state: Membership['state'],
  why?: string,
): Promise<Membership> {
  const key = and(
    eq(memberships.studyId, studyId),
    eq(memberships.accountId, accountId),
    eq(memberships.role, role),
  );
  const [before] = await tx.db.select().from(memberships).where(key).for('update');
  const values = { state, why: why ?? null, changedAt: tx.at };
  const row = one(
    await tx.db
      .insert(memberships)
      .values({ studyId, accountId, role, createdAt: tx.at, ...values })
      .onConflictDoUpdate({
        target: [memberships.studyId, memberships.accountId, memberships.role],
        set: values,
      })
      .returning(),
    'membership',
  );
  tx.record({
    chain: studyId,
    action: `membership.${state === 'active' ? 'give' : state === 'suspended' ? 'suspend' : 'remove'}`,
    object: { kind: 'account', id: accountId },
    before: before ? hashDocument(before) : null,
    after: hashDocument(row),
    ...(why === undefined ? {} : { why }),
    detail: { role, state },
  });
  return row;
}

/** The roles of a person in a study, suspended and removed ones included. */
export async function membershipsOf(
  tx: ReadTx,
  studyId: string,
  accountId: string,
): Promise<readonly Membership[]> {
  return ofPerson(tx, [studyId, accountId]);
}

const ofPerson = prepareTable(
  'memberships-of',
  memberships,
  'where study_id = $1 and account_id = $2',
);

/** A person's roles that are active in any study. */
export async function activeMemberships(
  tx: ReadTx,
  accountId: string,
): Promise<readonly Membership[]> {
  return tx.db
    .select()
    .from(memberships)
    .where(and(eq(memberships.accountId, accountId), eq(memberships.state, 'active')));
}

/** Everyone in a study with names. */
export async function listMembers(tx: ReadTx, studyId: string): Promise<readonly Member[]> {
  const rows = await tx.db
    .select({
      membership: memberships,
      displayName: accounts.displayName,
      email: accounts.email,
    })
    .from(memberships)
    .innerJoin(accounts, eq(accounts.id, memberships.accountId))
    .where(eq(memberships.studyId, studyId))
    .orderBy(asc(memberships.role), asc(accounts.displayName), asc(accounts.id));
  return rows.map(({ membership, displayName, email }) => ({ ...membership, displayName, email }));
}
