/** Serves a data folder as the command does, but lets hundreds do all at once from one address; tells its parent where. */
import { createServer, realWorld } from '@equipoise/server';

const server = await createServer({
  folder: process.argv[2] ?? '',
  world: { ...realWorld(), tell: () => undefined },
  port: 0,
  limits: {
    signInsAMinute: 1_000_000,
    requestsAMinute: 1_000_000,
    heavyAMinute: 1_000_000,
    strangersAMinute: 1_000_000,
  },
});
const stop = (): void => {
  void server.close().finally(() => process.exit());
};
process.once('SIGTERM', stop);
process.once('disconnect', stop);
process.send?.({ url: server.url, ownerLink: server.ownerLink });
