import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttp, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RouteName, type RouteSpec, routes } from '@equipoise/api';
import { readEvents } from '@equipoise/store';
import { roomStatistics } from '@equipoise/workbench';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedOrSkip } from '../../../test/support/skip.ts';
import { readServeOptions, readWords } from '../src/command-line.ts';
import { createServer, realWorld } from '../src/index.ts';
import { requestLog } from '../src/log/request-log.ts';
import { imagingIngest } from '../src/ports/ingest.ts';
import { ownerAndStudy, smallProtocol, type TestRoom, testRoom } from './support/room.ts';

const samples = sharedOrSkip('data', 'dicom-samples');
const web = mkdtempSync(join(tmpdir(), 'equipoise-web-'));
let room: TestRoom | null = null;
let peer: Server | null = null;
let peerHost = '';

beforeAll(async () => {
  mkdirSync(join(web, 'assets'));
  writeFileSync(
    join(web, 'index.html'),
    '<html><head><base href="__BASE_PATH__/"><meta name="nonce" content="__CSP_NONCE__"></head></html>',
  );
  writeFileSync(join(web, 'assets/app-a1b2c3d4.js'), 'export {};');
  peer = createHttp((request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const send = (type: string, body: string | Buffer): void => {
      response.writeHead(200, { 'content-type': type });
      response.end(body);
    };
    if (path.endsWith('/instances')) {
      return send(
        'application/dicom+json',
        JSON.stringify([
          {
            '0020000E': { vr: 'UI', Value: ['1.2.3'] },
            '00080018': { vr: 'UI', Value: ['1.2.3.4'] },
          },
          { '0020000E': { vr: 'UI', Value: ['../../x'] }, '00080018': { vr: 'UI', Value: ['1'] } },
        ]),
      );
    }
    if (path.endsWith('/studies')) {
      return send(
        'application/dicom+json',
        JSON.stringify([
          {
            '0020000D': { vr: 'UI', Value: ['1.2'] },
            '00100010': { vr: 'PN', Value: [{ Alphabetic: 'SMITH^ANN' }] },
            '00080061': { vr: 'CS', Value: ['CT'] },
          },
        ]),
      );
    }
    const file = readFileSync(join(samples ?? '', 'CT_small.dcm'));
    return send(
      'multipart/related; type="application/dicom"; boundary=edge',
      Buffer.concat([
        Buffer.from('--edge\r\nContent-Type: application/dicom\r\n\r\n'),
        file,
        Buffer.from('\r\n--edge--\r\n'),
      ]),
    );
  });
  await new Promise<void>((done) => peer?.listen(0, '127.0.0.1', done));
  const address = peer.address();
  peerHost = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  room = await testRoom({
    basePath: '/room',
    webFolder: web,
    dicomwebHosts: [peerHost],
    ports: { ingest: imagingIngest, statistics: roomStatistics },
  });
}, 120_000);
afterAll(async () => {
  peer?.close();
  await room?.remove();
  rmSync(web, { recursive: true, force: true });
});

