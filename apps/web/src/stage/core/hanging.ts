import type { HangingProtocol, HangingViewport } from '@equipoise/domain';
import type { ImageInfo } from './image-info.ts';
import type { PlaneAxis } from './volume.ts';

/** An image with its part in the case. */
export interface HungImage {
  readonly source: HangingViewport['source'];
  readonly image: ImageInfo;
}

/** A viewport and the image it shows; null where the case has none. */
export interface HungViewport {
  readonly viewport: HangingViewport;
  readonly image: ImageInfo | null;
  readonly axis: PlaneAxis;
}

const blank: HangingViewport = {
  id: 'main',
  column: 0,
  row: 0,
  columnSpan: 1,
  rowSpan: 1,
  source: 'current',
  image: 0,
  plane: 'stack',
  preset: null,
  isFlipped: false,
  link: null,
  overlay: 'own',
};

const allLinked = { group: 'all', what: ['slice', 'zoom', 'window'] } as const;
const planesLinked = { group: 'planes', what: ['window', 'zoom', 'crosshair'] } as const;

/** The image beside an earlier one of the same patient. */
export const besidePrior: HangingProtocol = {
  columns: 2,
  rows: 1,
  viewports: [
    { ...blank, id: 'current', link: allLinked },
    { ...blank, id: 'prior', column: 1, source: 'prior', link: allLinked, overlay: 'none' },
  ],
};

/** Two views of the same case side by side. */
export const besideOtherView: HangingProtocol = {
  columns: 2,
  rows: 1,
  viewports: [
    { ...blank, id: 'first' },
    { ...blank, id: 'second', column: 1, source: 'other-view' },
  ],
};

/** Three orthogonal planes of a volume with a common crosshair. */
export const threePlanes: HangingProtocol = {
  columns: 3,
  rows: 2,
  viewports: [
    { ...blank, id: 'axial', columnSpan: 2, rowSpan: 2, plane: 'axial', link: planesLinked },
    { ...blank, id: 'coronal', column: 2, plane: 'coronal', link: planesLinked },
    { ...blank, id: 'sagittal', column: 2, row: 1, plane: 'sagittal', link: planesLinked },
  ],
};

/** The larger component of a direction: 0 left-right, 1 front-back, 2 head-foot. */
function mainDirection(vector: readonly number[]): number {
  const size = vector.map(Math.abs);
  return size.indexOf(Math.max(...size));
}

/**
 * The axis a named plane stands across. Without an orientation the stored slices count as axial.
 *
 * @param image the image
 * @param plane name of the plane; `stack` is the stored slices whatever they are
 */
export function axisOf(image: ImageInfo, plane: HangingViewport['plane']): PlaneAxis {
  if (plane === 'stack') return 'z';
  const { orientation } = image;
  const row = orientation ? mainDirection(orientation.slice(0, 3)) : 0;
  const column = orientation ? mainDirection(orientation.slice(3, 6)) : 1;
  const across = { sagittal: 0, coronal: 1, axial: 2 }[plane];
  return row === across ? 'x' : column === across ? 'y' : 'z';
}

/**
 * Which image hangs where.
 *
 * @param protocol the hanging protocol
 * @param images images of the case with their parts, in order
 * @returns one entry a viewport, in the order of the protocol
 */
export function hangImages(
  protocol: HangingProtocol,
  images: readonly HungImage[],
): HungViewport[] {
  return protocol.viewports.map((viewport) => {
    const own = images.filter(({ source }) => source === viewport.source);
    const image = own[viewport.image]?.image ?? null;
    return { viewport, image, axis: image ? axisOf(image, viewport.plane) : 'z' };
  });
}

/**
 * Viewports that follow one in something.
 *
 * @param protocol the hanging protocol
 * @param id the viewport that leads
 * @param what what is shared
 * @returns ids of the others
 */
export function linkedViewports(
  protocol: HangingProtocol,
  id: string,
  what: 'slice' | 'zoom' | 'window' | 'crosshair',
): string[] {
  const link = protocol.viewports.find((viewport) => viewport.id === id)?.link;
  if (!link?.what.includes(what)) return [];
  return protocol.viewports
    .filter((other) => {
      const shares = other.link?.group === link.group && other.link.what.includes(what);
      return other.id !== id && shares;
    })
    .map((other) => other.id);
}
