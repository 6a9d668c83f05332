import type { HangingProtocol } from '@equipoise/domain';
import {
  besidePrior,
  type HungImage,
  type ImageInfo,
  type SampleArray,
  threePlanes,
} from '../../../src/stage/index.ts';

/** A case to try the stage with. */
export interface Scene {
  readonly hanging: HangingProtocol;
  readonly images: readonly HungImage[];
  readonly frames: Readonly<Record<string, readonly SampleArray[]>>;
}

const single: HangingProtocol = {
  columns: 1,
  rows: 1,
  viewports: [{ ...besidePrior.viewports[0]!, id: 'main', link: null }],
};

const plain: Omit<ImageInfo, 'imageId' | 'width' | 'height'> = {
  kind: 'grey',
  frameCount: 1,
  bits: 16,
  signed: false,
  slope: 1,
  intercept: 0,
  unit: 'raw',
  spacingMm: [0.143, 0.143],
  sliceSpacingMm: null,
  orientation: [1, 0, 0, 0, 1, 0],
  positions: null,
  presets: [{ name: 'Chest', centre: 2048, width: 4096 }],
  photometric: 'MONOCHROME2',
};

/** A grey picture with soft ribs and a bright disc, 12 bits. */
export function radiograph(width: number, height: number, shift: number): Uint16Array {
  const out = new Uint16Array(width * height);
  for (let y = 0; y < height; y++) {
    const v = y / height - 0.5;
    const rib = 300 * Math.sin(y / (height / 60) + shift);
    for (let x = 0; x < width; x++) {
      const u = x / width - 0.5;
      const lung = 2600 - 5200 * (u * u + v * v) - (Math.abs(u) < 0.06 ? -500 : 0);
      const isDisc = (u - 0.2) * (u - 0.2) + (v + 0.1) * (v + 0.1) < 0.001;
      const noise = (x * 7919 + y * 104_729) % 97;
      out[y * width + x] = Math.max(0, Math.min(4095, lung + rib + noise + (isDisc ? 600 : 0)));
    }
  }
  return out;
}

function volumeFrames(side: number, depth: number): Int16Array[] {
  return Array.from({ length: depth }, (_, z) => {
    const out = new Int16Array(side * side);
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const [u, v, w] = [x / side - 0.5, y / side - 0.5, z / depth - 0.5];
        const body = (u * u) / 0.2 + (v * v) / 0.12 < 1;
        const lesion = (u - 0.15) ** 2 + v * v + (w - 0.1) ** 2 < 0.01;
        const spine = u * u + (v - 0.25) ** 2 < 0.004;
        out[y * side + x] = !body
          ? -1000
          : spine
            ? 700
            : lesion
              ? 120
              : 30 + ((x * 31 + y * 17) % 11);
      }
    }
    return out;
  });
}

/**
 * Scenes of the demonstration page and the browser tests.
 *
 * @param name which
 */
export function scene(name: string): Scene {
  switch (name) {
    case 'radiograph': {
      const image = { ...plain, imageId: 'now', width: 2500, height: 3000 };
      return {
        hanging: single,
        images: [{ source: 'current', image }],
        frames: { now: [radiograph(2500, 3000, 0)] },
      };
    }
    case 'prior': {
      const image = { ...plain, imageId: 'now', width: 1250, height: 1500 };
      const before = { ...image, imageId: 'before', photometric: 'MONOCHROME1' } as const;
      return {
        hanging: besidePrior,
        images: [
          { source: 'current', image },
          { source: 'prior', image: before },
        ],
        frames: { now: [radiograph(1250, 1500, 0)], before: [radiograph(1250, 1500, 1)] },
      };
    }
    case 'volume': {
      const [side, depth] = [256, 60];
      const image: ImageInfo = {
        ...plain,
        imageId: 'now',
        width: side,
        height: side,
        frameCount: depth,
        signed: true,
        unit: 'HU',
        spacingMm: [1.2, 1.2],
        positions: Array.from({ length: depth }, (_, z) => [-150, -150, 4 * z]),
        presets: [{ name: 'Soft tissue', centre: 40, width: 400 }],
      };
      return {
        // The stored slices are axial: as a stack they begin with the first.
        hanging: {
          ...threePlanes,
          viewports: threePlanes.viewports.map((one) =>
            one.plane === 'axial' ? { ...one, plane: 'stack' } : one,
          ),
        },
        images: [{ source: 'current', image }],
        frames: { now: volumeFrames(side, depth) },
      };
    }
    case 'earlier-volume': {
      // The earlier volume has half the slices, twice as far apart, and begins 8 mm lower.
      const [side, depth] = [64, 40];
      const positions = (count: number, first: number, step: number) =>
        Array.from({ length: count }, (_, z) => [-40, -40, first + step * z]);
      const image: ImageInfo = {
        ...plain,
        imageId: 'now',
        width: side,
        height: side,
        frameCount: depth,
        signed: true,
        unit: 'HU',
        spacingMm: [1, 1],
        positions: positions(depth, 0, 2),
        presets: [],
      };
      const before = {
        ...image,
        imageId: 'before',
        frameCount: 24,
        positions: positions(24, -8, 4),
      };
      return {
        hanging: besidePrior,
        images: [
          { source: 'current', image },
          { source: 'prior', image: before },
        ],
        frames: { now: volumeFrames(side, depth), before: volumeFrames(side, 24) },
      };
    }
    case 'colour': {
      const [width, height] = [600, 400];
      const samples = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
        const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
        return [200 - (x >> 3), 120 + (y >> 2), (x ^ y) & 127][i % 3]!;
      });
      const image: ImageInfo = {
        ...plain,
        imageId: 'now',
        kind: 'rgb',
        bits: 8,
        photometric: 'RGB',
        presets: [],
        width,
        height,
      };
      return {
        hanging: single,
        images: [{ source: 'current', image }],
        frames: { now: [samples] },
      };
    }
    default: {
      const image = { ...plain, imageId: 'now', width: 40, height: 30, presets: [] };
      const samples = Uint16Array.from({ length: 1200 }, (_, i) => (i * 37) % 4096);
      return {
        hanging: single,
        images: [{ source: 'current', image }],
        frames: { now: [samples] },
      };
    }
  }
}
