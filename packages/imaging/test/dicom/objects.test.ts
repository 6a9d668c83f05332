import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pythonOrSkip } from '../../../../test/support/skip.ts';
import {
  type DocumentHead,
  ownCode,
  type ReportContent,
  readReport,
  readSegmentation,
  type Segment,
  type SegmentationContent,
  type SegmentedImage,
  writeReport,
  writeSegmentation,
} from '../../src/index.ts';
import { hasTool, parse } from '../support/dicom.ts';

const folder = mkdtempSync(join(tmpdir(), 'dcm-'));
afterAll(() => rmSync(folder, { recursive: true }));

const head: DocumentHead = {
  patient: 'P-17',
  studyUid: '2.25.1',
  seriesUid: '2.25.22',
  instanceUid: '2.25.33',
  seriesNumber: 99,
  timestamp: '20260102030405',
  softwareVersion: '1',
};
const instances = [0, 1, 2].map((i) => ({
  seriesUid: '2.25.2',
  sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
  instanceUid: `2.25.100${i}`,
}));
const volume: SegmentedImage = {
  width: 13,
  height: 9,
  frameCount: 3,
  spacingMm: [0.7, 0.6],
  sliceSpacingMm: 2.5,
  orientation: [1, 0, 0, 0, 1, 0],
  positions: [0, 2.5, 5].map((z) => [-3, 4, z] as const),
  instances,
  frameOfReferenceUid: '2.25.7',
};
const radiograph: SegmentedImage = {
  width: 13,
  height: 9,
  frameCount: 1,
  spacingMm: null,
  sliceSpacingMm: null,
  orientation: null,
  positions: null,
  instances: [{ ...instances[0]!, sopClassUid: '1.2.840.10008.5.1.4.1.1.1' }],
  frameOfReferenceUid: null,
};
const cells = (f: (i: number) => number): Uint8Array =>
  Uint8Array.from({ length: 117 }, (_, i) => f(i));
const mass = { value: '4147007', scheme: 'SCT', meaning: 'Mass' };
const segment = (label: string, frames: readonly (readonly [number, Uint8Array])[]): Segment => ({
  label,
  category: { value: '49755003', scheme: 'SCT', meaning: 'Morphologically Abnormal Structure' },
  type: mass,
  algorithm: 'MANUAL',
  frames: new Map(frames),
});
const base: Omit<SegmentationContent, 'image' | 'segments' | 'kind'> = {
  head,
  dimensionUid: '2.25.9',
  contentLabel: 'READER1',
  creator: 'R-1',
};
const overlapping: SegmentationContent = {
  ...base,
  image: volume,
  kind: 'binary',
  segments: [
    segment('left', [
      [0, cells((i) => Number(i % 3 === 0))],
      [2, cells((i) => Number(i > 50))],
    ]),
    {
      ...segment('right', [[2, cells((i) => Number(i < 60))]]),
      algorithm: 'SEMIAUTOMATIC',
      algorithmName: 'grow',
    },
    segment('nothing found', []),
  ],
};
const fractional: SegmentationContent = {
  ...base,
  image: volume,
  kind: 'fractional',
  segments: [segment('likely', [[1, cells((i) => i * 2)]])],
};
const flat: SegmentationContent = {
  ...base,
  image: radiograph,
  kind: 'binary',
  segments: [segment('opacity', [[0, cells((i) => Number(i % 5 === 0))]])],
};
const multiFrame = {
  seriesUid: '2.25.3',
  sopClassUid: '1.2.840.10008.5.1.4.1.1.2.1',
  instanceUid: '2.25.2000',
};
const report: ReportContent = {
  observer: 'R-1',
  images: [...instances, multiFrame],
  findings: [
    {
      trackingId: 'lesion 1',
      trackingUid: '2.25.55',
      finding: mass,
      site: { value: '39607008', scheme: 'SCT', meaning: 'Lung' },
      shape: { type: 'POLYLINE', points: [1.5, 2.5, 3, 4, 5, 6, 1.5, 2.5], image: 1, frame: null },
      measures: [
        {
          concept: { value: '410668003', scheme: 'SCT', meaning: 'Length' },
          value: 12.34,
          unit: { value: 'mm', scheme: 'UCUM', meaning: 'millimeter' },
        },
      ],
      answers: [{ question: ownCode('confidence', 'Confidence'), answer: 'höher 高い' }],
    },
    {
      trackingId: 'lesion 2',
      trackingUid: '2.25.56',
      finding: mass,
      shape: { type: 'POINT', points: [4.5, 2.5], image: 3, frame: 3 },
      measures: [],
      answers: [],
    },
  ],
  answers: [{ question: ownCode('effusion', 'Effusion?'), answer: ownCode('yes') }],
};

function masksOf(segments: readonly Segment[]): [string, [number, number[]][]][] {
  return segments.map((s) => [
    s.label,
    [...s.frames]
      .filter(([, mask]) => mask.some((v) => v !== 0))
      .map(([frame, mask]) => [frame, Array.from(mask)]),
  ]);
}

