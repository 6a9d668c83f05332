import { readHangingFile } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { layouts } from '../../src/pages/protocol/layouts.ts';

const read = (document: unknown) => {
  const file = readHangingFile(JSON.stringify(document));
  if (file.kind !== 'read') throw new Error(file.places.join('; '));
  return file;
};

describe('a file of a hanging protocol', () => {
  it('may be one of this house', () => {
    for (const layout of Object.values(layouts)) expect(read(layout).hanging).toEqual(layout);
    expect(read({ columns: 1, rows: 1, viewports: [{ id: 'a' }] }).hanging).toEqual({
      ...layouts.single,
      viewports: [{ ...layouts.single.viewports[0], id: 'a' }],
    });
  });

  it('may list named viewports: places, planes, images in order, what has no image left out', () => {
    const { hanging, leftOut } = read([
      { viewport_name: 'secondary', x: 2, y: 0, w: 1, h: 1, order: 1, fullsizable: true },
      { viewport_name: 'main', x: 0, y: 0, w: 2, h: 2, order: 0, draggable: false },
      { viewport_name: 'tertiary', x: 2, y: 1, w: 1, h: 1, order: 2, linkable: false },
      { viewport_name: 'map', specialized_view: 'minimap', parent_id: 'main' },
    ]);
    expect(leftOut).toEqual(['map']);
    expect([hanging.columns, hanging.rows]).toEqual([3, 2]);
    expect(hanging.viewports).toMatchObject([
      { id: 'main', column: 0, columnSpan: 2, rowSpan: 2, image: 0, link: { group: 'all' } },
      { id: 'secondary', column: 2, row: 0, image: 1 },
      { id: 'tertiary', column: 2, row: 1, image: 2, link: null },
    ]);
    const planes = read(
      ['axial', 'coronal', 'sagittal'].map((orientation, at) => ({
        viewport_name: ['main', 'secondary', 'tertiary'][at],
        orientation,
      })),
    ).hanging;
    expect(planes.columns).toBe(3);
    expect(planes.viewports.map(({ plane, image, column }) => [plane, image, column])).toEqual([
      ['axial', 0, 0],
      ['coronal', 0, 1],
      ['sagittal', 0, 2],
    ]);
    expect(planes.viewports[1]?.link?.what).toContain('crosshair');
    const withParent = read([
      { viewport_name: 'main' },
      { viewport_name: 'secondary' },
      { viewport_name: 'tertiary', parent_id: 'main' },
    ]).hanging;
    expect(withParent.viewports.map(({ image }) => image)).toEqual([0, 1, 0]);
  });

  it('is refused with the place of what is wrong', () => {
    const places = (text: string) => {
      const file = readHangingFile(text);
      return file.kind === 'refused' ? file.places : null;
    };
    expect(places('{')).toEqual([]);
    expect(places('[{"x": 1}]')?.[0]).toMatch(/^0 › viewport_name: /);
    expect(places('{"columns": 1, "rows": 1, "viewports": []}')?.[0]).toMatch(/^viewports: /);
    expect(places('[{"viewport_name": "main", "x": 40, "y": 0}]')?.[0]).toMatch(/^columns: /);
  });
});
