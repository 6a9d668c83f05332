import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askPeer, InsideAddress } from '../src/ports/ask-peer.ts';
import { isInside } from '../src/ports/inside-addresses.ts';

/** A name that leads inside wherever one is. */
const name = 'localhost';
const asked: string[] = [];
let server: Server;
let port = 0;
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/moved') response.writeHead(302, { location: '/there' });
    response.end('here');
  });
  await new Promise<void>((done) => server.listen(0, name, done));
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(() => server.close());

const ask = (path: string, isInsideAllowed: boolean): Promise<Response> =>
  askPeer(new URL(path, `http://${name}:${port}`), {
    headers: {},
    body: null,
    isInsideAllowed,
    timeoutMs: 10_000,
  });

describe('a foreign server', () => {
  it('whose name leads inside is not asked: the address is checked as the connection is made', async () => {
    await expect(ask('/secret', false)).rejects.toThrow(InsideAddress);
    expect(asked).toEqual([]);
    expect(await (await ask('/named', true)).text()).toBe('here');
    expect(asked).toEqual(['/named']);
  });

  it('is not followed elsewhere', async () => {
    expect((await ask('/moved', true)).status).toBe(302);
    expect(asked).not.toContain('/there');
  });
});

describe('an address', () => {
  it('is inside by its network, in whatever form it is written', () => {
    const inside = [
      ...['127.0.0.1', '127.255.0.9', '0.0.0.0', '10.1.2.3', '100.64.0.1', '169.254.169.254'],
      ...[
        '172.16.0.1',
        '172.31.255.255',
        '192.168.1.1',
        '198.18.0.1',
        '224.0.0.1',
        '255.255.255.255',
      ],
      ...['::', '::1', '::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '64:ff9b::7f00:1'],
      ...['fc00::1', 'fdff::1', 'fe80::1', 'ff02::1'],
    ];
    for (const address of inside) expect([address, isInside(address)]).toEqual([address, true]);
    const outside = [
      ...['8.8.8.8', '100.128.0.1', '172.15.0.1', '172.32.0.1', '192.167.1.1', '198.20.0.1'],
      ...['::ffff:8.8.8.8', '2606:4700::1111', '2001:db8::1'],
    ];
    for (const address of outside) expect([address, isInside(address)]).toEqual([address, false]);
  });
});
