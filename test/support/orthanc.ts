import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const program = '/usr/sbin/Orthanc';
const plugin = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so';

/** Whether Orthanc and its DICOMweb plug-in are installed, as Debian lays them. */
export function hasOrthanc(): boolean {
  return existsSync(program) && existsSync(plugin);
}

/** A DICOMweb server on loopback. */
export interface Orthanc {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** Of its own interface. */
  readonly url: string;
  readonly dicomwebUrl: string;
  /** What the Authorization header must say. */
  readonly authorization: string;
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const found = probe.address();
      probe.close(() => resolve(typeof found === 'object' && found ? found.port : 0));
    });
  });
}

/** Starts Orthanc with an empty storage that keeps what it acknowledges, as it does by default. */
export async function startOrthanc(): Promise<Orthanc> {
  const home = mkdtempSync(join(tmpdir(), 'equipoise-orthanc-'));
  for (const name of ['db', 'tmp']) mkdirSync(join(home, name));
  const port = await freePort();
  const config = {
    Name: 'test',
    StorageDirectory: join(home, 'db'),
    IndexDirectory: join(home, 'db'),
    TemporaryDirectory: join(home, 'tmp'),
    Plugins: [plugin],
    HttpServerEnabled: true,
    HttpPort: port,
    RemoteAccessAllowed: false,
    AuthenticationEnabled: true,
    RegisteredUsers: { room: 'room-secret' },
    DicomServerEnabled: false,
    OverwriteInstances: false,
    SyncStorageArea: true,
    StableAge: 2,
    ConcurrentJobs: 1,
    DicomWeb: {
      Enable: true,
      Root: '/dicom-web/',
      EnableWado: true,
      WadoRoot: '/wado',
      Ssl: false,
    },
  };
  writeFileSync(join(home, 'orthanc.json'), JSON.stringify(config));
  const child: ChildProcess = spawn(program, [join(home, 'orthanc.json')], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const authorization = `Basic ${Buffer.from('room:room-secret').toString('base64')}`;
  const url = `http://127.0.0.1:${port}`;
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${url}${path}`, {
      ...init,
      headers: { ...Object.fromEntries(new Headers(init.headers)), authorization },
    });
  for (let waited = 0; ; waited += 50) {
    const isUp = await ask('/system').then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) break;
    if (waited > 30_000 || child.exitCode !== null) throw new Error('Orthanc did not start.');
    await pause(50);
  }
  return {
    host: `127.0.0.1:${port}`,
    url,
    dicomwebUrl: `${url}/dicom-web`,
    authorization,
    fetch: ask,
    pid: child.pid ?? 0,
    async stop(): Promise<void> {
      child.kill('SIGTERM');
      const insist = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(insist);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
