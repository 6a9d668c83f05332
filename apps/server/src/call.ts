import type { Account, Tx } from '@equipoise/store';
import type { StudyRights } from './auth/authorise.ts';
import { actorOf } from './auth/caller.ts';
import { notFound } from './http/refuse.ts';
import type { Call } from './services.ts';

/** The account that calls; routes without a rule for accounts never ask. */
export function accountOf(call: Call): Account {
  return call.caller.kind === 'nobody' ? notFound() : call.caller.account;
}

/** The study of the path and the caller's rights in it. */
export function rightsOf(call: Call): StudyRights {
  return call.rights ?? notFound();
}

/** Runs a change as the caller. */
export function change<T>(call: Call, work: (tx: Tx) => Promise<T>, why?: string): Promise<T> {
  const actor = actorOf(call.caller);
  return call.services.store.change(why === undefined ? { actor } : { actor, why }, work);
}
