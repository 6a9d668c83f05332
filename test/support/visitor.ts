import { type Client, createClient } from '@equipoise/api';

/** A client with a jar of cookies. */
export interface Visitor {
  readonly client: Client;
  readonly cookies: Map<string, string>;
  /** Every Set-Cookie header so far. */
  readonly setCookies: string[];
  readonly fetch: typeof fetch;
}

/** Makes a client of somebody who is not signed in yet; it keeps its cookies. */
export function visitorOf(url: string): Visitor {
  const cookies = new Map<string, string>();
  const setCookies: string[] = [];
  const jar: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    if (cookies.size > 0) {
      headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    }
    const response = await fetch(input, { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      setCookies.push(line);
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      if (/max-age=0/i.test(line)) cookies.delete(pair.slice(0, at));
      else cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  };
  return { client: createClient({ fetch: jar, baseUrl: url }), cookies, setCookies, fetch: jar };
}
