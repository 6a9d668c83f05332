import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFrameHeader } from '@equipoise/imaging';
import { roomStatistics } from '@equipoise/workbench';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pythonOrSkip, sharedOrSkip, toolOrSkip } from '../../../test/support/skip.ts';
import { imagingIngest } from '../src/ports/ingest.ts';
import { confirm, invite, ownerAndStudy, type TestRoom, testRoom } from './support/room.ts';

const samples = sharedOrSkip('data', 'dicom-samples');
const verifier = toolOrSkip('dciodvfy');
let room: TestRoom | null = null;
beforeAll(async () => {
  if (samples === null) return;
  room = await testRoom({ ports: { ingest: imagingIngest, statistics: roomStatistics } });
}, 120_000);
afterAll(async () => room?.remove());

describe('DICOM in and out', () => {
  it('takes files in, hides who they are, and gives masks and answers back as SEG and SR', async (context) => {
    if (room === null || samples === null) return context.skip();
    const { owner, studyId } = await ownerAndStudy(room);
    const params = { studyId };
    const reader = await invite(room, owner, studyId, 'reader', 'radiologist');
    const files = ['CT_small.dcm', 'MR_small.dcm'].map((name) => ({
      name,
      bytes: new Uint8Array(readFileSync(join(samples, name))),
    }));
    const hostile = { name: '../../etc/passwd.dcm', bytes: new Uint8Array(300).fill(65) };
    const taken = await owner.client.importImages({
      params,
      fields: { cases: 'image' },
      files: [...files, hostile],
    });
    expect(taken.files.map(({ status }) => status)).toEqual(['taken', 'taken', 'refused']);
    expect(taken.images).toHaveLength(2);
    const again = await owner.client.importImages({ params, fields: { cases: 'none' }, files });
    expect(again.images.map(({ isNew }) => isNew)).toEqual([false, false]);
    const shown = JSON.stringify(await owner.client.images({ params }));
    for (const name of ['CompressedSamples', '1CT1', '4MR1']) expect(shown).not.toContain(name);

    const [ct] = taken.images;
    const record = ct?.record;
    if (record === undefined) throw new Error('no image');
    const document = {
      schemaVersion: 1,
      studyId,
      title: 'Masks',
      questions: [
        {
          id: 'lesion',
          kind: 'mask',
          text: 'Outline it.',
          hasNothingFound: true,
          labels: [{ value: 'lesion', text: 'Lesion' }],
        },
        {
          id: 'mark',
          kind: 'box',
          text: 'Box it.',
          hasNothingFound: true,
          labels: [{ value: 'spot', text: 'Spot' }],
        },
      ],
      instructions: {
        labels: [
          { questionId: 'lesion', label: 'lesion', examples: [{ imageId: record.imageId }] },
          { questionId: 'mark', label: 'spot', examples: [{ imageId: record.imageId }] },
        ],
      },
      cases: [{ caseId: ct?.caseId }],
      readers: [{ readerId: reader.id, roles: ['reader'] }],
      reads: { perCase: 1 },
      adjudication: { kind: 'none' },
      analysisPlan: 'Surface Dice.',
    };
    await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
    await owner.client.lockProtocol({ params, body: { version: 1 } });
    const instructionsVersion = await confirm(reader, studyId);
    const next = await reader.client.nextTask({ params, body: {} });
    if (next.kind !== 'task') throw new Error('no task');
    const { taskId } = next.task;
    const frame = await reader.client.imageFrame({
      params: { studyId, imageId: record.imageId, frame: 0 },
    });
    expect(readFrameHeader(frame.bytes)).toMatchObject({
      width: record.width,
      height: record.height,
    });
    const small = { params: { studyId, imageId: record.imageId } };
    const drawn = await Promise.all([
      reader.client.imageThumbnail(small),
      owner.client.imageThumbnail(small),
    ]);
    const kept = await owner.client.imageThumbnail(small);
    for (const { bytes, mediaType } of [...drawn, kept]) {
      expect([mediaType, [...bytes.subarray(0, 2)]]).toEqual(['image/jpeg', [0xff, 0xd8]]);
      expect(Buffer.from(bytes).equals(kept.bytes)).toBe(true);
    }
    const other = taken.images[1]?.record.imageId ?? '';
    await expect(
      reader.client.imageThumbnail({ params: { studyId, imageId: other } }),
    ).rejects.toThrow(/room\/not-found/);
    const base = { shapeId: randomUUID(), imageId: record.imageId };
    await reader.client.submit({
      params: { studyId, taskId },
      body: {
        expectedVersion: 0,
        requestId: randomUUID(),
        device: 'tab',
        instructionsVersion,
        answers: [
          {
            questionId: 'lesion',
            outcome: 'answered',
            confidence: null,
            value: {
              kind: 'shapes',
              shapes: [
                {
                  ...base,
                  kind: 'mask',
                  label: 'lesion',
                  width: record.width,
                  height: record.height,
                  frames: [{ frame: 0, runs: [200, 60] }],
                },
              ],
            },
          },
          {
            questionId: 'mark',
            outcome: 'answered',
            confidence: null,
            value: {
              kind: 'shapes',
              shapes: [
                {
                  ...base,
                  kind: 'box',
                  label: 'spot',
                  frame: 0,
                  x: 3,
                  y: 4,
                  width: 10,
                  height: 12,
                },
              ],
            },
          },
        ],
      },
    });
    await owner.client.settleConsensus({ params });
    const { answers } = await owner.client.caseAnswers({
      params: { studyId, caseId: ct?.caseId ?? '' },
    });
    const answerId = answers[0]?.answerId ?? '';
    const folder = mkdtempSync(join(tmpdir(), 'equipoise-dicom-'));
    try {
      for (const name of [
        ...(['seg.zip', 'sr.zip', 'masks.zip', 'coco.json'] as const),
        ...(['seg-consensus.zip', 'sr-consensus.zip', 'masks-consensus.zip'] as const),
        'coco-consensus.json' as const,
      ]) {
        const { bytes } = await owner.client.export({ params: { studyId, name } });
        expect([name, bytes.length > 100]).toEqual([name, true]);
        writeFileSync(join(folder, name), bytes);
      }
      for (const name of ['coco.json', 'coco-consensus.json']) {
        const coco = JSON.parse(readFileSync(join(folder, name), 'utf8'));
        const areas = coco.annotations.map(({ area }: { area: number }) => area);
        expect([name, areas.sort()]).toEqual([name, [120, 60]]);
      }
      const script = `
import sys, io, zipfile, pydicom
z = zipfile.ZipFile(sys.argv[1] + '/seg.zip')
d = pydicom.dcmread(io.BytesIO(z.read(z.namelist()[0])))
print(d.Modality, len(d.SegmentSequence), int(d.pixel_array.sum()), d.Rows, d.Columns)
z = zipfile.ZipFile(sys.argv[1] + '/sr.zip')
d = pydicom.dcmread(io.BytesIO(z.read(z.namelist()[0])))
print(d.Modality, d.ConceptNameCodeSequence[0].CodeValue)
for name in ['seg-consensus', 'sr-consensus']:
    z = zipfile.ZipFile(sys.argv[1] + '/' + name + '.zip')
    z.extractall(sys.argv[1] + '/' + name)
    d = pydicom.dcmread(io.BytesIO(z.read(z.namelist()[0])))
    print(z.namelist()[0], d.SeriesDescription)
    if d.Modality == 'SEG':
        print(d.ContentCreatorName, '/', d.ContentDescription, '/', int(d.pixel_array.sum()))
        print(d.SegmentSequence[0].SegmentDescription)
    else:
        texts = [str(i.TextValue) for c in d.ContentSequence for i in c.get('ContentSequence', []) if 'TextValue' in i]
        print('\\n'.join(texts))
`;
      const python = pythonOrSkip();
      if (python !== null) {
        const out = execFileSync(python, ['-c', script, folder], { encoding: 'utf8' });
        expect(out).toContain(`SEG 1 60 ${record.height} ${record.width}`);
        expect(out).toContain('SR 126000');
        const file = `consensus/${ct?.caseId}.dcm`;
        expect(out).toContain(`${file} Masks: agreement, protocol version 1`);
        expect(out).toContain(
          'Consensus of readers / agreement, protocol version 1, from 1 answer / 60',
        );
        expect(out).toContain(`agreement, protocol version 1; from ${answerId}`);
        expect(out).toContain(`consensus\nagreement\n1\n${answerId}`);
        for (const name of verifier === null ? [] : ['seg-consensus', 'sr-consensus']) {
          const { stdout, stderr } = spawnSync(verifier ?? '', [join(folder, name, file)], {
            encoding: 'latin1',
          });
          const errors = `${stdout}\n${stderr}`.split('\n').filter((line) => /^Error/.test(line));
          expect([name, errors]).toEqual([name, []]);
        }
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 180_000);
});
