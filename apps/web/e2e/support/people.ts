import { type Client, createClient } from '@equipoise/api';
import type { StudyRole } from '@equipoise/domain';

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

/** A client that keeps its cookies. */
export function jarClient(url: string): { client: Client; cookies: Map<string, string> } {
  const cookies = new Map<string, string>();
  const jar: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    if (cookies.size > 0) {
      headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    }
    const response = await fetch(input, { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      if (/max-age=0/i.test(line)) cookies.delete(pair.slice(0, at));
      else cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  };
  return { client: createClient({ fetch: jar, baseUrl: url }), cookies };
}

/** Makes an account through a link. */
export async function joinBy(url: string, link: string, name: string): Promise<Person> {
  const { client, cookies } = jarClient(url);
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
