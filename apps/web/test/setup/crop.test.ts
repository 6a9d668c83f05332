import { segmentColours } from '@equipoise/web/stage';
import { describe, expect, it } from 'vitest';
import { boxBetween } from '../../src/look/box-between.ts';
import { layerColours } from '../../src/look/layer-colours.ts';

describe('a part of a picture', () => {
  it('lies within it, in whole pixels, whichever way it was drawn', () => {
    const size = { width: 100, height: 50 };
    expect(boxBetween([10.4, 10.6], [30.2, 20.1], size)).toEqual({
      x: 10,
      y: 11,
      width: 20,
      height: 9,
    });
    expect(boxBetween([30, 20], [10, 10], size)).toEqual({ x: 10, y: 10, width: 20, height: 10 });
    expect(boxBetween([-20, -20], [500, 500], size)).toEqual({
      x: 0,
      y: 0,
      width: 100,
      height: 50,
    });
    expect(boxBetween([99.9, 49.9], [99.9, 49.9], size)).toEqual({
      x: 99,
      y: 49,
      width: 1,
      height: 1,
    });
  });
});

describe('colours of layers', () => {
  it('are those that the stage draws in', () => {
    expect(layerColours).toEqual(segmentColours);
  });
});