const objects = {
  overlapping: writeSegmentation(overlapping),
  fractional: writeSegmentation(fractional),
  flat: writeSegmentation(flat),
  report: writeReport({ ...head, instanceUid: '2.25.44' }, report),
};

describe('segmentations and reports', () => {
  it.each([
    ['overlapping', overlapping, 'YES'],
    ['fractional', fractional, 'NO'],
    ['flat', flat, 'NO'],
  ] as const)('%s: masks come back equal', (name, content, overlap) => {
    const ids = content.image.instances.map((i) => i.instanceUid);
    const read = readSegmentation(parse(objects[name]), ids);
    expect(masksOf(read.segments)).toEqual(masksOf(content.segments));
    expect(read.overlap).toBe(overlap);
    expect(read.kind).toBe(content.kind);
    const plain = ({ frames: _, ...rest }: Segment): object => rest;
    expect(read.segments.map(plain)).toEqual(content.segments.map(plain));
  });

  it('a report comes back equal', () => {
    expect(readReport(parse(objects.report))).toEqual(report);
  });

  it('masks of another size or value are refused', () => {
    const refused = expect.objectContaining({ code: 'imaging/bad-argument' });
    const wrong =
      (frames: readonly (readonly [number, Uint8Array])[]): (() => unknown) =>
      () =>
        writeSegmentation({ ...flat, segments: [segment('x', frames)] });
    expect(wrong([[0, new Uint8Array(5)]])).toThrow(refused);
    expect(wrong([[1, cells(() => 1)]])).toThrow(refused);
    expect(wrong([[0, cells(() => 2)]])).toThrow(refused);
  });

  it.skipIf(!hasTool('dciodvfy')).each(Object.keys(objects))(
    '%s: the validator finds no error',
    (name) => {
      const path = join(folder, `${name}.dcm`);
      writeFileSync(path, objects[name as keyof typeof objects]);
      const { stdout, stderr } = spawnSync('dciodvfy', [path], { encoding: 'latin1' });
      const errors = `${stdout}${stderr}`.split('\n').filter((line) => line.startsWith('Error'));
      expect(errors).toEqual([]);
    },
  );

  const python = pythonOrSkip();

  it.skipIf(python === null)('another reader finds the same pixels, codes and coordinates', () => {
    for (const [name, bytes] of Object.entries(objects))
      writeFileSync(join(folder, `${name}.dcm`), bytes);
    const script = [
      'import pydicom, json, sys, numpy',
      'out = {}',
      'for name in ["overlapping", "fractional", "flat"]:',
      '    d = pydicom.dcmread(f"{sys.argv[1]}/{name}.dcm")',
      '    a = d.pixel_array.reshape(-1, d.Rows * d.Columns)',
      '    n = [f.SegmentIdentificationSequence[0].ReferencedSegmentNumber for f in d.PerFrameFunctionalGroupsSequence]',
      '    out[name] = [n, a.astype(int).tolist()]',
      'd = pydicom.dcmread(f"{sys.argv[1]}/report.dcm")',
      'found = []',
      'def walk(n):',
      '    for c in n.get("ContentSequence", []):',
      '        if c.ValueType == "SCOORD": found.append([float(v) for v in numpy.atleast_1d(c.GraphicData)])',
      '        if c.ValueType == "NUM": found.append(float(c.MeasuredValueSequence[0].NumericValue))',
      '        if c.ValueType == "TEXT": found.append(c.TextValue)',
      '        walk(c)',
      'walk(d)',
      'out["report"] = found',
      'print(json.dumps(out))',
    ].join('\n');
    const { stdout, stderr } = spawnSync(python ?? '', ['-c', script, folder], {
      encoding: 'utf8',
    });
    expect(stderr.replace(/.*Warning.*/g, '')).not.toContain('Error');
    const seen = JSON.parse(stdout);
    const wanted = (content: SegmentationContent): [number[], number[][]] => {
      const rows: [number, number[]][] = content.segments.flatMap((s, i) =>
        s.frames.size === 0
          ? [[i + 1, Array.from(cells(() => 0))] as [number, number[]]]
          : [...s.frames].map(([, mask]) => [i + 1, Array.from(mask)] as [number, number[]]),
      );
      return [rows.map(([n]) => n), rows.map(([, mask]) => mask)];
    };
    expect(seen.overlapping).toEqual(wanted(overlapping));
    expect(seen.fractional).toEqual(wanted(fractional));
    expect(seen.flat).toEqual(wanted(flat));
    expect(seen.report).toEqual(
      expect.arrayContaining([
        [1.5, 2.5, 3, 4, 5, 6, 1.5, 2.5],
        [4.5, 2.5],
        12.34,
        'höher 高い',
        'lesion 1',
      ]),
    );
  });
});
