import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { vrTable } from '../../src/dicom/vr-table.ts';
import {
  type Dataset,
  deidentify,
  elementOf,
  isUid,
  keepList,
  type NewDataset,
  type NewElement,
  newDataset,
  numbersOf,
  stringsOf,
  tags,
  textOf,
  type Vr,
  valueBytes,
  writeDicom,
} from '../../src/index.ts';
import { pseudonymsBy } from '../../src/node/index.ts';
import { hasShared, hasTool, parse, sample, shared } from '../support/dicom.ts';

const names = pseudonymsBy('a key of the project');
const options = { mapUid: names.mapUid, mapPatient: names.mapPatient, shiftDays: names.shiftDays };

/** Every value planted has this in it, or is this number. */
const mark = 'CANARY';

function planted(vr: Vr, tag: number): NewElement | null {
  const own = tag.toString(16).toUpperCase();
  switch (vr) {
    case 'DA':
      return { vr, value: '19111213' };
    case 'TM':
      return { vr, value: '112233.445566' };
    case 'DT':
      return { vr, value: '19111213112233' };
    case 'AS':
      return { vr, value: '077Y' };
    case 'UI':
      return { vr, value: `1.2.777.${tag}` };
    case 'DS':
    case 'IS':
      return { vr, value: '77700077' };
    case 'AE':
    case 'CS':
    case 'SH':
      // A code that is kept must look like one: there the planted value does not.
      return { vr, value: `${mark}${keepList.has(tag) ? '^' : '_'}${own}`.slice(0, 16) };
    case 'LO':
    case 'LT':
    case 'PN':
    case 'ST':
    case 'UC':
    case 'UR':
    case 'UT':
      return { vr, value: `${mark}^${own}` };
    case 'OB':
    case 'OW':
    case 'UN':
      return { vr, value: new TextEncoder().encode(`${mark}^${own}`.padEnd(20)) };
    default:
      return null;
  }
}

