/** Sends a folder of series to our server or to Orthanc, a series a request, and prints how long it took. */
import { openAsBlob, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startOrthanc } from '../../test/support/orthanc.ts';
import { residentMb, startServing } from '../room/serving.ts';

const [who = '', folder = ''] = process.argv.slice(2);
const series = readdirSync(folder)
  .sort()
  .map((name) => readdirSync(join(folder, name)).map((file) => join(folder, name, file)));

interface Ended {
  readonly seconds: number;
  readonly peakMb: number;
  readonly stored: number;
  readonly versions: Readonly<Record<string, string>>;
}

/** Runs the work and samples the memory of a process meanwhile. */
async function timed(pid: number, work: () => Promise<void>): Promise<[number, number]> {
  let peakMb = 0;
  const poll = setInterval(() => {
    peakMb = Math.max(peakMb, residentMb(pid));
  }, 50);
  const start = performance.now();
  await work();
  clearInterval(poll);
  return [(performance.now() - start) / 1000, peakMb];
}

async function ours(): Promise<Ended> {
  const serving = await startServing();
  try {
    const { studyId } = await serving.owner.addStudy({ body: { title: 'Slices' } });
    let stored = 0;
    const [seconds, peakMb] = await timed(serving.pid, async () => {
      for (const paths of series) {
        const files = await Promise.all(
          paths.map(async (path, at) => ({ name: `${at}.dcm`, bytes: await openAsBlob(path) })),
        );
        const fields = { cases: 'image' as const };
        const taken = await serving.owner.importImages({ params: { studyId }, fields, files });
        stored += taken.images.reduce((sum, { record }) => sum + record.frameCount, 0);
      }
    });
    return { seconds, peakMb, stored, versions: { node: process.version } };
  } finally {
    await serving.stop();
  }
}

async function orthanc(): Promise<Ended> {
  const peer = await startOrthanc();
  try {
    const head = Buffer.from('--X\r\nContent-Type: application/dicom\r\n\r\n');
    const [seconds, peakMb] = await timed(peer.pid, async () => {
      for (const paths of series) {
        const parts = paths.flatMap((path) => [head, readFileSync(path), Buffer.from('\r\n')]);
        const response = await peer.fetch('/dicom-web/studies', {
          method: 'POST',
          headers: {
            'content-type': 'multipart/related; type="application/dicom"; boundary=X',
            accept: 'application/dicom+json',
          },
          body: Buffer.concat([...parts, Buffer.from('--X--\r\n')]),
        });
        if (!response.ok) throw new Error(`Orthanc answered ${response.status}`);
        await response.arrayBuffer();
      }
    });
    const facts = (await (await peer.fetch('/statistics')).json()) as { CountInstances: number };
    const { Version } = (await (await peer.fetch('/system')).json()) as { Version: string };
    return { seconds, peakMb, stored: facts.CountInstances, versions: { orthanc: Version } };
  } finally {
    await peer.stop();
  }
}

const ended = await (who === 'orthanc' ? orthanc() : ours());
console.log(JSON.stringify({ ...ended, perSecond: Math.round(ended.stored / ended.seconds) }));
