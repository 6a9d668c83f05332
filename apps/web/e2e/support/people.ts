import type { Client } from '@equipoise/api';
import type { StudyRole } from '@equipoise/domain';
import { visitorOf } from '../../../../test/support/visitor.ts';

/** Everybody's password in these rooms. */
export const password = 'a sentence nobody guesses';

/** A person with an account and a session, by HTTP. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly client: Client;
  readonly cookies: ReadonlyMap<string, string>;
}

/** Makes an account through a link. */
export async function joinBy(url: string, link: string, name: string): Promise<Person> {
  const { client, cookies } = visitorOf(url);
  const email = `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.')}@example.test`;
  const { account } = await client.acceptInvitation({
    body: {
      token: link.slice(link.indexOf('#') + 1),
      account: { email, displayName: name, password },
    },
  });
  return { id: account.accountId, name, email, client, cookies };
}

/** Invites a new person into a study. */
export async function inviteInto(
  url: string,
  owner: Person,
  studyId: string,
  role: StudyRole,
  name: string,
): Promise<Person> {
  const { link } = await owner.client.inviteToStudy({
    params: { studyId },
    body: { role, days: 1 },
  });
  return joinBy(url, link, name);
}
