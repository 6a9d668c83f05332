import type { GreyWindow, ImageInfo, SampleArray, WindowPreset } from './image-info.ts';

/** Windows for computed tomography in Hounsfield units, in the order of the keys 1 to 9. */
export const hounsfieldPresets: readonly WindowPreset[] = [
  { name: 'Soft tissue', centre: 40, width: 400 },
  { name: 'Lung', centre: -600, width: 1500 },
  { name: 'Bone', centre: 480, width: 2500 },
  { name: 'Brain', centre: 40, width: 80 },
  { name: 'Liver', centre: 60, width: 160 },
  { name: 'Mediastinum', centre: 50, width: 350 },
  { name: 'Stroke', centre: 35, width: 35 },
  { name: 'Vessels', centre: 250, width: 700 },
];

/**
 * Windows on the keys 1 to 9: the image's own first, then those of its unit, then one over all values.
 *
 * @param image what is shown
 * @param full window over the values that occur
 */
export function presetsOf(image: ImageInfo, full: GreyWindow): WindowPreset[] {
  const own = image.presets.filter(({ width }) => width > 0);
  const ofUnit = image.unit === 'HU' ? hounsfieldPresets : [];
  const all = [...own, ...ofUnit].filter(
    (preset, k, list) =>
      list.findIndex((p) => p.centre === preset.centre && p.width === preset.width) === k,
  );
  return [...all.slice(0, 8), { name: 'All values', ...full }];
}

/**
 * Window from the 1st to the 99th percentile of a frame, for images that state none.
 *
 * @param samples stored values; every `step`-th is counted
 * @param image slope and intercept
 * @returns centre and width in the image's unit
 */
export function windowOfValues(
  samples: SampleArray,
  image: Pick<ImageInfo, 'slope' | 'intercept'>,
): GreyWindow {
  const counts = new Uint32Array(65_536);
  const step = Math.max(1, Math.floor(samples.length / 200_000));
  let total = 0;
  for (let i = 0; i < samples.length; i += step) {
    counts[samples[i]! & 0xffff]!++;
    total++;
  }
  const isSigned = samples instanceof Int16Array;
  const quantile = (share: number): number => {
    let seen = 0;
    for (let k = 0; k < 65_536; k++) {
      const raw = isSigned ? k - 32_768 : k;
      seen += counts[raw & 0xffff]!;
      if (seen > share * (total - 1)) return raw;
    }
    return 0;
  };
  const ends = [quantile(0.01), quantile(0.99)].map((v) => v * image.slope + image.intercept);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  return { centre: (low + high + 1) / 2, width: Math.max(high - low + 1, 1) };
}

/**
 * Window over the extremes of a frame.
 *
 * @param samples stored values
 * @param image slope and intercept
 */
export function windowOfExtremes(
  samples: SampleArray,
  image: Pick<ImageInfo, 'slope' | 'intercept'>,
): GreyWindow {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < samples.length; i++) {
    const v = samples[i]!;
    if (v < low) low = v;
    if (v > high) high = v;
  }
  const [a, b] = [low * image.slope + image.intercept, high * image.slope + image.intercept];
  return { centre: (a + b + 1) / 2, width: Math.max(Math.abs(b - a) + 1, 1) };
}

/**
 * Window after a drag: right widens, down raises the centre; one screen height covers about twice the
 * width at the start, so that narrow windows move finely.
 *
 * @param start window when the drag began
 * @param dx screen pixels to the right since then
 * @param dy screen pixels down since then
 * @param screenHeight pixels
 */
export function dragWindow(
  start: GreyWindow,
  dx: number,
  dy: number,
  screenHeight: number,
): GreyWindow {
  const perPixel = (2 * Math.max(start.width, 8)) / Math.max(screenHeight, 1);
  return {
    centre: start.centre + dy * perPixel,
    width: Math.max(1, start.width + dx * perPixel),
  };
}
