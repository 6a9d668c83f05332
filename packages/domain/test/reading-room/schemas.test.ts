import {
  answerRecordSchema,
  eventRecordSchema,
  hangingProtocolSchema,
  imageRecordSchema,
  shapeSchema,
  singleViewport,
  studyProtocolSchema,
} from '@equipoise/domain';
import { describe, expect, it } from 'vitest';

const image = {
  imageId: 'i',
  kind: 'grey',
  width: 512,
  height: 512,
  frameCount: 1,
  bits: 16,
  signed: true,
  slope: 1,
  intercept: -1024,
  unit: 'HU',
  spacingMm: [0.7, 0.7],
  sliceSpacingMm: null,
  orientation: [1, 0, 0, 0, 1, 0],
  positions: [[0, 0, 0]],
  presets: [{ name: 'lung', centre: -600, width: 1500 }],
  photometric: 'MONOCHROME2',
  pixelHash: 'a'.repeat(64),
  lossySource: false,
  source: { format: 'dicom', transferSyntax: '1.2.840.10008.1.2.1' },
};

describe('records of the reading room', () => {
  it('an image record is whole, with legal sizes and a hash', () => {
    expect(imageRecordSchema.parse(image)).toEqual(image);
    for (const wrong of [
      { width: 0 },
      { bits: 12 },
      { pixelHash: 'x' },
      { spacingMm: [0, 1] },
      { extra: 1 },
      { slope: Number.NaN },
    ]) {
      expect(imageRecordSchema.safeParse({ ...image, ...wrong }).success).toBe(false);
    }
  });
  it('a hanging protocol fills in what is plain', () => {
    expect(
      hangingProtocolSchema.parse({ columns: 1, rows: 1, viewports: [{ id: 'main' }] }),
    ).toEqual(singleViewport);
    expect(hangingProtocolSchema.safeParse({ columns: 0, rows: 1, viewports: [] }).success).toBe(
      false,
    );
  });
  it('shapes know their kind and lose nothing on the way through JSON', () => {
    const polygon = {
      kind: 'polygon',
      shapeId: 's',
      label: 'l',
      imageId: 'i',
      frame: 0,
      points: [
        [0.5, 0],
        [1, 1],
        [0, 1],
      ],
      edge: 'spline',
    };
    expect(shapeSchema.parse(JSON.parse(JSON.stringify(polygon)))).toEqual(polygon);
    expect(
      shapeSchema.safeParse({
        ...polygon,
        points: [
          [0, 0],
          [1, 1],
        ],
      }).success,
    ).toBe(false);
    expect(shapeSchema.safeParse({ ...polygon, kind: 'ellipse' }).success).toBe(false);
  });
  it('keys that are traps change no prototype', () => {
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      const body = JSON.parse(`{"${key}":{"isAdmin":true},"schemaVersion":1}`);
      for (const schema of [
        studyProtocolSchema,
        answerRecordSchema,
        eventRecordSchema,
        imageRecordSchema,
      ]) {
        expect(schema.safeParse(body).success).toBe(false);
      }
      const strata = JSON.parse(`{"${key}":"x"}`);
      const parsed = studyProtocolSchema.safeParse({
        schemaVersion: 1,
        studyId: 's',
        title: 't',
        reads: { perCase: 1 },
        adjudication: { kind: 'none' },
        cases: [{ caseId: 'c', strata }],
      });
      if (parsed.success)
        expect(Object.getPrototypeOf(parsed.data.cases[0]!.strata)).toBe(Object.prototype);
      expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
    }
  });
  it('names hold no control character, instants are UTC with milliseconds', () => {
    const base = {
      eventId: 'e',
      studyId: 's',
      taskId: 't',
      readerId: 'r',
      sessionId: 'x',
      sequence: 0,
      kind: 'hide',
      payload: {},
    };
    const at = '2026-01-05T09:00:00.000Z';
    expect(eventRecordSchema.safeParse({ ...base, at }).success).toBe(true);
    expect(eventRecordSchema.safeParse({ ...base, at: '2026-01-05T09:00:00+01:00' }).success).toBe(
      false,
    );
    expect(eventRecordSchema.safeParse({ ...base, at, readerId: 'a\nb' }).success).toBe(false);
    expect(eventRecordSchema.safeParse({ ...base, at, readerId: '' }).success).toBe(false);
  });
});
