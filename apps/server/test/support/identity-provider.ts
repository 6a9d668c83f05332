import { createServer as createHttp } from 'node:http';
import { Provider } from 'oidc-provider';

/** An identity provider on loopback that signs everybody in as whom the test says. */
export interface IdentityProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Begins to answer; until then its port is free. */
  readonly open: (callback: string) => Promise<void>;
  /** Who comes next. */
  person: string;
  readonly close: () => void;
}

/** Chooses a free port for a provider, so that a server can be told of it before it answers. */
export async function identityProvider(): Promise<IdentityProvider> {
  const free = createHttp();
  await new Promise<void>((done) => free.listen(0, '127.0.0.1', done));
  const address = free.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await new Promise((done) => free.close(done));
  const issuer = `http://127.0.0.1:${port}`;
  const [clientId, clientSecret] = ['room', 'a-secret-of-the-test-only'];
  let close = (): void => undefined;
  const made: IdentityProvider = {
    issuer,
    clientId,
    clientSecret,
    person: 'nobody',
    close: () => close(),
    async open(callback) {
      const oidc = new Provider(issuer, {
        clients: [
          {
            client_id: clientId,
            client_secret: clientSecret,
            redirect_uris: [callback],
            response_types: ['code'],
            grant_types: ['authorization_code'],
          },
        ],
        claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
        conformIdTokenClaims: false,
        findAccount: async (_context: unknown, id: string) => ({
          accountId: id,
          claims: async () => ({
            sub: id,
            email: `${id}@hospital.test`,
            email_verified: true,
            name: `Dr ${id}`,
          }),
        }),
        cookies: { keys: ['test'] },
        pkce: { required: () => true },
        features: { devInteractions: { enabled: false } },
        interactions: {
          url: (_context: unknown, interaction: { uid: string }) => `/go/${interaction.uid}`,
        },
      } as never);
      const answer = oidc.callback();
      const provider = createHttp((request, response) => {
        if (!request.url?.startsWith('/go/')) return void answer(request, response);
        void (async () => {
          const details = await oidc.interactionDetails(request, response);
          const grant = new oidc.Grant({ accountId: made.person, clientId });
          grant.addOIDCScope('openid email profile');
          const grantId = await grant.save();
          const result =
            details.prompt.name === 'login'
              ? { login: { accountId: made.person }, consent: { grantId } }
              : { consent: { grantId } };
          await oidc.interactionFinished(request, response, result, {
            mergeWithLastSubmission: true,
          });
        })();
      });
      close = () => provider.close();
      await new Promise<void>((done) => provider.listen(port, '127.0.0.1', done));
    },
  };
  return made;
}
