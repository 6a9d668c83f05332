import type { Crop } from './paint.ts';

/** A box between two points, in whole pixels within the image. */
export function boxBetween(
  a: readonly [number, number],
  b: readonly [number, number],
  size: { readonly width: number; readonly height: number },
): Crop {
  const inside = (value: number, most: number): number =>
    Math.min(most, Math.max(0, Math.round(value)));
  const x = inside(Math.min(a[0], b[0]), size.width - 1);
  const y = inside(Math.min(a[1], b[1]), size.height - 1);
  const right = inside(Math.max(a[0], b[0]), size.width);
  const bottom = inside(Math.max(a[1], b[1]), size.height);
  return { x, y, width: Math.max(1, right - x), height: Math.max(1, bottom - y) };
}