/** A data set with a canary in every element of the standard that can hold one, and in private ones. */
function everything(): Map<number, NewElement> {
  const out = new Map<number, NewElement>();
  for (const [vr, text] of vrTable) {
    for (const part of text.split(' ')) {
      const [group, elements] = part.split(':');
      for (const element of (elements ?? '').split(',')) {
        const tag = Number.parseInt(group ?? '', 16) * 65_536 + Number.parseInt(element, 16);
        if (tag >>> 16 < 8 || tag >>> 16 === 0xfffe) continue;
        const value = planted(vr, tag);
        if (value) out.set(tag, value);
      }
    }
  }
  for (const tag of [0x00090010, 0x00091001, 0x60000022, 0x60003000, 0x60004000, 0x50003000]) {
    out.set(tag, { vr: 'LO', value: `${mark}^PRIVATE` });
  }
  out.set(tags.SOPClassUID, { vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.2' });
  out.set(tags.SpecificCharacterSet, { vr: 'CS', value: 'ISO_IR 192' });
  out.delete(tags.PixelData);
  return out;
}

function withNesting(): NewDataset {
  const inner = everything();
  const out = everything();
  for (const tag of [0x00081115, 0x00082218, 0x00400275, 0x00091002, 0x52009229, 0x00102299]) {
    out.set(tag, { vr: 'SQ', value: [inner, new Map([[0x00101001, { vr: 'PN', value: mark }]])] });
  }
  return out;
}

function uidsOf(dataset: Dataset): string[] {
  return dataset.elements.flatMap((e) => [
    ...(e.vr === 'UI' ? stringsOf(dataset, e.tag) : []),
    ...(e.items ?? []).flatMap(uidsOf),
  ]);
}

describe('removal of identifying elements', () => {
  it('leaves none of several thousand planted values, at any depth', () => {
    const dirty = withNesting();
    const file = parse(writeDicom(dirty));
    const clean = deidentify(file.dataset, options);
    const text = Buffer.from(writeDicom(clean.dataset)).toString('latin1');
    const json = JSON.stringify(clean.header);
    // Once on top, once in each item of six sequences.
    expect(everything().size * 7).toBeGreaterThan(10_000);
    for (const value of [mark, '19111213', '112233', '1.2.777.', '77700077', '077Y']) {
      expect(text.includes(value), value).toBe(false);
      expect(json.includes(value), value).toBe(false);
    }
  });

  it('leaves the object readable, marked and free of private elements', () => {
    const file = parse(writeDicom(withNesting()));
    const clean = deidentify(file.dataset, options);
    const again = parse(writeDicom(clean.dataset));
    expect(textOf(again.dataset, tags.PatientIdentityRemoved)).toBe('YES');
    expect(again.dataset.elements.every((e) => (e.tag >>> 16) % 2 === 0)).toBe(true);
    for (const e of again.dataset.elements) {
      const isMark = [tags.PatientName, tags.PatientID].includes(e.tag as 0x00100010);
      const isBlank = e.length === 0;
      const isOwn = e.tag >>> 16 === 0x0012 || e.tag === 0x00280303 || e.tag === 0x00080005;
      expect(isMark || isBlank || isOwn || keepList.has(e.tag)).toBe(true);
    }
  });

  const isUsable = hasShared('dicom-samples/CT_small.dcm') && hasTool('dciodvfy');

  it.skipIf(!isUsable)('makes no error that the validator did not find before', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dcm-'));
    try {
      for (const name of ['CT_small.dcm', 'MR_small.dcm', 'examples_overlay.dcm']) {
        const { dataset } = parse(sample(name));
        const pixels = valueBytes(dataset, elementOf(dataset, tags.PixelData)!).slice();
        const clean = deidentify(dataset, options);
        const whole = new Map([...clean.dataset, ...newDataset([[tags.PixelData, pixels, 'OW']])]);
        const path = join(folder, name);
        writeFileSync(path, writeDicom(whole));
        const { stdout, stderr } = spawnSync('dciodvfy', [path], { encoding: 'latin1' });
        const errors = `${stdout}${stderr}`.split('\n').filter((l) => l.startsWith('Error'));
        expect(errors, name).toEqual([]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('maps identifiers alike under one key and unlike under another', () => {
    const other = pseudonymsBy('another key of it');
    expect(names.mapUid('1.2.3')).toBe(pseudonymsBy('a key of the project').mapUid('1.2.3'));
    expect(names.mapUid('1.2.3')).not.toBe(other.mapUid('1.2.3'));
    expect(names.mapUid('1.2.3')).not.toBe(names.mapUid('1.2.4'));
    expect(names.mapPatient('x')).not.toBe(other.mapPatient('x'));
    expect(isUid(names.mapUid('1.2.3'))).toBe(true);
  });

  it('moves all dates of a patient by the same days, or leaves them out', () => {
    const dataset = newDataset([
      [tags.SOPClassUID, '1.2.840.10008.5.1.4.1.1.2'],
      [tags.SOPInstanceUID, '1.2.3'],
      [tags.PatientID, 'somebody'],
      [tags.StudyDate, '20200229'],
      [tags.SeriesDate, '20200301'],
    ]);
    const { dataset: read } = parse(writeDicom(dataset));
    const shifted = parse(
      writeDicom(deidentify(read, { ...options, shiftDays: () => -366 }).dataset),
    );
    expect(textOf(shifted.dataset, tags.StudyDate)).toBe('20190228');
    expect(textOf(shifted.dataset, tags.SeriesDate)).toBe('20190301');
    const without = parse(writeDicom(deidentify(read, { ...options, shiftDays: null }).dataset));
    expect(textOf(without.dataset, tags.StudyDate)).toBe('');
  });

  it('keeps sex and age only when asked, and no age above 89', () => {
    const dataset = newDataset([
      [tags.SOPClassUID, '1.2.840.10008.5.1.4.1.1.2'],
      [tags.SOPInstanceUID, '1.2.3'],
      [tags.PatientSex, 'F'],
      [tags.PatientAge, '093Y'],
    ]);
    const { dataset: read } = parse(writeDicom(dataset));
    expect(deidentify(read, options).header).not.toHaveProperty('PatientSex');
    const kept = deidentify(read, { ...options, keepsPatientCharacteristics: true }).header;
    expect([kept['PatientSex'], kept['PatientAge']]).toEqual(['F', '090Y']);
  });

  const isThere = hasShared('dicom-samples/expected.json');
  const expected: Record<string, { identifying_elements_present: string[] }> = isThere
    ? JSON.parse(readFileSync(shared('dicom-samples/expected.json'), 'utf8'))
    : {};
  const readable = Object.keys(expected).filter((n) => !/truncated|no_meta/.test(n));

  it.skipIf(!isThere)(
    'takes identifying values, UIDs and private elements out of all samples',
    () => {
      for (const name of readable) {
        const file = parse(sample(name));
        const clean = deidentify(file.dataset, { ...options, shiftDays: null });
        const header = JSON.stringify(clean.header);
        for (const tag of [tags.PatientName, tags.PatientID, 0x00080080, 0x00081010, 0x00200010]) {
          const before = textOf(file.dataset, tag);
          if (before.length > 2) expect(header.includes(JSON.stringify(before)), name).toBe(false);
        }
        const own = new Set(uidsOf(file.dataset).filter((u) => !u.startsWith('1.2.840.10008.')));
        for (const uid of own) expect(header.includes(`"${uid}"`), name).toBe(false);
        for (const key of expected[name]!.identifying_elements_present) {
          const keyword = key.split('@')[0]!;
          if (keyword !== 'PatientID') expect(clean.header, name).not.toHaveProperty(keyword);
        }
        const pixels = numbersOf(file.dataset, tags.Rows)[0];
        if (typeof pixels === 'number') expect(clean.header['Rows']).toEqual([pixels]);
      }
    },
  );
});
