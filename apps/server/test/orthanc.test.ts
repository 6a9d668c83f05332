import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer } from '@equipoise/domain';
import { roomStatistics } from '@equipoise/workbench';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasOrthanc, type Orthanc, startOrthanc } from '../../../test/support/orthanc.ts';
import { sharedOrSkip, skipUnless, toolOrSkip } from '../../../test/support/skip.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
import { imagingIngest } from '../src/ports/ingest.ts';
import { confirm, invite, ownerAndStudy, type TestRoom, testRoom } from './support/room.ts';

const samples = sharedOrSkip('data', 'dicom-samples');
const verifier = toolOrSkip('dciodvfy');
const python = toolOrSkip('/usr/bin/python3', 'python3');
const isSkipped =
  skipUnless(hasOrthanc(), 'Orthanc with its DICOMweb plug-in is not installed') ||
  samples === null ||
  verifier === null ||
  python === null;

/** One study each: two of one frame, one of several frames. */
const names = ['CT_small.dcm', 'MR_small_RLE.dcm', 'examples_jpeg2k.dcm', 'rsna-cxr.dcm'];

let peer: Orthanc;
let room: TestRoom | null = null;
const folder = mkdtempSync(join(tmpdir(), 'equipoise-peer-'));

beforeAll(async () => {
  if (isSkipped) return;
  peer = await startOrthanc();
  for (const name of names) {
    const body = new Uint8Array(readFileSync(join(samples ?? '', name)));
    const response = await peer.fetch('/instances', { method: 'POST', body });
    expect([name, response.status]).toEqual([name, 200]);
  }
  room = await testRoom({
    dicomwebAuthorization: { [peer.host]: peer.authorization },
    ports: { ingest: imagingIngest, statistics: roomStatistics },
  });
}, 120_000);
afterAll(async () => {
  await room?.remove();
  await peer?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Waits for a job's end. */
async function ended(visitor: Visitor, studyId: string, jobId: string) {
  for (let i = 0; i < 600; i += 1) {
    const job = await visitor.client.job({ params: { studyId, jobId } });
    if (job.finishedAt !== null) return job;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('the job does not end');
}

/** What pydicom makes of DICOM files, by their names. */
function read(home: string): Record<string, Record<string, unknown>> {
  const script = `
import sys, os, json, pydicom
out = {}
def coords(items):
    found = []
    for item in items:
        if 'GraphicData' in item: found.append([float(v) for v in item.GraphicData])
        if 'TextValue' in item: found.append(str(item.TextValue))
        if 'ContentSequence' in item: found += coords(item.ContentSequence)
    return found
for name in sorted(os.listdir(sys.argv[1])):
    d = pydicom.dcmread(os.path.join(sys.argv[1], name))
    one = dict(modality=d.Modality, sop=d.SOPInstanceUID, patient=str(d.PatientID), person=str(d.PatientName), study=d.StudyInstanceUID, date=str(d.get('StudyDate', '')), frame=str(d.get('FrameOfReferenceUID', '')))
    if d.Modality == 'SEG':
        one['pixels'] = [int(v) for v in d.pixel_array.flatten().nonzero()[0]]
        one['instances'] = [r.ReferencedSOPInstanceUID for s in d.ReferencedSeriesSequence for r in s.ReferencedInstanceSequence]
        one['label'] = d.SegmentSequence[0].SegmentLabel
    if d.Modality == 'SR':
        e = d.CurrentRequestedProcedureEvidenceSequence[0]
        one['instances'] = [r.ReferencedSOPInstanceUID for s in e.ReferencedSeriesSequence for r in s.ReferencedSOPSequence]
        one['coords'] = coords(d.ContentSequence)
    out[name] = one
print(json.dumps(out))
`;
  return JSON.parse(
    execFileSync(python ?? '', ['-c', script, home], { encoding: 'utf8', maxBuffer: 1 << 26 }),
  );
}

/** Errors that dciodvfy finds in a file. */
function errorsOf(path: string): readonly string[] {
  const { stdout, stderr } = spawnSync(verifier ?? '', [path], { encoding: 'utf8' });
  return `${stdout}\n${stderr}`.split('\n').filter((line) => line.startsWith('Error'));
}

/** Fetches every object of a modality from the peer (WADO-RS) into a folder. */
async function fetchBack(modalities: readonly string[], name: string): Promise<string> {
  const home = join(folder, name);
  mkdirSync(home);
  const ids = (await (await peer.fetch('/instances')).json()) as string[];
  for (const id of ids) {
    const tags = (await (await peer.fetch(`/instances/${id}/simplified-tags`)).json()) as Record<
      string,
      string
    >;
    if (!modalities.includes(tags['Modality'] ?? '')) continue;
    const place = `studies/${tags['StudyInstanceUID']}/series/${tags['SeriesInstanceUID']}/instances/${tags['SOPInstanceUID']}`;
    const answer = await peer.fetch(`/dicom-web/${place}`, {
      headers: { accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' },
    });
    const body = Buffer.from(await answer.arrayBuffer());
    const boundary = /boundary="?([^";]+)"?/.exec(answer.headers.get('content-type') ?? '')?.[1];
    const start = body.indexOf('\r\n\r\n') + 4;
    const end = body.lastIndexOf(`\r\n--${boundary}`);
    writeFileSync(join(home, `${tags['SOPInstanceUID']}.dcm`), body.subarray(start, end));
  }
  return home;
}

const label = 'lesion';
const runs = [300, 40, 88, 40];

function answersTo(imageId: string, width: number, height: number, frame: number): Answer[] {
  const base = { shapeId: randomUUID(), imageId, label };
  return [
    {
      questionId: 'outline',
      outcome: 'answered',
      confidence: null,
      value: {
        kind: 'shapes',
        shapes: [{ ...base, kind: 'mask', width, height, frames: [{ frame, runs }] }],
      },
    },
    {
      questionId: 'box',
      outcome: 'answered',
      confidence: null,
      value: {
        kind: 'shapes',
        shapes: [{ ...base, kind: 'box', frame, x: 3, y: 4, width: 10, height: 12 }],
      },
    },
    {
      questionId: 'words',
      outcome: 'answered',
      confidence: null,
      value: { kind: 'text', text: 'Gefäß, größer als gedacht' },
    },
  ];
}

function protocolOf(studyId: string, readerId: string, cases: readonly string[], example: string) {
  const drawn = (id: string, kind: string) => ({
    id,
    kind,
    text: `Draw a ${kind}.`,
    hasNothingFound: true,
    labels: [{ value: label, text: 'Lesion' }],
  });
  return {
    schemaVersion: 1,
    studyId,
    title: 'Back to where it came from',
    questions: [
      drawn('outline', 'mask'),
      drawn('box', 'box'),
      { id: 'words', kind: 'text', text: 'Describe it.' },
    ],
    instructions: {
      labels: ['outline', 'box'].map((questionId) => ({
        questionId,
        label,
        examples: [{ imageId: example }],
      })),
    },
    cases: cases.map((caseId) => ({ caseId })),
    readers: [{ readerId, roles: ['reader'] }],
    reads: { perCase: 1 },
    adjudication: { kind: 'none' },
    analysisPlan: 'Surface Dice.',
  };
}

describe.skipIf(isSkipped)('a DICOMweb peer', () => {
  it('gives images, and gets masks and answers back into the studies they came from', async () => {
    if (room === null) throw new Error('no room');
    const { owner, studyId } = await ownerAndStudy(room);
    const params = { studyId };
    const url = peer.dicomwebUrl;
    const reader = await invite(room, owner, studyId, 'reader', 'radiologist');

    // Without the sign-in it answers nothing.
    const bare = await fetch(`${url}/studies`);
    expect(bare.status).toBe(401);
    const hits = await owner.client.searchPeer({ params, body: { url } });
    expect(hits.studies).toHaveLength(names.length);
    expect(JSON.stringify(hits)).not.toContain('CompressedSamples');
    for (const { studyInstanceUid } of hits.studies) {
      const body = { url, studyInstanceUid, cases: 'image' as const };
      const { jobId } = await owner.client.pullImages({ params, body });
      const job = await ended(owner, studyId, jobId);
      expect([job.state, job.failure]).toEqual(['done', null]);
    }
    const { images } = await owner.client.images({ params });
    expect(images).toHaveLength(names.length);
    const direct = await owner.client.addStudy({ body: { title: 'The same files by hand' } });
    const taken = await owner.client.importImages({
      params: { studyId: direct.studyId },
      fields: { cases: 'none' },
      files: names.map((name) => ({ name, bytes: readFileSync(join(samples ?? '', name)) })),
    });
    const hashes = (list: readonly { readonly record: { readonly pixelHash: string } }[]) =>
      list.map(({ record }) => record.pixelHash).sort();
    expect(hashes(images)).toEqual(hashes(taken.images));

    const { cases } = await owner.client.cases({ params });
    const document = protocolOf(
      studyId,
      reader.id,
      cases.map(({ caseId }) => caseId),
      images[0]?.record.imageId ?? '',
    );
    await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
    await owner.client.lockProtocol({ params, body: { version: 1 } });
    const instructionsVersion = await confirm(reader, studyId);
    for (;;) {
      const next = await reader.client.nextTask({ params, body: {} });
      if (next.kind !== 'task') break;
      const [image] = next.task.images;
      if (image === undefined) throw new Error('no image');
      await reader.client.submit({
        params: { studyId, taskId: next.task.taskId },
        body: {
          expectedVersion: 0,
          requestId: randomUUID(),
          device: 'tab',
          instructionsVersion,
          answers: answersTo(image.imageId, image.width, image.height, image.frameCount - 1),
        },
      });
    }

    const { jobId } = await owner.client.sendToPeer({ params, body: { url } });
    const job = await ended(owner, studyId, jobId);
    expect([job.state, job.failure]).toEqual(['done', null]);
    expect(job.result).toMatchObject({ sent: 2 * names.length, leftOut: 0, refused: [] });

    // Sent again, as after a crash: the same objects, each stored once.
    const again = await owner.client.sendToPeer({ params, body: { url } });
    expect((await ended(owner, studyId, again.jobId)).result).toMatchObject({
      hashes: (job.result as { hashes: string[] }).hashes,
    });

    const home = await fetchBack(['SEG', 'SR'], 'back');
    const files = readdirSync(home);
    expect(files).toHaveLength(2 * names.length);
    // What comes back says what was sent, and what the export's own files say.
    for (const file of files) expect([file, errorsOf(join(home, file))]).toEqual([file, []]);
    const back = Object.values(read(home));
    const originals = Object.values(
      read(
        (() => {
          const there = join(folder, 'originals');
          mkdirSync(there);
          for (const name of names) {
            writeFileSync(join(there, name), readFileSync(join(samples ?? '', name)));
          }
          return there;
        })(),
      ),
    );
    for (const original of originals) {
      const own = back.filter(({ study }) => study === original['study']);
      expect(own.map(({ modality }) => modality).sort()).toEqual(['SEG', 'SR']);
      for (const one of own) {
        expect(one).toMatchObject({
          patient: original['patient'],
          person: original['person'],
          date: original['date'],
          instances: [original['sop']],
        });
      }
      const seg = own.find(({ modality }) => modality === 'SEG');
      const wanted = [0, 1].flatMap((row) =>
        Array.from({ length: 40 }, (_, i) => 300 + row * 128 + i),
      );
      expect(seg?.['pixels']).toEqual(wanted);
      expect(seg?.['label']).toBe(`outline: ${label}`);
      if (original['frame'] !== '') expect(seg?.['frame']).toBe(original['frame']);
      const sr = own.find(({ modality }) => modality === 'SR');
      expect(sr?.['coords']).toEqual(
        expect.arrayContaining([[3, 4, 13, 4, 13, 16, 3, 16, 3, 4], 'Gefäß, größer als gedacht']),
      );
    }

    // Under pseudonyms nothing of the owner's identity leaves, and the objects are in studies of their own.
    const body = { url, identity: 'pseudonym' as const };
    const hidden = await owner.client.sendToPeer({ params, body });
    expect((await ended(owner, studyId, hidden.jobId)).result).toMatchObject({
      sent: 2 * names.length,
    });
    const all = await fetchBack(['SEG', 'SR'], 'hidden');
    for (const file of readdirSync(all).filter((name) => !files.includes(name))) {
      const text = readFileSync(join(all, file), 'latin1');
      for (const { patient, person, study, sop } of originals) {
        for (const secret of [patient, person, study, sop]) {
          if (secret !== '') expect(text).not.toContain(secret);
        }
      }
    }

    // Nothing of the identity was kept on the way.
    const shown = JSON.stringify([
      await owner.client.images({ params }),
      await owner.client.studyLog({ params }),
      (await owner.client.jobs({ params })).jobs.filter(({ kind }) => kind === 'send'),
    ]);
    for (const { patient, sop } of originals) {
      expect(shown).not.toContain(`"${patient}"`);
      expect(shown).not.toContain(sop);
    }
  }, 240_000);

  it('is told apart from one that takes nothing', async () => {
    if (room === null) throw new Error('no room');
    const visitor = room.visitor();
    await visitor.client.signIn({
      body: { email: 'owner@example.test', password: 'a sentence nobody guesses' },
    });
    const { studies } = await visitor.client.studies();
    const studyId = studies.find(({ title }) => title === 'Nodules')?.studyId ?? '';
    const params = { studyId };
    const url = `${peer.url}/nothing-here`;
    const uids = ['1.2.3'];
    const { jobId } = await visitor.client.sendToPeer({
      params,
      body: { url, studyInstanceUids: uids },
    });
    expect(await ended(visitor, studyId, jobId)).toMatchObject({
      state: 'failed',
      failure: { code: 'room/away' },
    });
    const none = await visitor.client.sendToPeer({
      params,
      body: { url: peer.dicomwebUrl, studyInstanceUids: uids },
    });
    expect(await ended(visitor, studyId, none.jobId)).toMatchObject({
      state: 'failed',
      failure: { code: 'room/bad-state' },
    });
    await expect(
      visitor.client.sendToPeer({ params, body: { url: 'http://127.0.0.1:1/x' } }),
    ).rejects.toThrow(/room\/not-allowed/);
  }, 60_000);
});