describe('the server', () => {
  it('lies below its base path and hands out the app without inline scripts', async (context) => {
    if (room === null) return context.skip();
    const { url } = room.server;
    expect(url).toMatch(/\/room$/);
    expect(room.server.ownerLink).toMatch(/\/room\/join#[\w-]{43}$/);
    const page = await fetch(`${url}/studies/some/page`);
    const text = await page.text();
    const nonce =
      /nonce-([\w-]+)/.exec(page.headers.get('content-security-policy') ?? '')?.[1] ?? '?';
    expect(text).toContain(`content="${nonce}"`);
    expect(text).toContain('href="/room/"');
    // The start of the app is a page like any other.
    const start = await fetch(`${url}/`);
    expect([start.status, (await start.text()).includes('<html>')]).toEqual([200, true]);
    const script = await fetch(`${url}/assets/app-a1b2c3d4.js`);
    expect([script.status, script.headers.get('cache-control')]).toEqual([
      200,
      'public, max-age=31536000, immutable',
    ]);
    for (const path of [
      '/assets/none.js',
      '/api/nothing',
      '/../package.json',
      '/%2e%2e/package.json',
    ]) {
      const response = await fetch(`${url}${path}`);
      expect([path, response.status]).toEqual([path, 404]);
      await response.text();
    }
  });

  it('leaves an event of every read, export and refusal', async (context) => {
    if (room === null) return context.skip();
    const { owner, studyId } = await ownerAndStudy(room);
    const params = { studyId };
    await owner.client.saveProtocol({
      params,
      body: { expectedVersion: 0, document: smallProtocol(studyId, [], []) },
    });
    const head = async (): Promise<number> =>
      (await owner.client.verifyServerLog()).heads.reduce((sum, { seq }) => sum + seq, 0);
    const missing: string[] = [];
    for (const [name, spec] of Object.entries(routes) as [RouteName, RouteSpec][]) {
      if (spec.method !== 'GET' || spec.event === 'none' || spec.path.includes('/oidc/')) continue;
      const path = spec.path
        .replace(':studyId', studyId)
        .replace(':version', '1')
        .replace(/:[A-Za-z]+/g, 'nothing');
      const query = name === 'compareProtocols' ? '?from=1&to=1' : '';
      const before = await head();
      const response = await owner.fetch(`${room.server.url}/api${path}${query}`);
      await response.arrayBuffer();
      const isAsked = response.ok || [401, 403, 404].includes(response.status);
      // The check itself is a read and leaves one of its own.
      if (isAsked && (await head()) - before < 2) missing.push(`${name} ${response.status}`);
    }
    expect(missing).toEqual([]);
  });

  it('notes what many ask at once, and one bad event fails no other', async (context) => {
    if (room === null) return context.skip();
    const { store } = room.server;
    const log = requestLog(store);
    const ids = ['first', 'second', 'with a NUL \u0000', 'fourth'];
    const ended = await Promise.allSettled(
      ids.map((id, at) =>
        log.note(`reader-${at}`, {
          chain: 'server',
          action: 'test.read',
          object: { kind: 'test', id },
        }),
      ),
    );
    expect(ended.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    const events = await store.read((tx) => readEvents(tx, { chain: 'server', limit: 5000 }));
    const own = events.filter(({ action }) => action === 'test.read');
    expect(own.map(({ actor, objectId }) => [actor, objectId])).toEqual([
      ['reader-0', 'first'],
      ['reader-1', 'second'],
      ['reader-3', 'fourth'],
    ]);
  });

  it('pulls images from a DICOMweb server that the operator named, and from no other inside', async (context) => {
    if (room === null || samples === null) return context.skip();
    const visitor = room.visitor();
    await visitor.client.signIn({
      body: { email: 'owner@example.test', password: 'a sentence nobody guesses' },
    });
    const { studies } = await visitor.client.studies();
    const params = { studyId: studies[0]?.studyId ?? '' };
    const url = `http://${peerHost}/dicom-web`;
    const hits = await visitor.client.searchPeer({ params, body: { url } });
    expect(hits.studies).toMatchObject([{ studyInstanceUid: '1.2', modalities: ['CT'] }]);
    expect(JSON.stringify(hits)).not.toContain('SMITH');
    const { jobId } = await visitor.client.pullImages({
      params,
      body: { url, studyInstanceUid: '1.2', cases: 'image' },
    });
    for (let i = 0; i < 120; i += 1) {
      const job = await visitor.client.job({ params: { ...params, jobId } });
      if (job.finishedAt !== null) {
        expect([job.state, job.failure]).toEqual(['done', null]);
        break;
      }
      await new Promise((done) => setTimeout(done, 250));
    }
    const { images } = await visitor.client.images({ params });
    expect(images).toHaveLength(1);
    for (const inside of [
      'http://127.0.0.1:1/x',
      `http://${'localhost'}/x`,
      'http://169.254.169.254/x',
      'http://[::1]/x',
      'http://[::ffff:127.0.0.1]/x',
      'http://[::ffff:a9fe:a9fe]/x',
      'http://[64:ff9b::7f00:1]/x',
      'http://[fd00::1]/x',
      'http://10.0.0.1/x',
    ]) {
      await expect(
        visitor.client.pullImages({ params, body: { url: inside, studyInstanceUid: '1.2' } }),
      ).rejects.toThrow(/room\/not-allowed/);
    }
  });

  it('says that a port is taken, and lets the data folder go', async (context) => {
    if (room === null) return context.skip();
    const port = Number(new URL(room.server.url).port);
    const folder = mkdtempSync(join(tmpdir(), 'equipoise-second-'));
    const { chmodSync } = await import('node:fs');
    chmodSync(folder, 0o711);
    const options = {
      world: { ...realWorld(), tell: () => undefined },
      folder: join(folder, 'data'),
    };
    try {
      await expect(createServer({ ...options, port })).rejects.toMatchObject({
        code: 'server/port-in-use',
        exitCode: 74,
      });
      const second = await createServer({ ...options, port: 0 });
      await second.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('the command line', () => {
  const world = realWorld();
  const read = (argv: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const words = readWords(argv);
    return words === null ? null : readServeOptions(words.typed, env, world);
  };
  it('reads arguments before the environment', () => {
    const options = read(['--data', 'here', '--port', '0', '--base-path=/x', '--behind-proxy'], {
      EQUIPOISE_DATA: 'there',
      DATABASE_URL: 'postgres://x',
    });
    expect(options).toMatchObject({
      folder: 'here',
      port: 0,
      basePath: '/x',
      behindProxy: true,
      databaseUrl: 'postgres://x',
    });
    expect(read(['--help'])).toBeNull();
    expect(read([])).toMatchObject({ folder: 'equipoise-data', port: 4747 });
    const peers = ['--dicomweb-host', 'a', '--dicomweb-host', 'b:1'];
    expect(read(['serve', ...peers])).toMatchObject({ dicomwebHosts: ['a', 'b:1'] });
    expect(readWords(['backup', 'here', '--json'])?.typed).toMatchObject({ argument: 'here' });
  });
  it('names what it does not know', () => {
    for (const argv of [
      ['--prot', '1'],
      ['backup'],
      ['restore', 'a', 'b'],
      ['surve'],
      ['--port'],
    ]) {
      expect(() => read(argv)).toThrow(/server\/bad-option/);
    }
    expect(() => read(['--tls-cert', 'x'])).toThrow(/go together/);
  });
});
