import { describe, expect, it } from 'vitest';
import {
  commandsByKey,
  defaultKeyMap,
  emptyCoverage,
  keyName,
  noteSeen,
  remapKeys,
  seenFrames,
  summariseCoverage,
} from '../../../src/stage/index.ts';

const press = (key: string, held: Partial<Parameters<typeof keyName>[0]> = {}) =>
  keyName({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

describe('the key map', () => {
  it('gives every key of the reading path to one command', () => {
    const commands = commandsByKey(defaultKeyMap);
    const expected: Record<string, string> = {
      ArrowDown: 'next-slice',
      'Shift+ArrowDown': 'next-slice-fast',
      Home: 'first-slice',
      End: 'last-slice',
      '9': 'preset-9',
      w: 'tool-window',
      '0': 'reset-view',
      i: 'invert',
      Tab: 'next-question',
      '?': 'instructions',
      u: 'ungradable',
      ',': 'confidence-down',
      '.': 'confidence-up',
      b: 'tool-brush',
      e: 'tool-erase',
      '[': 'brush-smaller',
      ']': 'brush-larger',
      x: 'threshold-lock',
      p: 'tool-polygon',
      f: 'tool-fill',
      q: 'previous-segment',
      r: 'next-segment',
      Space: 'last-tool',
      z: 'undo',
      y: 'redo',
      h: 'hide-overlays',
      'Ctrl+Enter': 'submit',
      n: 'flag',
    };
    for (const [key, command] of Object.entries(expected)) expect(commands.get(key)).toBe(command);
  });

  it('names a key by what is typed, whatever the layout', () => {
    expect(press('Z', { shiftKey: true, ctrlKey: true })).toBe('Ctrl+Shift+z');
    expect(press('z', { metaKey: true })).toBe('Ctrl+z');
    expect(press('?', { shiftKey: true })).toBe('?');
    expect(press(' ')).toBe('Space');
    expect(press('ArrowUp', { shiftKey: true, altKey: true })).toBe('Alt+Shift+ArrowUp');
  });

  it('is changed as data, takes the key from the command that had it, and refuses doubles', () => {
    const { map, lost } = remapKeys(defaultKeyMap, 'tool-brush', ['n']);
    expect(lost).toEqual(['flag']);
    const commands = commandsByKey(map);
    expect(commands.get('n')).toBe('tool-brush');
    expect(commands.has('b')).toBe(false);
    expect(JSON.parse(JSON.stringify(map))).toEqual(map);
    expect(() => commandsByKey({ ...defaultKeyMap, flag: ['b'] })).toThrow('web/key-taken');
  });
});

describe('the log of what was seen', () => {
  it('counts slices and parts that were on the screen long enough', () => {
    const coverage = emptyCoverage();
    const plane = { width: 80, height: 160 };
    const all = { x0: 0, y0: 0, x1: 80, y1: 160 };
    noteSeen(coverage, 'a', 'z', 0, all, plane, 500);
    noteSeen(coverage, 'a', 'z', 1, all, plane, 150);
    noteSeen(coverage, 'a', 'z', 1, { ...all, x1: 40 }, plane, 100);
    noteSeen(coverage, 'a', 'z', 3, all, plane, 0);
    expect(summariseCoverage(coverage, 'a', 'z', 4)).toEqual({
      imageId: 'a',
      axis: 'z',
      planesSeen: 2,
      planeCount: 4,
      share: 96 / 256,
    });
    expect(seenFrames(coverage, 'a', 4)).toEqual({
      imageId: 'a',
      frames: [0, 1],
      tilesSeen: 96,
      tileCount: 256,
    });
  });
});
